"""What the pages of secrets, of one's profile and of cloud-init texts show, and what people post there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.db.models import QuerySet

from vms.models import AuditEvent, Draft, Secret, SshKey, Team
from vms.selectors.secrets import Use

from .forms import plain_lines
from .pages import Notice

ROWS: Final = 3  # keys of a secret that a page can write; the API takes more


@dataclass(frozen=True, slots=True)
class SecretListPage:
    secrets: Sequence[Secret]
    teams: Sequence[Team]


@dataclass(frozen=True, slots=True)
class SecretNewPage:
    form: forms.Form
    teams: Sequence[Team]
    rows: Sequence[str]  # the keys; never what stands under them


@dataclass(frozen=True, slots=True)
class SecretPage:
    secret: Secret
    uses: Sequence[Use]
    rows: Sequence[str]
    activity: Sequence[AuditEvent]
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class ProfilePage:
    keys: Sequence[SshKey]
    teams: Sequence[Team]
    notice: Notice | None = None
    public_key: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class PasswordPage:
    draft: Draft
    at: str
    users: Sequence[str]
    chosen: str
    secret: str  # a name for the secret; empty where the text cannot be kept in one
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class KeepPage:
    draft: Draft
    at: str
    name: str
    lines: int
    notice: Notice | None = None


class Content(forms.Form):
    """Keys and texts of a secret. It is never shown again what was posted here, not even beside an error."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(ROWS):
            self.fields[f"key-{row}"] = forms.CharField(max_length=253, required=False)
            self.fields[f"value-{row}"] = forms.CharField(required=False, strip=False)

    @property
    def content(self) -> dict[str, str]:
        rows = [(self.cleaned_data[f"key-{row}"], self.cleaned_data[f"value-{row}"]) for row in range(ROWS)]
        return {key or "userdata": plain_lines(value) for key, value in rows if value}


class NewSecret(Content):
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(), error_messages={"invalid_choice": "Choose one of your teams."}
    )
    name = forms.CharField(max_length=253, error_messages={"required": "Give the secret a name."})

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]  # of a ModelChoiceField


class NewKey(forms.Form):
    public_key = forms.CharField(max_length=20_000, error_messages={"required": "Paste a public key."})
    name = forms.CharField(max_length=100, required=False)


class NewPassword(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    user = forms.CharField(max_length=253, required=False)
    password = forms.CharField(strip=False, max_length=256, error_messages={"required": "Write a password."})
    repeated = forms.CharField(strip=False, required=False)
    where = forms.ChoiceField(choices=[("secret", "secret"), ("text", "text")])
    secret = forms.CharField(max_length=253, required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("password") and data["password"] != data.get("repeated"):
            self.add_error("repeated", "The two passwords are not the same. Write both again.")
        if data.get("where") == "secret" and not data.get("secret"):
            self.add_error("secret", "Give the secret a name.")
        return data


class Keep(forms.Form):
    version = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    name = forms.CharField(max_length=253, error_messages={"required": "Give the secret a name."})


def first_error(form: forms.Form) -> str:
    return next((str(error) for errors in form.errors.values() for error in errors), "")
