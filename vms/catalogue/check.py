"""What a document does that its blueprint forbids."""

import json
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest import Document, amount_of
from vms.schema import UNSET, Edit, Fix, Problem, exists, get

from .compare import same
from .places import Place, place_of
from .terms import Bound, Lock, Terms

LOCKED: Final = "locked-by-blueprint"
OUT_OF_BOUNDS: Final = "bounded-by-blueprint"
_SHOWN: Final = 60  # characters of a value in a sentence


def check(terms: Terms, document: Document) -> list[Problem]:
    """A problem for each locked value that differs and each bounded one that is outside, all with a fix.

    Total over any JSON object; costs a walk of each pointer.
    """
    found = [problem for lock in terms.locked for problem in _of_lock(terms, lock, document)]
    found += [problem for bound in terms.bounded for problem in _of_bound(terms, bound, document)]
    return list({(problem.keyword, problem.pointer): problem for problem in reversed(found)}.values())[::-1]


def _of_lock(terms: Terms, lock: Lock, document: Document) -> Iterator[Problem]:
    place = place_of(lock.pointer, terms.document, document)
    begin = f"The blueprint {terms.title} fixes this value. {lock.reason}".strip()
    if place.lost is not None:
        yield Problem(
            place.pointer,
            f"{begin} Put back the entry {_shown(_name_of(place.lost))} that holds it.",
            LOCKED,
            fix=Fix(f"Put back {_shown(_name_of(place.lost))}", (_append(document, place),)),
        )
        return
    wanted = get(terms.document, lock.pointer, UNSET)
    present = get(document, place.pointer, UNSET)
    if _same_or_both_unset(wanted, present):
        return
    label = "Remove it again" if wanted is UNSET else f"Put back {_shown(wanted)}"
    yield Problem(
        place.pointer,
        f"{begin} {label}.",
        LOCKED,
        fix=Fix(label, (Edit(place.pointer, wanted),)),
    )


def _of_bound(terms: Terms, bound: Bound, document: Document) -> Iterator[Problem]:
    place = place_of(bound.pointer, terms.document, document)
    present = get(document, place.pointer, UNSET)
    if place.lost is not None or present is UNSET:
        return
    nearest = _nearest(terms, bound, present)
    if nearest is UNSET:
        return
    allowed = f"The blueprint {terms.title} allows {_allowed(bound)} here."
    yield Problem(
        place.pointer,
        f"{allowed} {bound.reason}".strip() + f" Use {_shown(nearest)}.",
        OUT_OF_BOUNDS,
        fix=Fix(f"Use {_shown(nearest)}", (Edit(place.pointer, nearest),)),
    )


def _nearest(terms: Terms, bound: Bound, present: Any) -> Any:
    """The allowed value next to one that is not allowed; ``UNSET`` when nothing is wrong, or nothing can be
    said because the schema already finds fault."""
    if bound.choices and not any(same(present, choice) for choice in bound.choices):
        own = get(terms.document, bound.pointer, UNSET)
        return own if any(same(own, choice) for choice in bound.choices) else bound.choices[0]
    value, least, most = amount_of(present), amount_of(bound.minimum), amount_of(bound.maximum)
    if value is None:
        return UNSET
    if least is not None and value < least:
        return bound.minimum
    if most is not None and value > most:
        return bound.maximum
    return UNSET


def _allowed(bound: Bound) -> str:
    if bound.choices:
        return "only " + ", ".join(_shown(choice) for choice in bound.choices)
    if bound.minimum is None:
        return f"at most {bound.maximum}"
    if bound.maximum is None:
        return f"at least {bound.minimum}"
    return f"{bound.minimum} to {bound.maximum}"


def _append(document: Document, place: Place) -> Edit:
    if isinstance(get(document, place.pointer), list):
        return Edit(f"{place.pointer}/-", place.lost)
    return Edit(place.pointer, [place.lost])


def _same_or_both_unset(one: Any, other: Any) -> bool:
    if one is UNSET or other is UNSET:
        return one is other
    return same(one, other)


def _name_of(entry: Any) -> Any:
    for pointer in ("/name", "/metadata/name"):
        if exists(entry, pointer):
            return get(entry, pointer)
    return entry


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "the blueprint's own"
    text = value if isinstance(value, str) else json.dumps(value)
    if "\n" in text:
        return "the blueprint's text"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
