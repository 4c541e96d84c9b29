"""Size cards: what one writes, which one a document is, which ones a blueprint lets through."""

from collections.abc import Sequence

from vms.manifest import Document, edit_document
from vms.schema import UNSET, Edit, get

from .check import check
from .compare import same
from .places import place_of
from .terms import Size, Terms


def edits_for(size: Size, terms: Terms, document: Document) -> tuple[Edit, ...]:
    """What the card changes in this document; what it would write as it is already stays as written.

    An entry of a list that somebody removed stays removed.
    """
    changes = []
    for edit in size.edits:
        place = place_of(edit.pointer, terms.document, document)
        if place.lost is None and not _holds(document, Edit(place.pointer, edit.value)):
            changes.append(Edit(place.pointer, edit.value))
    return tuple(changes)


def current(sizes: Sequence[Size], terms: Terms, document: Document) -> Size | None:
    """The card that the document equals; of several, the one that says most. ``None``: its own."""
    equal = [size for size in sizes if size.edits and _equals(size, terms, document)]
    return max(equal, key=lambda size: len(size.edits), default=None)


def offered(sizes: Sequence[Size], terms: Terms, document: Document) -> tuple[Size, ...]:
    """The cards whose choice would not break the terms any more than the document does now."""
    if not (terms.locked or terms.bounded):
        return tuple(sizes)
    now = {(problem.keyword, problem.pointer) for problem in check(terms, document)}
    return tuple(
        size
        for size in sizes
        if now
        >= {
            (problem.keyword, problem.pointer)
            for problem in check(terms, edit_document(document, edits_for(size, terms, document)))
        }
    )


def _equals(size: Size, terms: Terms, document: Document) -> bool:
    places = [(place_of(edit.pointer, terms.document, document), edit.value) for edit in size.edits]
    return all(place.lost is None and _holds(document, Edit(place.pointer, value)) for place, value in places)


def _holds(document: Document, edit: Edit) -> bool:
    present = get(document, edit.pointer, UNSET)
    if present is UNSET or edit.value is UNSET:
        return present is edit.value
    return same(present, edit.value)
