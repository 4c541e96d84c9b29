"""What the pages of images show, and what admins post there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from vms.models import AuditEvent, Image, ImageImport, ImageKind, Team

from .claim_pages import Beginning
from .pages import Notice

WAYS: Final = (
    Beginning(
        ImageKind.REGISTRY, "Registry", "box", "The disk of a containerDisk image, known by its reference."
    ),
    Beginning(
        ImageKind.HTTP, "Web address", "globe", "A disk image that a web server offers, packed or not."
    ),
)


@dataclass(frozen=True, slots=True)
class ImageListPage:
    images: Sequence[Image]
    imports: Sequence[ImageImport]
    is_keeper: bool


@dataclass(frozen=True, slots=True)
class ImageNewPage:
    form: forms.Form
    ways: Sequence[Beginning]
    chosen: Beginning
    teams: Sequence[Team]


@dataclass(frozen=True, slots=True)
class ImagePage:
    """``uses`` and ``imports`` are for those who keep the catalogue."""

    image: Image
    uses: Sequence[str]
    imports: Sequence[ImageImport]
    teams: Sequence[Team]
    given: frozenset[int]
    activity: Sequence[AuditEvent]
    is_keeper: bool
    may_refresh: bool
    notice: Notice | None = None


class Given(forms.Form):
    teams = forms.ModelMultipleChoiceField(queryset=Team.objects.none(), required=False)

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["teams"].queryset = teams  # type: ignore[attr-defined]  # of a ModelMultipleChoiceField


class NewImage(Given):
    kind = forms.ChoiceField(choices=[(one.value, one.label) for one in WAYS])
    reference = forms.CharField(max_length=255, error_messages={"required": "Give the image a reference."})
    title = forms.CharField(max_length=100, required=False)
    url = forms.CharField(max_length=2000, required=False)
    checksum = forms.CharField(max_length=140, required=False)
