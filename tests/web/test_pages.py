"""Every page for every role: who sees it, and that a foreign object looks like one that never was."""

import re
import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.data import a_blueprint, a_draft, a_host, a_machine, a_request, a_revision, a_text
from vms.models import ChangeRequest, Draft, Operation, Team, VirtualMachine

from .conftest import SignIn

LISTS = ["dashboard", "machine-list", "draft-list", "draft-new", "request-list"]
MACHINE_PAGES = ["machine-page", "machine-configuration", "machine-console", "machine-delete"]


@pytest.fixture
def machine(team: Team, owner: User) -> VirtualMachine:
    return a_machine(team, owner, "shop", printable_status="Running", host=a_host())


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member, a_text(name="cache"), name="cache")


@pytest.fixture
def change_request(team: Team, member: User) -> ChangeRequest:
    return a_request(team, member, comment="For Friday.")


@pytest.fixture
def cast(admin: User, owner: User, member: User, stranger: User) -> dict[str, User]:
    return {"admin": admin, "owner": owner, "member": member, "stranger": stranger}


@pytest.mark.parametrize("route", LISTS)
@pytest.mark.parametrize("role", ["admin", "owner", "member", "stranger"])
def test_lists_open_for_everybody_who_is_signed_in(
    signed_in: SignIn, cast: dict[str, User], route: str, role: str
) -> None:
    a_blueprint()

    assert signed_in(cast[role]).get(reverse(route)).status_code == 200


@pytest.mark.parametrize("route", LISTS)
def test_lists_send_the_anonymous_to_the_sign_in(client: Client, db: None, route: str) -> None:
    response = client.get(reverse(route))

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("login"))


@pytest.mark.parametrize("role", ["admin", "owner", "member", "stranger"])
def test_lists_show_only_what_the_team_owns(
    signed_in: SignIn,
    cast: dict[str, User],
    machine: VirtualMachine,
    draft: Draft,
    change_request: ChangeRequest,
    role: str,
) -> None:
    client = signed_in(cast[role])
    seen = [
        reverse("machine-page", args=[machine.pk]) in client.get(reverse("machine-list")).content.decode(),
        reverse("draft-editor", args=[draft.pk]) in client.get(reverse("draft-list")).content.decode(),
        reverse("request-page", args=[change_request.pk])
        in client.get(reverse("request-list")).content.decode(),
    ]

    assert seen == [role != "stranger"] * 3


@pytest.mark.parametrize("route", MACHINE_PAGES)
@pytest.mark.parametrize("role", ["admin", "owner", "member"])
def test_the_pages_of_a_machine_open_for_its_team_and_for_admins(
    signed_in: SignIn, cast: dict[str, User], machine: VirtualMachine, route: str, role: str
) -> None:
    response = signed_in(cast[role]).get(reverse(route, args=[machine.pk]))

    assert response.status_code == 200
    assert "shop" in response.content.decode()


def _without_tokens(html: bytes) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", html.decode())


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("route", "extra"),
    [
        *((route, []) for route in MACHINE_PAGES),
        ("machine-power", ["start"]),
        ("machine-edit", []),
        ("machine-ticket", []),
        ("machine-download", ["yaml"]),
    ],
)
def test_a_foreign_machine_looks_like_none(
    signed_in: SignIn, stranger: User, machine: VirtualMachine, method: str, route: str, extra: list[str]
) -> None:
    client = signed_in(stranger)
    foreign = getattr(client, method)(reverse(route, args=[machine.pk, *extra]))
    absent = getattr(client, method)(reverse(route, args=[uuid.uuid4(), *extra]))

    assert foreign.status_code == absent.status_code
    assert foreign.status_code in {404, 405}
    assert _without_tokens(foreign.content) == _without_tokens(absent.content)


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(
    ("route", "extra"),
    [
        ("draft-editor", []),
        ("draft-form", []),
        ("draft-text", []),
        ("draft-submit", []),
        ("draft-delete", []),
        ("draft-download", ["json"]),
    ],
)
def test_a_foreign_draft_looks_like_none(
    signed_in: SignIn, stranger: User, draft: Draft, method: str, route: str, extra: list[str]
) -> None:
    client = signed_in(stranger)
    foreign = getattr(client, method)(reverse(route, args=[draft.pk, *extra]))
    absent = getattr(client, method)(reverse(route, args=[uuid.uuid4(), *extra]))

    assert foreign.status_code == absent.status_code
    assert foreign.status_code in {404, 405}
    assert _without_tokens(foreign.content) == _without_tokens(absent.content)


@pytest.mark.parametrize(
    ("method", "route"),
    [
        ("get", "request-page"),
        ("post", "request-approve"),
        ("post", "request-reject"),
        ("post", "request-withdraw"),
    ],
)
def test_a_foreign_request_looks_like_none(
    signed_in: SignIn, stranger: User, change_request: ChangeRequest, method: str, route: str
) -> None:
    client = signed_in(stranger)
    foreign = getattr(client, method)(reverse(route, args=[change_request.pk]))
    absent = getattr(client, method)(reverse(route, args=[uuid.uuid4()]))

    assert foreign.status_code == absent.status_code == 404
    assert _without_tokens(foreign.content) == _without_tokens(absent.content)


@pytest.mark.parametrize(
    "path",
    ["/machines/nonsense/", "/drafts/1/", "/requests/../x/", "/machines/?q=%00", "/machines/?team=%00"],
)
def test_nonsense_in_the_address_breaks_nothing(signed_in: SignIn, member: User, path: str) -> None:
    assert signed_in(member).get(path).status_code in {200, 404}


def test_a_beginner_is_offered_blueprints(signed_in: SignIn, member: User) -> None:
    a_blueprint(title="Tiny Linux")

    for route in ("dashboard", "machine-list", "draft-list"):
        assert "Tiny Linux" in signed_in(member).get(reverse(route)).content.decode()


def test_a_person_without_a_team_is_told_whom_to_ask(signed_in: SignIn, db: None) -> None:
    nobody = User.objects.create_user("nina")

    for route in ("dashboard", "machine-list", "draft-new"):
        assert "Ask a platform admin" in signed_in(nobody).get(reverse(route)).content.decode()


def test_a_search_without_a_match_offers_to_clear_it(
    signed_in: SignIn, member: User, machine: VirtualMachine
) -> None:
    html = signed_in(member).get(reverse("machine-list"), {"q": "zebra"}).content.decode()

    assert "Nothing matches" in html
    assert "Show all machines" in html


def test_machines_that_wait_for_approval_have_a_row(
    signed_in: SignIn, member: User, change_request: ChangeRequest
) -> None:
    html = signed_in(member).get(reverse("machine-list")).content.decode()

    assert reverse("request-page", args=[change_request.pk]) in html
    assert "it launches by itself once approved" in html


def test_the_overview_tells_each_step_with_what_it_took(
    signed_in: SignIn, member: User, machine: VirtualMachine
) -> None:
    operation = Operation.objects.create(
        machine=machine,
        machine_name="shop",
        team=machine.team,
        verb="launch",
        state="failed",
        error="No room.",
    )
    operation.steps = [{"name": "storage-made", "at": operation.created_at.isoformat(), "detail": "root"}]
    operation.save()

    html = signed_in(member).get(reverse("machine-page", args=[machine.pk])).content.decode()

    assert "Storage made" in html
    assert "0.0 s" in html
    assert "No room." in html


def test_a_verb_that_is_not_possible_says_why(
    signed_in: SignIn, member: User, machine: VirtualMachine
) -> None:
    html = signed_in(member).get(reverse("machine-page", args=[machine.pk])).content.decode()

    assert "It is running already." in html
    assert "Only an owner of the team or a platform admin can delete a machine." in html


def test_a_machine_whose_manifest_broke_still_has_a_page(signed_in: SignIn, team: Team, member: User) -> None:
    revision = a_revision(team, member, a_text(name="odd"))
    machine = a_machine(team, member, "odd", revision=revision, document={"kind": "VirtualMachine"})

    for route in ("machine-page", "machine-configuration", "machine-console"):
        assert signed_in(member).get(reverse(route, args=[machine.pk])).status_code == 200


def test_the_console_says_why_it_is_not_to_be_had(signed_in: SignIn, team: Team, member: User) -> None:
    stopped = a_machine(team, member, "off", printable_status="Stopped")
    html = signed_in(member).get(reverse("machine-console", args=[stopped.pk])).content.decode()

    assert "Start it first." in html
    assert "<serial-console" not in html


@pytest.mark.parametrize(("view", "element"), [("serial", "serial-console"), ("screen", "vnc-console")])
def test_a_running_machine_has_both_consoles(
    signed_in: SignIn, member: User, machine: VirtualMachine, view: str, element: str
) -> None:
    response = signed_in(member).get(reverse("machine-console", args=[machine.pk]), {"view": view})

    assert f"<{element} " in response.content.decode()


def test_inline_styles_are_allowed_on_the_console_alone(
    signed_in: SignIn, member: User, machine: VirtualMachine
) -> None:
    client = signed_in(member)
    console = client.get(reverse("machine-console", args=[machine.pk])).headers["Content-Security-Policy"]
    overview = client.get(reverse("machine-page", args=[machine.pk])).headers["Content-Security-Policy"]

    assert "style-src 'self' 'unsafe-inline'" in console
    assert "unsafe" not in overview
    assert "script-src 'self';" in f"{console};"


@pytest.mark.parametrize("route", [*LISTS, "draft-editor", "machine-page", "request-page"])
def test_no_page_carries_inline_script_or_style(
    signed_in: SignIn,
    admin: User,
    machine: VirtualMachine,
    draft: Draft,
    change_request: ChangeRequest,
    route: str,
) -> None:
    objects = {"draft-editor": draft.pk, "machine-page": machine.pk, "request-page": change_request.pk}
    args = [objects[route]] if route in objects else []
    html = signed_in(admin).get(reverse(route, args=args)).content.decode()

    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", html)
    assert not re.search(r'<script(?![^>]*(\ssrc=|type="application/json"))', html)


def test_what_people_write_is_escaped(signed_in: SignIn, admin: User, team: Team, member: User) -> None:
    evil = "<script>alert(1)</script>"
    request = a_request(team, member, comment=evil)
    draft = a_draft(team, member, a_text() + f"# {evil}\n", name=evil)
    client = signed_in(admin)

    for url in (reverse("request-page", args=[request.pk]), reverse("draft-editor", args=[draft.pk])):
        assert evil not in client.get(url).content.decode()


def test_the_reviewer_sees_the_number_that_waits(
    signed_in: SignIn, admin: User, member: User, change_request: ChangeRequest
) -> None:
    assert "nav__count" in signed_in(admin).get("/drafts/").content.decode()
    assert "nav__count" not in signed_in(member).get("/drafts/").content.decode()


def test_health_needs_no_sign_in_and_says_little(client: Client, db: None) -> None:
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "reachable"}


def test_signing_in_leads_to_the_dashboard(client: Client, member: User) -> None:
    wrong = client.post("/login/", {"username": "max", "password": "wrong"})
    right = client.post("/login/", {"username": "max", "password": "a long password"})

    assert wrong.status_code == 200
    assert "notice--error" in wrong.content.decode()
    assert right.headers["Location"] == "/"
