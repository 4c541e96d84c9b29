"""What the pages of volumes show, and what people post there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from vms import manifest
from vms.models import AuditEvent, Claim, ClaimOrigin, Team, VirtualMachine
from vms.selectors.claims import Use
from vms.services import uploads

from .pages import Notice


@dataclass(frozen=True, slots=True)
class Beginning:
    """A way to begin a volume, as a tab of the page."""

    value: str
    label: str
    icon: str
    help: str


BEGINNINGS: Final = (
    Beginning(ClaimOrigin.BLANK, "Blank", "device-ssd", "An empty disk. The guest formats it."),
    Beginning(ClaimOrigin.CLONE, "Copy", "copy", "A whole copy of a volume of the same team."),
    Beginning(
        ClaimOrigin.HTTP, "Web address", "globe", "A disk image that a web server offers, packed or not."
    ),
    Beginning(ClaimOrigin.REGISTRY, "Registry", "box", "The disk of a containerDisk image."),
    Beginning(
        ClaimOrigin.UPLOAD,
        "Upload",
        "upload",
        "A disk image from your computer: qcow2, raw, VMDK, VDI or ISO.",
    ),
)


@dataclass(frozen=True, slots=True)
class ClaimRow:
    claim: Claim
    machines: Sequence[VirtualMachine]


@dataclass(frozen=True, slots=True)
class ClaimListPage:
    rows: Sequence[ClaimRow]
    teams: Sequence[Team]
    total_bytes: int


@dataclass(frozen=True, slots=True)
class ClaimNewPage:
    form: forms.Form
    teams: Sequence[Team]
    beginnings: Sequence[Beginning]
    chosen: Beginning
    originals: Sequence[Claim]


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """``growth`` says why it cannot be made larger now, empty where it can."""

    claim: Claim
    uses: Sequence[Use]
    activity: Sequence[AuditEvent]
    verbs: frozenset[str]
    growth: str
    piece_bytes: int = uploads.PIECE_BYTES
    size: str = ""
    copy_name: str = ""
    notice: Notice | None = None


class Size(forms.CharField):
    """A quantity as manifests have it, in bytes; 0 for nothing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        if not text:
            return 0
        try:
            return manifest.to_bytes(text)
        except manifest.QuantityInvalid as error:
            raise forms.ValidationError(
                "Write the size as a number and a unit, for example 20Gi or 512Mi."
            ) from error


class NewClaim(forms.Form):
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), error_messages={"invalid_choice": "Choose one of your teams."}
    )
    name = forms.CharField(max_length=253, error_messages={"required": "Give the volume a name."})
    origin = forms.ChoiceField(choices=ClaimOrigin.choices)
    size = Size(required=False)
    original = forms.CharField(max_length=253, required=False)
    url = forms.CharField(max_length=2000, required=False)
    checksum = forms.CharField(max_length=140, required=False)

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]  # of a ModelChoiceField

    @property
    def wish(self) -> Mapping[str, Any]:
        """What ``claims.create`` is asked for."""
        data = self.cleaned_data
        return {
            "team": data["team"],
            "name": data["name"],
            "origin": data["origin"],
            "source": self._source(data),
            "size_bytes": data["size"],
        }

    def _source(self, data: Mapping[str, str]) -> dict[str, str]:
        match data["origin"]:
            case ClaimOrigin.CLONE:
                return {"name": data["original"]}
            case ClaimOrigin.HTTP:
                known = {"url": data["url"], "checksum": data["checksum"]}
                return {name: value for name, value in known.items() if value}
            case ClaimOrigin.REGISTRY if data["url"]:
                return {"url": f"{manifest.REGISTRY}{data['url'].removeprefix(manifest.REGISTRY)}"}
            case _:
                return {}


class Resize(forms.Form):
    size = Size(error_messages={"required": "Say how large it is to become, for example 40Gi."})


class Copy(forms.Form):
    name = forms.CharField(max_length=253, error_messages={"required": "Give the copy a name."})
    size = Size(required=False)
