"""The form of one draft: what governs it, beside the document itself."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from vms import catalogue, formtree, manifest
from vms.formtree import FieldNode, FreeText, Html, Lock, Part
from vms.models import Draft
from vms.schema import Edit, Problem, get
from vms.selectors import blueprints, drafts, schemas

from . import guided

FREE_TEXT: Final = FreeText(manifest.write_free, manifest.read_free, "YAML")


def tree(
    draft: Draft,
    reading: drafts.Reading,
    level: str,
    opened: Collection[str] = (),
    rows: Collection[str] = (),
) -> FieldNode | None:
    """The form at a level; ``None`` while the text cannot be read. ``opened`` are shown although folded;
    of long lists ``rows`` are open."""
    if reading.document is None:
        return None
    return of(draft, reading, _only(draft, level, reading, opened), opened, rows)


def of(
    draft: Draft,
    reading: drafts.Reading,
    only: Sequence[str] | None,
    opened: Collection[str] = (),
    rows: Collection[str] | None = None,
) -> FieldNode:
    """The form of what was read, all of it or some places; without ``rows`` with every row of every list."""
    return formtree.build(
        reading.governing.schema,
        reading.governing.hints,
        reading.document,
        reading.problems,
        only,
        opened=opened,
        rows=rows,
        standings=schemas.STANDINGS,
        locks=locks(draft, reading.document or {}),
        free=FREE_TEXT,
    )


def render(draft: Draft, node: FieldNode) -> Html:
    """The form, or a part of it, as HTML, with what guides through the texts inside."""
    return guided.with_guides(formtree.render(node), draft)


def changes(draft: Draft, before: FieldNode, after: FieldNode) -> Iterator[Part]:
    """The parts of the form that are drawn otherwise."""
    for part in formtree.changed(before, after):
        yield part if part.html is None else replace(part, html=guided.with_guides(part.html, draft))


def followed(draft: Draft, before: FieldNode | None, opened: Collection[str], action: str) -> frozenset[str]:
    """The open rows of an earlier form, where they are in the present document, and one that was added."""
    document = drafts.read(draft).document
    rows = frozenset(opened) if before is None else formtree.follow(before, document, opened)
    verb, _, pointer = action.partition(":")
    entries = get(document, pointer) if verb == "add" and pointer.startswith("/") else None
    return rows | {f"{pointer}/{len(entries) - 1}"} if isinstance(entries, list) and entries else rows


def decode(draft: Draft, document: manifest.Document, pairs: Iterable[tuple[str, str]]) -> tuple[Edit, ...]:
    """What posted fields change in a document of the draft."""
    governing = schemas.for_draft(draft)
    return formtree.decode(
        governing.schema,
        governing.hints,
        document,
        pairs,
        locks=locks(draft, document),
        free=FREE_TEXT,
    )


def act(
    draft: Draft, document: manifest.Document, action: str, problems: Iterable[Problem]
) -> tuple[Edit, ...]:
    """What a button of the form changes in a document of the draft."""
    governing = schemas.for_draft(draft)
    return formtree.act(
        governing.schema, governing.hints, document, action, problems, locks=locks(draft, document)
    )


def locks(draft: Draft, document: manifest.Document) -> Mapping[str, Lock]:
    """What the blueprint that the draft began from does not leave to its users, by place in the document."""
    if draft.blueprint_version is None:
        return {}
    held = catalogue.held(blueprints.terms_of(draft.blueprint_version), document)
    return {pointer: _lock(term) for pointer, term in held.items()}


def _lock(term: catalogue.Lock | catalogue.Bound) -> Lock:
    if isinstance(term, catalogue.Lock):
        return Lock("locked", f"Fixed by the blueprint. {term.reason}".strip())
    return Lock("bounded", term.reason, term.minimum, term.maximum, term.choices)


def _only(draft: Draft, level: str, reading: drafts.Reading, opened: Iterable[str]) -> list[str] | None:
    """What the essentials show: the blueprint's or the site's choice, and wherever there is a problem."""
    if level == "all":
        return None
    version = draft.blueprint_version
    chosen = (version.essentials if version else []) or reading.governing.hints.get("essentials", [])
    return [*chosen, *opened, *(problem.pointer for problem in reading.problems if problem.pointer)]
