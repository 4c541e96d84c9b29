"""Schemas are compiled when a process starts: never while somebody waits for a page."""

import json
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.data import a_draft, a_text
from vms import manifest
from vms.models import Draft, Team

from .conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was compiled, or checked against its metaschema, since the process was prepared."""
    manifest.prepare()
    found: list[str] = []

    def counting(name: str, original: Any) -> Any:
        def count(*arguments: Any, **options: Any) -> Any:
            found.append(name)
            return original(*arguments, **options)

        return count

    for name in ("Draft202012Validator", "validator_for", "is_valid", "validate"):
        monkeypatch.setattr(jsonschema_rs, name, counting(name, getattr(jsonschema_rs, name)))
    reference = jsonschema.Draft202012Validator
    monkeypatch.setattr(reference, "check_schema", counting("check_schema", reference.check_schema))
    monkeypatch.setattr(reference, "__init__", counting("reference", reference.__init__))
    return found


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    text = a_text(name="cache").replace("256Mi", "lots")
    return a_draft(team, member, text, name="cache")


@pytest.fixture
def tab(signed_in: SignIn, member: User) -> Client:
    return signed_in(member)


@pytest.mark.parametrize("level", ["essentials", "all"])
def test_the_editor_is_drawn_without_compiling(
    tab: Client, draft: Draft, level: str, compiled: list[str]
) -> None:
    assert tab.get(f"{reverse('draft-editor', args=[draft.pk])}?fields={level}").status_code == 200
    assert compiled == []


def test_fields_and_texts_are_saved_without_compiling(tab: Client, draft: Draft, compiled: list[str]) -> None:
    form = [["/spec/template/spec/domain/memory/guest", "1Gi"]]
    for command in (
        {"do": "form", "version": 1, "form": form},
        {"do": "text", "version": 2, "text": a_text(name="other")},
        {"do": "form", "version": 3, "form": [], "action": "fix-all"},
    ):
        answer = tab.post(
            reverse("draft-command", args=[draft.pk]), json.dumps(command), content_type="application/json"
        )
        assert answer.status_code == 200
    assert compiled == []


def test_the_api_checks_and_submits_without_compiling(tab: Client, draft: Draft, compiled: list[str]) -> None:
    assert tab.get(f"/api/v1/drafts/{draft.pk}/check/").status_code == 200
    answer = tab.post(
        f"/api/v1/drafts/{draft.pk}/submit/", json.dumps({"version": 1}), content_type="application/json"
    )
    assert answer.status_code == 422
    assert compiled == []


def test_what_is_compiled_would_be_counted(compiled: list[str]) -> None:
    jsonschema_rs.Draft202012Validator({"type": "object"})

    assert compiled == ["Draft202012Validator"]
