"""Whatever is posted to the editor: an answer, soon, and the draft is never lost."""

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.data import a_draft, a_machine, a_text
from tests.hostile import ACTIONS, DISKS, FIELDS, TEXTS, soon
from vms.models import ChangeRequest, Draft, Team
from vms.web.forms import plain_lines

from .conftest import SignIn

ANSWERS = {200, 302, 400, 409, 422}


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member, a_text(name="cache"), name="cache")


@pytest.fixture
def tab(signed_in: SignIn, member: User) -> Client:
    return signed_in(member)


def post(tab: Client, route: str, draft: Draft, fields: dict[str, str]) -> Any:
    """As a page without scripts does, naming the state that is saved."""
    draft.refresh_from_db()
    with soon((route, fields)):
        return tab.post(
            reverse(route, args=[draft.pk]),
            {"version": str(draft.version), "fields": "all", **fields},
        )


def read(tab: Client, path: str) -> Any:
    with soon(path):
        return tab.get(path)


def test_no_field_of_the_form_breaks_the_editor(tab: Client, draft: Draft) -> None:
    before = draft.text
    for name, value in FIELDS:
        answer = post(tab, "draft-form", draft, {name: value})
        draft.refresh_from_db()

        assert answer.status_code in ANSWERS, (name, value)
        assert answer.status_code == 302 or draft.text == before, (name, value)
        Draft.objects.filter(pk=draft.pk).update(text=before)


@pytest.mark.parametrize("route", ["draft-form", "draft-submit"])
def test_no_button_that_is_not_there_breaks_the_editor(route: str, tab: Client, draft: Draft) -> None:
    for action in ACTIONS:
        answer = post(tab, route, draft, {"_action": action})

        assert answer.status_code in ANSWERS, action
        ChangeRequest.objects.all().delete()
        Draft.objects.filter(pk=draft.pk).update(text=a_text(name="cache"))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_every_text_is_kept_or_shown_again_and_the_editor_goes_on(
    text: str, tab: Client, draft: Draft
) -> None:
    answer = post(tab, "draft-text", draft, {"text": text})
    draft.refresh_from_db()

    assert answer.status_code in {302, 409}
    kept = draft.text if answer.status_code == 302 else answer.context["workspace"].mine
    assert kept == plain_lines(text)
    for path in ("draft-editor", "draft-delete"):
        assert read(tab, reverse(path, args=[draft.pk])).status_code == 200
    for path in (reverse("draft-list"), f"/api/v1/drafts/{draft.pk}/", f"/api/v1/drafts/{draft.pk}/check/"):
        assert read(tab, path).status_code == 200
    assert read(tab, reverse("draft-download", args=[draft.pk, "json"])).status_code in {200, 422}
    assert post(tab, "draft-form", draft, {"_action": f"add:{DISKS}"}).status_code in {302, 422}
    assert post(tab, "draft-submit", draft, {"comment": "\0" * 3000}).status_code in ANSWERS


def test_a_problem_of_every_line_is_told_with_the_first_hundred(tab: Client, draft: Draft) -> None:
    post(tab, "draft-text", draft, {"text": TEXTS["many unknown keys"]})
    draft.refresh_from_db()

    findings = read(tab, reverse("draft-editor", args=[draft.pk])).context["workspace"].findings.all

    assert len(findings) == 101
    assert "more problems" in findings[-1].message


def test_a_field_as_often_as_fits_is_one_field(tab: Client, draft: Draft) -> None:
    fields = {"version": "1", "/metadata/name": [str(number) for number in range(19_990)]}
    body = urlencode(fields, doseq=True)  # as a browser sends the form
    with soon("20,000 fields"):
        answer = tab.post(
            reverse("draft-form", args=[draft.pk]), body, content_type="application/x-www-form-urlencoded"
        )

    assert answer.status_code == 302
    draft.refresh_from_db()
    assert 'name: "19989"' in draft.text


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=1&" * 20_001, "application/x-www-form-urlencoded"),
        (b"text=" + b"x" * (2 * 2**20), "application/x-www-form-urlencoded"),
        (b"text=%ff%fe&version=1", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"--b\r\nnonsense", "multipart/form-data; boundary=b"),
        (b"", "multipart/form-data"),
        (b"\xff\xfe", "text/plain"),
    ],
)
def test_a_body_that_is_no_form_changes_nothing(body: bytes, kind: str, tab: Client, draft: Draft) -> None:
    for route in ("draft-form", "draft-text", "draft-submit"):
        with soon((route, kind)):
            answer = tab.generic("POST", reverse(route, args=[draft.pk]), body, content_type=kind)

        assert answer.status_code in {302, 400, 409}
    assert Draft.objects.get().text == draft.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"way": "\0"},
        {"way": "scratch", "team": "x" * 9999},
        {"way": "scratch", "name": "a\0b"},
        {"way": "blueprint", "blueprint": "\0"},
        {"way": "blueprint", "team": "9" * 99},
    ],
)
def test_a_draft_that_cannot_be_begun_says_why(fields: dict[str, Any], tab: Client) -> None:
    answer = tab.post(reverse("draft-new"), fields)

    assert answer.status_code == 422
    assert answer.context["page"].form.errors
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "file",
    [
        SimpleUploadedFile("\0../x", b"\xff"),
        SimpleUploadedFile("x", b"x" * (2**20 + 1)),
        SimpleUploadedFile("x", b"a: b\0c: ["),
    ],
)
def test_a_file_that_cannot_be_imported_says_why(file: SimpleUploadedFile, tab: Client, team: Team) -> None:
    answer = tab.post(reverse("draft-import"), {"file": file})

    assert answer.status_code == 422
    assert not Draft.objects.exists()


@pytest.mark.parametrize("key", ['"abcdefgh\\000"', '"\\377\\376abcdefgh"', "x" * 4000])
def test_a_cookie_that_is_no_session_is_nobody(key: str, db: None) -> None:
    browser = Client(headers={"Cookie": f"sessionid={key}"})

    assert browser.get(reverse("dashboard")).headers["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("body", [b"", b"[" * 100_000, b"\xff", b"[]", b'{"kind": {}}'])
def test_a_ticket_is_refused_with_a_sentence(body: bytes, tab: Client, team: Team) -> None:
    machine = a_machine(team)
    answer = tab.generic("POST", reverse("machine-ticket", args=[machine.pk]), body)

    assert answer.status_code == 409
    assert answer.json()["detail"].endswith(".")
