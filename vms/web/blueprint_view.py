"""Blueprints, versions and size cards as the values that their pages show."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from vms import access, catalogue, manifest
from vms.access import Actor
from vms.catalogue import Bound, Size, Terms
from vms.manifest import Document
from vms.models import Blueprint, BlueprintVersion
from vms.schema import Severity, get
from vms.selectors import blueprints

from .amounts import amounts
from .catalogue_pages import Offer, SizeCard, Term, VersionRow

SHOWN: Final = 80  # characters of a value
_UNNAMED: Final = frozenset({"/metadata/name", "/metadata/namespace"})


def offer(user: Actor, blueprint: Blueprint, version: BlueprintVersion) -> Offer:
    """The card of a blueprint. Costs a query for the site's sizes, where it has none of its own."""
    terms = blueprints.terms_of(version)
    name = get(terms.document, "/metadata/name")
    return Offer(
        blueprint=blueprint,
        facts=tuple(amounts(terms.document)),
        settings=tuple(label(pointer, terms.document) for pointer in version.essentials),
        missing=tuple(_missing(terms.document)),
        locked=tuple(
            Term(
                label(lock.pointer, terms.document),
                shown(get(terms.document, lock.pointer)),
                lock.reason,
                lock.pointer,
            )
            for lock in terms.locked
        ),
        bounded=tuple(
            Term(label(bound.pointer, terms.document), _limits(bound), bound.reason, bound.pointer)
            for bound in terms.bounded
        ),
        sizes=size_cards(blueprints.sizes_for(terms), terms, terms.document),
        base=name if isinstance(name, str) and name else blueprint.slug,
        may_edit=access.may(user, "blueprint.edit", blueprint),
    )


def size_cards(sizes: Sequence[Size], terms: Terms, document: Document) -> tuple[SizeCard, ...]:
    """The cards that the terms let through; the one that the document equals is marked."""
    now = catalogue.current(sizes, terms, document)
    return tuple(
        SizeCard(size.slug, size.title, size.summary, size == now)
        for size in catalogue.offered(sizes, terms, document)
    )


def site_cards() -> tuple[SizeCard, ...]:
    """Those that every draft is offered whose blueprint has none."""
    return tuple(
        SizeCard(size.slug, size.title, size.summary, is_current=False) for size in blueprints.site_sizes()
    )


def label(pointer: str, document: Document) -> str:
    """What a field is called, beginning with a capital."""
    name = manifest.called(pointer, document, manifest.hints())
    return name[:1].upper() + name[1:]


def shown(value: Any) -> str:
    """A value on one line."""
    if value is None:
        return "not set"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if "\n" in text.strip():
        return f"{len(text.splitlines())} lines of text"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def version_rows(blueprint: Blueprint, versions: Sequence[BlueprintVersion]) -> tuple[VersionRow, ...]:
    """Newest first, each with what it changed in the one before."""
    before = {version.number: version for version in versions}
    return tuple(
        VersionRow(
            version,
            tuple(_changes(before.get(version.number - 1), version)),
            version.pk == blueprint.current_id,
        )
        for version in versions
    )


def _changes(old: BlueprintVersion | None, new: BlueprintVersion) -> Iterable[str]:
    if old is None:
        return
    yield from manifest.tell(
        blueprints.terms_of(old).document, blueprints.terms_of(new).document, manifest.hints()
    )
    if old.essentials != new.essentials:
        yield "shows other fields first"
    yield from _terms_changed("fixes", "no longer fixes", old.locked, new.locked, new)
    yield from _terms_changed("bounds", "no longer bounds", old.bounded, new.bounded, new)
    if old.sizes != new.sizes:
        yield "has other sizes"


def _terms_changed(
    verb: str, end: str, old: list[dict[str, Any]], new: list[dict[str, Any]], version: BlueprintVersion
) -> Iterator[str]:
    document = blueprints.terms_of(version).document
    before, after = ({entry["pointer"]: entry for entry in entries} for entries in (old, new))
    for pointer, entry in after.items():
        if before.get(pointer) != entry:
            yield f"{verb} {manifest.called(pointer, document, manifest.hints())}"
    for pointer in before.keys() - after.keys():
        yield f"{end} {manifest.called(pointer, document, manifest.hints())}"


def _missing(document: Document) -> Iterator[str]:
    for problem in manifest.check(document):
        if problem.severity is Severity.ERROR and problem.pointer not in _UNNAMED:
            yield problem.message


def _limits(bound: Bound) -> str:
    if bound.choices:
        return ", ".join(shown(choice) for choice in bound.choices)
    if bound.minimum is None:
        return f"at most {bound.maximum}"
    if bound.maximum is None:
        return f"at least {bound.minimum}"
    return f"{bound.minimum} to {bound.maximum}"
