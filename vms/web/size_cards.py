"""Size cards above the form: which are offered to a draft, which one it is, what choosing one changes."""

from typing import Final

from vms import catalogue
from vms.catalogue import Terms
from vms.manifest import Document
from vms.models import Draft
from vms.schema import Edit
from vms.selectors import blueprints

from .blueprint_view import size_cards
from .catalogue_pages import SizeChoice

ACTION: Final = "size:"


def cards(draft: Draft, document: Document | None) -> SizeChoice:
    """Costs a query, unless the draft's blueprint has sizes of its own. None while the text is unreadable."""
    if document is None:
        return SizeChoice()
    terms = _terms(draft)
    return SizeChoice(size_cards(blueprints.sizes_for(terms), terms, document))


def edits(draft: Draft, document: Document, action: str) -> tuple[Edit, ...]:
    """What a card changes; a card that is not offered changes nothing."""
    terms = _terms(draft)
    offered = catalogue.offered(blueprints.sizes_for(terms), terms, document)
    slug = action.removeprefix(ACTION)
    size = next((card for card in offered if card.slug == slug), None)
    return catalogue.edits_for(size, terms, document) if size else ()


def _terms(draft: Draft) -> Terms:
    return blueprints.terms_of(draft.blueprint_version) if draft.blueprint_version else Terms()
