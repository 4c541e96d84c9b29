"""Where in a document the terms of its blueprint hold."""

from vms.manifest import Document

from .places import place_of
from .terms import Bound, Lock, Terms


def held(terms: Terms, document: Document) -> dict[str, Lock | Bound]:
    """The terms by the pointers that they have in this document; an entry that is gone has none.

    A place that is fixed needs no bounds.
    """
    found: dict[str, Lock | Bound] = {}
    every: tuple[Lock | Bound, ...] = (*terms.bounded, *terms.locked)
    for term in every:
        place = place_of(term.pointer, terms.document, document)
        if place.lost is None:
            found[place.pointer] = term
    return found
