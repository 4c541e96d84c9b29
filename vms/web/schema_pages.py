"""What the pages of the schema catalogue show, and what is posted from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.core.files.uploadedfile import UploadedFile

from vms.models import Blueprint, SchemaVersion, Team
from vms.selectors.impact import Tally

MAX_BYTES = 4 * 2**20  # of a file


@dataclass(frozen=True, slots=True)
class SchemaListPage:
    """``choices`` are those that machines can be written under."""

    versions: Sequence[SchemaVersion]
    choices: Sequence[SchemaVersion]
    default: SchemaVersion | None
    default_id: UUID | None
    leaves: int  # fields of the portal's own
    teams: Sequence[Team]
    blueprints: Sequence[Blueprint]
    is_keeper: bool


@dataclass(frozen=True, slots=True)
class NewSchemaPage:
    form: forms.Form
    problem: str


@dataclass(frozen=True, slots=True)
class SchemaPage:
    """``kinds`` are (title, name, rows, how many there are) of the report."""

    version: SchemaVersion
    counts: dict[str, int]
    kinds: tuple[tuple[str, str, tuple[dict[str, str], ...], int], ...]
    tallies: tuple[Tally, ...]
    teams: Sequence[Team]
    blueprints: Sequence[Blueprint]
    other_teams: Sequence[Team]
    other_blueprints: Sequence[Blueprint]
    is_keeper: bool


class NewSchema(forms.Form):
    """A schema, pasted or as a file."""

    name = forms.CharField(max_length=100, error_messages={"required": "Give the schema a name."})
    label = forms.CharField(max_length=40, error_messages={"required": "Say which version it is."})
    text = forms.CharField(required=False, strip=False)
    file = forms.FileField(required=False, allow_empty_file=True)

    def clean_file(self) -> str | None:
        """The text in the file; how large it may be is the reader's to say."""
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MAX_BYTES:
            raise forms.ValidationError("The file is larger than 4 MiB, too large for a schema.")
        try:
            text: str = file.read().decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise forms.ValidationError(
                "The file is not text in UTF-8. Save it as UTF-8 and try again."
            ) from error
        return text

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and data.get("file") is None and not (data.get("text") or "").strip():
            self.add_error("file", "Choose a file, or paste its text.")
        return data

    def wish(self) -> dict[str, str]:
        """What the service is asked."""
        data = self.cleaned_data
        text = data["text"].replace("\r\n", "\n") if data["file"] is None else data["file"]
        return {"name": data["name"], "label": data["label"], "text": text}


class SchemaSwitch(forms.Form):
    """Which schema for whom: a team, a blueprint, or everybody; without a schema, back to what was before."""

    schema = forms.ModelChoiceField(queryset=SchemaVersion.objects.none(), required=False)
    team = forms.ModelChoiceField(queryset=Team.objects.none(), required=False)
    blueprint = forms.ModelChoiceField(queryset=Blueprint.objects.none(), required=False)
    back = forms.UUIDField(required=False)  # the page to go to

    def __init__(self, data: Any) -> None:
        super().__init__(self._with_target(data))
        for name, rows in (
            ("schema", SchemaVersion.objects.defer("source", "compiled", "report")),
            ("team", Team.objects.all()),
            ("blueprint", Blueprint.objects.all()),
        ):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]  # of a ModelChoiceField

    @staticmethod
    def _with_target(data: Any) -> dict[str, Any]:
        """One select offers teams and blueprints together: ``target=team:3``."""
        posted = {name: data.get(name, "") for name in ("schema", "team", "blueprint", "back", "target")}
        kind, _, key = posted.pop("target").partition(":")
        return {**posted, kind: key} if kind in {"team", "blueprint"} and key else posted
