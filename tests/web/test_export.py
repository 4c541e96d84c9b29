"""Taking a manifest along, from drafts, machines and requests."""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.data import a_draft, a_machine, a_request, a_text
from vms import manifest
from vms.models import Team
from vms.selectors import exports

from .conftest import SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["draft", "machine", "request"])
def place(request: pytest.FixtureRequest, team: Team, member: User) -> str:
    makes: dict[str, Callable[[], tuple[str, Any]]] = {
        "draft": lambda: ("drafts", a_draft(team, member).pk),
        "machine": lambda: ("machines", a_machine(team).pk),
        "request": lambda: ("requests", a_request(team, member).pk),
    }
    noun, key = makes[request.param]()
    return f"/{noun}/{key}/export/"


@pytest.fixture
def reader(signed_in: SignIn, member: User, team: Team) -> Client:
    return signed_in(member)


def test_the_page_offers_every_form_and_every_command(place: str, reader: Client) -> None:
    page = reader.get(place).content.decode()

    for form in exports.Form:
        assert f"{place}?as={form}" in page
    for words in (
        "kubectl apply -f - &lt;&lt;&#x27;EOF&#x27;",
        "curl http://testserver/api/v1/drafts/",
        "http://testserver/",
    ):
        assert words in page


def test_the_dialog_is_the_same_without_the_page_around(place: str, reader: Client) -> None:
    answer = reader.get(place, headers={"HX-Request": "true"}).content.decode()

    assert "<html" not in answer
    assert "data-close-dialog" in answer


def test_a_bundle_is_a_zip_with_a_name(place: str, reader: Client) -> None:
    answer = reader.get(place, {"as": "bundle"})

    assert answer["Content-Disposition"] == 'attachment; filename="web-kubevirt.zip"'
    assert "web/README.md" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def test_yaml_is_the_text_byte_for_byte(place: str, reader: Client) -> None:
    assert reader.get(place, {"as": "yaml"}).content.decode() == a_text(team="blue")


def test_json_is_the_same_document(place: str, reader: Client) -> None:
    answer = reader.get(place, {"as": "json"})

    assert json.loads(answer.content) == manifest.from_yaml(a_text(team="blue"))


@pytest.mark.parametrize("form", ["", "xml", "YAML", "bundle\0"])
def test_a_form_that_is_none_is_not_found(form: str, place: str, reader: Client) -> None:
    assert reader.get(place, {"as": form}).status_code == 404


def test_of_a_text_that_cannot_be_read_only_the_text_is_offered(
    reader: Client, team: Team, member: User
) -> None:
    place = f"/drafts/{a_draft(team, member, 'a: ]').pk}/export/"

    page = reader.get(place).content.decode()

    assert "there is only the text as it is" in page
    assert "?as=bundle" not in page
    assert reader.get(place, {"as": "bundle"}).status_code == 422
    assert reader.get(place, {"as": "yaml"}).content == b"a: ]"


def test_the_editor_leads_to_it(reader: Client, team: Team, member: User) -> None:
    draft = a_draft(team, member)

    page = reader.get(f"/drafts/{draft.pk}/").content.decode()

    assert f'hx-get="/drafts/{draft.pk}/export/"' in page
    assert 'id="export-dialog"' in page


@pytest.mark.parametrize(
    "text", ["a: $HOME `id` 'x' \"y\" \\n\n", "EOF\nEOF1\n", "no end", "a: |\n  EOF\nEOF"]
)
def test_a_shell_hands_on_exactly_the_text(text: str) -> None:
    command = exports._fed("cat", text)

    shown = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout

    assert shown == (text if text.endswith("\n") else text + "\n")


@pytest.mark.parametrize(
    ("name", "expected"), [("web", "web"), ("../x", "x"), ('a"b', "ab"), ("é", "manifest"), ("", "manifest")]
)
def test_a_file_s_name_is_plain(name: str, expected: str) -> None:
    assert exports.file_name(name) == expected
