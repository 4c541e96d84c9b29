"""A password that stands in no manifest opens a real guest's console."""

from collections.abc import Iterator

import pytest

from portal.demonstration import Visitor
from portal.demonstration.visitor import read_until
from tests.stack import Stack

pytestmark = pytest.mark.qemu

PASSWORD = "correct-horse-battery"
AT = "/spec/template/spec/volumes/1/cloudInitNoCloud/userData"
BOOT = 180


@pytest.fixture
def people(stack: Stack) -> Iterator[tuple[Visitor, Visitor]]:
    with Visitor(stack.base_url) as author, Visitor(stack.base_url) as admin:
        author.log_in("max", stack.people["max"].password)
        admin.log_in("ada", stack.people["ada"].password)
        yield author, admin


def test_a_guest_gets_the_password_that_only_its_secret_holds(people: tuple[Visitor, Visitor]) -> None:
    author, admin = people
    page = author.post("/drafts/new/", {"way": "blueprint", "blueprint": "tiny-linux"})
    draft = page.url.path.rstrip("/").rsplit("/", 1)[-1]
    begun = author.api(f"/drafts/{draft}/")
    secret = f"{begun['name']}-user-data"
    fields = {"version": str(begun["version"]), "user": "", "where": "secret", "secret": secret}
    author.post(f"/drafts/{draft}/password/?at={AT}", {**fields, "password": PASSWORD, "repeated": PASSWORD})
    saved = author.api(f"/drafts/{draft}/")
    assert f"name: {secret}" in saved["text"]
    assert "password" not in saved["text"]

    page = author.post(f"/drafts/{draft}/submit/", {"version": str(saved["version"]), "comment": ""})
    asked = page.url.path.rstrip("/").rsplit("/", 1)[-1]
    assert secret in admin.get(f"/requests/{asked}/").text
    seen = admin.api(f"/change-requests/{asked}/")
    admin.post(f"/requests/{asked}/approve/", {"digest": seen["digest"], "comment": ""})
    machine = admin.api(f"/change-requests/{asked}/")["machine"]
    author.wait_for_status(machine, "Running", seconds=120)

    with author.console(machine, "serial") as console:
        read_until(console, r"login: ", seconds=BOOT, nudge=b"\n")
        console.send(b"tiny\n")
        read_until(console, r"assword: ", seconds=30)
        console.send(PASSWORD.encode() + b"\n")
        read_until(console, r"[$#] ", seconds=60)
        # The line editor echoes what is typed: a word put together by the shell can only be its answer.
        console.send(b"echo signed-$((1+1))-in\n")
        read_until(console, r"signed-2-in", seconds=30)

    admin.post(f"/machines/{machine}/delete/", {"name": saved["name"]})
    admin.wait_until_gone(machine, seconds=120)
