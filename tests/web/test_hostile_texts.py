"""Hostile texts at every door: an answer below 500, soon, and the text is kept or shown again."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.data import a_draft, a_text
from tests.hostile import soon
from tests.hostile.case import Case
from tests.hostile.yaml_texts import CASES
from vms.models import Draft, Team

from .conftest import SignIn

_SOME = CASES[::16]


@pytest.fixture
def tab(signed_in: SignIn, member: User) -> Client:
    return signed_in(member)


def _answered(case: Case, answer: Any) -> None:
    assert answer.status_code < 500, (case.name, answer.content[:500])


def _posted(tab: Client, address: str, fields: dict[str, str]) -> Any:
    """Half characters and all, as only a program would send them."""
    body = urlencode(fields, errors="surrogatepass")
    return tab.post(
        address,
        body,
        content_type="application/x-www-form-urlencoded",
        headers={"HX-Request": "true"},
    )


def _sent_to_every_door(case: Case, tab: Client, team: Team, member: User) -> None:
    draft = a_draft(team, member, a_text(name="cache"), name="cache")
    with soon(("text", case.name)):
        _answered(
            case,
            _posted(
                tab,
                reverse("draft-text", args=[draft.pk]),
                {"version": str(draft.version), "text": case.text},
            ),
        )
    for path in (reverse("draft-editor", args=[draft.pk]), f"/api/v1/drafts/{draft.pk}/check/"):
        with soon((path, case.name)):
            _answered(case, tab.get(path))
    with soon(("paste", case.name)):
        _answered(case, _posted(tab, reverse("draft-import"), {"text": case.text}))
    file = SimpleUploadedFile("x.yaml", case.text.encode("utf-8", "surrogatepass"))
    with soon(("upload", case.name)):
        _answered(case, tab.post(reverse("draft-import"), {"file": file}))
    body = json.dumps({"team": team.slug, "text": case.text})
    with soon(("api", case.name)):
        _answered(case, tab.post("/api/v1/drafts/", body, content_type="application/json"))
    Draft.objects.all().delete()


@pytest.mark.parametrize("case", _SOME, ids=lambda case: case.name)
def test_some_texts_break_no_door(case: Case, tab: Client, team: Team, member: User) -> None:
    _sent_to_every_door(case, tab, team, member)


@pytest.mark.full
def test_no_text_of_the_corpus_breaks_a_door(tab: Client, team: Team, member: User) -> None:
    for case in CASES:
        _sent_to_every_door(case, tab, team, member)
