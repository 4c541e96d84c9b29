"""What people post outside the manifest form."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet

from vms.models import Blueprint, Team
from vms.models.team import DNS_LABEL

UPLOAD_LIMIT = 2**20  # bytes


class NewDraft(forms.Form):
    """The ways to begin without a text: a blueprint, one of one's own, or nothing."""

    way = forms.ChoiceField(choices=[(way, way) for way in ("blueprint", "copy", "scratch")])
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Choose one of your teams."},
    )
    blueprint = forms.ModelChoiceField(
        queryset=Blueprint.objects.none(),
        required=False,
        to_field_name="slug",
        error_messages={"invalid_choice": "There is no such blueprint. Choose one of the tiles."},
    )
    name = forms.CharField(
        required=False,
        max_length=63,
        validators=[DNS_LABEL],
        error_messages={"max_length": "A name has at most 63 characters. Shorten it."},
    )
    size = forms.CharField(required=False, max_length=40)
    source = forms.RegexField(
        r"\A(machine|draft):[0-9a-f-]{36}\Z",
        required=False,
        error_messages={"invalid": "Choose one of the machines and drafts in the list."},
    )
    submit = forms.BooleanField(required=False)  # for approval, at once

    def __init__(
        self, *args: Any, teams: QuerySet[Team], blueprints: QuerySet[Blueprint], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.fields["blueprint"].queryset = blueprints  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.teams = teams

    def clean_team(self) -> Team:
        """The chosen team; with a single one there is nothing to choose."""
        team: Team | None = self.cleaned_data["team"]
        if team is not None:
            return team
        first_two = list(self.teams[:2])
        if len(first_two) == 1:
            return first_two[0]
        raise forms.ValidationError("Choose the team that will own the machine.")

    def clean_source(self) -> tuple[str, UUID] | None:
        """The kind and the id of what to copy."""
        kind, _, source_id = self.cleaned_data["source"].partition(":")
        try:
            return (kind, UUID(source_id)) if kind else None
        except ValueError as error:
            raise forms.ValidationError("Choose one of the machines and drafts in the list.") from error

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        way = data.get("way")
        if way == "blueprint" and data.get("blueprint") is None and "blueprint" not in self.errors:
            self.add_error("blueprint", "Choose a blueprint.")
        if way == "copy" and not data.get("source") and "source" not in self.errors:
            self.add_error("source", "Choose what to copy.")
        return data


def plain_lines(text: str) -> str:
    """A posted text as it is kept: with LF for CR LF, and NUL as HTML reads it, for no database holds it."""
    return text.replace("\r\n", "\n").replace("\0", "\ufffd")


class Saved(forms.Form):
    """Which state of the draft the browser saw."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class Decide(forms.Form):
    """What a reviewer saw and says."""

    digest = forms.CharField(max_length=71)
    comment = forms.CharField(max_length=2000, required=False)
