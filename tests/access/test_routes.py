"""Every route, by every method, for everybody. A route that the tables do not name fails the test."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLResolver, get_resolver

from tests.api.test_permissions import MATRIX as API
from tests.data import (
    PUBLIC_KEY,
    a_blueprint,
    a_claim,
    a_draft,
    a_host,
    a_machine,
    a_network,
    a_request,
    a_schema_version,
    a_secret,
    a_text,
    an_image,
)
from tests.sockets import Browser, signed_in, socket
from vms.consoles import websocket_urlpatterns as console_urls
from vms.live import websocket_urlpatterns as live_urls
from vms.models import Operation, Team
from vms.services import ssh_keys

from .pages import PAGES

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]  # the admin's templates are Django's

OTHER_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEEE b@desk"
ROLES = ("admin", "owner", "member", "stranger", "nobody")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
# The API's own table is proved in tests/api; here are its routes.
API_ROUTES = sorted(
    {
        (method, "api/v1" + re.sub(r"{\w+}", "<uuid:pk>", path.replace("{blueprint}", "<slug:slug>")))
        for method, path in API
    }
)
# Whose handshake succeeds. A console takes a ticket besides: tests/consoles.
SOCKETS = {
    "ws/live/": ("admin", "owner", "member", "stranger"),
    "ws/machines/<uuid:machine_id>/": ("admin", "owner", "member"),
    "ws/machines/<uuid:machine_id>/serial/": (),
    "ws/machines/<uuid:machine_id>/vnc/": (),
}


@pytest.fixture
def people(admin: User, owner: User, member: User, stranger: User) -> dict[str, Client]:
    cast = {"admin": admin, "owner": owner, "member": member, "stranger": stranger}
    return {role: signed_in(user) for role, user in cast.items()} | {"nobody": Client()}


@pytest.fixture
def own(team: Team, owner: User, member: User, dispatched: list[str]) -> dict[str, str]:
    """The blue team's objects, by the names of the routes' arguments."""
    a_blueprint("web", team=team)
    machine = a_machine(team, name="web", host=a_host(), printable_status="Running")
    asked = a_request(team, member, draft=a_draft(team, member, a_text(name="asked")))
    draft = a_draft(team, member, a_text(name="drafted"), name="drafted")
    Operation.objects.create(machine=machine, machine_name="web", team=team, verb="launch")
    return {
        "machine_id": str(machine.pk),
        "draft_id": str(draft.pk),
        "request_id": str(asked.pk),
        "network_id": str(a_network(team).pk),
        "secret_id": str(a_secret(team, member, "kept").pk),
        "image_id": str(_an_image_of(team)),
        "claim_id": str(a_claim(team).pk),
        "key_id": str(ssh_keys.add(actor=owner, public_key=PUBLIC_KEY).pk),
        "schema_id": str(a_schema_version(team).pk),
        "pk": str(machine.pk),
        "format": "yaml",
        "verb": "stop",
        "digest": asked.revision.digest,
        "team": str(team.pk),
        "version": "1",
        "slug": "web",
        "number": "1",
    }


def _an_image_of(team: Team) -> int:
    image = an_image("registry.example/kept:1", title="Kept", filename="kept.qcow2")
    image.teams.add(team)
    return int(image.pk)


def absent(own: dict[str, str]) -> dict[str, str]:
    ids = (
        "machine_id",
        "draft_id",
        "request_id",
        "schema_id",
        "secret_id",
        "network_id",
        "claim_id",
        "pk",
        "slug",
    )
    return {**own, **{name: str(uuid4()) for name in ids}}


def routes(patterns: list[Any], above: str = "") -> Iterator[str]:
    for entry in patterns:
        here = above + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, here)
        else:
            yield here


def path_of(route: str, values: dict[str, str]) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], route)


def ask(client: Client, method: str, route: str, values: dict[str, str]) -> Any:
    fields = {
        "version": "1",
        "way": "scratch",
        "team": values["team"],
        "digest": values["digest"],
        "text": "a: 1",
        "number": values["number"],
        "name": "a-secret",
        "origin": "blank",
        "size": "" if route == "drafts/new/" else "2Gi",  # there it is a card, elsewhere an amount
        "key-0": "userdata",
        "value-0": "#cloud-config",
        "public_key": OTHER_KEY,
    }
    if route.endswith("tickets/") or route.startswith("api/"):
        return client.generic(method, path_of(route, values), '{"kind": "serial"}', "application/json")
    if route.endswith("edits/"):
        command = '{"do": "text", "version": 1, "text": "a: 1"}'
        return client.generic(method, path_of(route, values), command, "application/json")
    if route.endswith("updates/") and method == "POST":
        return client.generic(
            method, path_of(route, values), '{"do": "look", "version": 1}', "application/json"
        )
    if route.endswith("parts/"):
        return client.generic(method, path_of(route, values), QUERY_STRING="at=/metadata/name")
    if method == "POST":
        return client.post(path_of(route, values), fields)
    return client.generic(method, path_of(route, values))


def shown(answer: Any) -> tuple[int, str]:
    """What a visitor can tell two answers apart by: a token against forgery is new each time."""
    text = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.content.decode())
    return answer.status_code, text


PUBLIC = {route for route in routes(get_resolver().url_patterns) if not route.startswith("admin/")}
WITH_ID = sorted(route for route in PUBLIC if "<uuid:" in route or "<slug:" in route)


def test_the_tables_name_every_route() -> None:
    assert {route for _, route in (*PAGES, *API_ROUTES)} == PUBLIC
    assert set(SOCKETS) == set(routes([*live_urls, *console_urls]))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(("method", "route"), PAGES)
def test_everybody_is_answered_as_the_table_says(
    method: str, route: str, role: str, people: dict[str, Client], own: dict[str, str]
) -> None:
    answer = ask(people[role], method, route, own)

    assert answer.status_code == PAGES[method, route][ROLES.index(role)], answer.content
    if role == "nobody" and answer.status_code == 302:
        assert answer.headers["Location"].startswith("/login/")


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", sorted(PUBLIC - {"login/"}))  # Django's view knows no method too many
def test_every_other_method_is_refused(
    route: str, role: str, people: dict[str, Client], own: dict[str, str]
) -> None:
    known = {method for method, named in (*PAGES, *API_ROUTES) if named == route}
    known |= {"HEAD"} if "GET" in known else set()
    known |= {"OPTIONS"} if route.startswith("api/") or route == "logout/" else set()
    for method in set(METHODS) - known:
        answer = ask(people[role], method, route, own)

        is_stranger_to_it = role == "nobody" and answer.status_code in {302, 401, 403}
        assert answer.status_code == 405 or is_stranger_to_it, (method, answer.status_code)


@pytest.mark.parametrize(("method", "route"), [key for key in (*PAGES, *API_ROUTES) if key[0] != "GET"])
def test_nothing_is_done_without_the_token_against_forgery(
    method: str, route: str, member: User, own: dict[str, str]
) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member)

    assert ask(browser, method, route, own).status_code == 403


@pytest.mark.parametrize("role", ["stranger", "nobody"])
@pytest.mark.parametrize("route", WITH_ID)
def test_a_foreign_object_and_an_absent_one_are_answered_alike_by_every_method(
    route: str, role: str, people: dict[str, Client], own: dict[str, str]
) -> None:
    nowhere = absent(own)
    for method in METHODS:
        foreign = ask(people[role], method, route, own)
        gone = ask(people[role], method, route, nowhere)

        assert shown(foreign) == shown(gone), method
        assert foreign.status_code >= 300 or method == "OPTIONS", method
        assert {name for name, _ in foreign.items()} == {name for name, _ in gone.items()}, method


@pytest.mark.parametrize("route", [route for route in WITH_ID if "<uuid:" in route])
def test_an_id_that_is_none_is_not_found(route: str, people: dict[str, Client], own: dict[str, str]) -> None:
    for name in (
        "%00",
        "x",
        "../x",
        own["machine_id"][:-1],
        own["machine_id"].upper(),
        "{" + own["pk"] + "}",
    ):
        strange = path_of(re.sub(r"<uuid:\w+>", "<odd>", route), {**own, "odd": name})

        assert people["admin"].get(strange).status_code == 404, strange


ADMIN = [route for route in routes(get_resolver().url_patterns) if route.startswith("admin/")]


@pytest.mark.parametrize("role", ["owner", "member", "stranger", "nobody"])
def test_the_admin_is_for_platform_admins_alone(
    role: str, people: dict[str, Client], own: dict[str, str]
) -> None:
    for route in (route for route in ADMIN if "^" not in route and "(?P" not in route):
        if route in {"admin/login/", "admin/logout/"}:
            continue
        path = "/" + re.sub(r"<(?:\w+:)?\w+>", "1", route)
        for method in ("get", "post"):
            answer = getattr(people[role], method)(path)

            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith("/admin/login/"), path


async def handshake(browser: Browser) -> dict[str, Any]:
    """The server's answer to it, whole."""
    await browser.said.put({"type": "websocket.connect"})
    browser.server = asyncio.create_task(
        browser.application(browser.scope, browser.said.get, browser.told.put)
    )
    answer = await browser.hear()
    await browser.leave()
    return answer


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("route", SOCKETS)
async def test_every_socket_opens_for_whom_the_table_says(
    route: str, role: str, people: dict[str, Client], own: dict[str, str]
) -> None:
    client = people[role]
    opened = await handshake(socket(path_of(route, own), client))
    assert (opened["type"] == "websocket.accept") == (role in SOCKETS[route])

    if "<uuid:" in route:
        nowhere = await handshake(socket(path_of(route, absent(own)), client))
        assert nowhere["type"] == "websocket.close"
        if role in {"stranger", "nobody"}:
            assert opened == nowhere
