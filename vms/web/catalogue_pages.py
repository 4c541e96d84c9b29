"""What the pages of the catalogue show: one frozen dataclass per page and per card on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django import forms

from vms.models import Blueprint, BlueprintVersion, Draft, Team, VirtualMachine

from .amounts import Amount
from .sources import Source


@dataclass(frozen=True, slots=True)
class SizeCard:
    slug: str
    title: str
    summary: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class SizeChoice:
    """What a draft can be set to."""

    cards: tuple[SizeCard, ...] = ()

    @property
    def is_custom(self) -> bool:
        """Whether the draft equals none of the cards."""
        return not any(card.is_current for card in self.cards)


NO_SIZES: Final = SizeChoice()


@dataclass(frozen=True, slots=True)
class Term:
    """A field that is fixed or bounded, in words."""

    label: str
    value: str
    reason: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A blueprint as its card shows it."""

    blueprint: Blueprint
    facts: tuple[Amount, ...]
    settings: tuple[str, ...]  # what the editor shows first
    missing: tuple[str, ...]  # sentences: what has to be filled in beside the name
    locked: tuple[Term, ...]
    bounded: tuple[Term, ...]
    sizes: tuple[SizeCard, ...]
    base: str  # what a name begins with
    may_edit: bool


@dataclass(frozen=True, slots=True)
class Way:
    """One of the tiles on top of the page."""

    key: str
    title: str
    summary: str
    icon: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class FamilyChip:
    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class NewDraftPage:
    """``way`` is the tile that is open. ``name`` is what the form's name field holds."""

    form: forms.Form
    way: str
    ways: tuple[Way, ...]
    teams: Sequence[Team]
    name: str
    blueprints: Sequence[Blueprint] = ()
    families: tuple[FamilyChip, ...] = ()
    search: str = ""
    family: str = ""
    offer: Offer | None = None
    sizes: tuple[SizeCard, ...] = ()
    sources: tuple[Source, ...] = ()
    drafts: Sequence[Draft] = ()
    last_used: Sequence[Blueprint] = ()
    may_keep: bool = False


# -- keeping the catalogue ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BlueprintRow:
    blueprint: Blueprint
    newest: int
    may_edit: bool


@dataclass(frozen=True, slots=True)
class CataloguePage:
    rows: Sequence[BlueprintRow]
    may_keep: bool
    is_admin: bool


@dataclass(frozen=True, slots=True)
class VersionRow:
    """``changes`` are sentences: what is different from the version before."""

    version: BlueprintVersion
    changes: tuple[str, ...]
    is_current: bool


@dataclass(frozen=True, slots=True)
class BlueprintPage:
    blueprint: Blueprint
    offer: Offer | None
    versions: tuple[VersionRow, ...]
    text: str
    may_edit: bool


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One row of the table of fields, with what is ticked and written in it."""

    pointer: str
    label: str
    value: str
    is_number: bool
    is_essential: bool = False
    is_locked: bool = False
    minimum: str = ""
    maximum: str = ""
    choices: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class BlueprintFormPage:
    """``blueprint`` is ``None`` for a new one; ``errors`` are sentences."""

    form: forms.Form
    blueprint: Blueprint | None
    rows: tuple[FieldRow, ...]
    removed: tuple[str, ...]
    look: tuple[str, ...]
    errors: tuple[str, ...]
    action: str
    source: Draft | VirtualMachine | None = None
    preview: Offer | None = None


@dataclass(frozen=True, slots=True)
class SizesPage:
    text: str
    sizes: tuple[SizeCard, ...]
    error: str
