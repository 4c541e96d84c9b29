"""The cast, each with a client of the API."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.data import a_host, a_machine
from vms.models import Team, VirtualMachine


class Api:
    """A program that talks JSON under somebody's session."""

    def __init__(self, user: User | None = None) -> None:
        self.client = Client()
        if user is not None:
            self.client.force_login(user)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=headers)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        return self.client.generic(
            method,
            f"/api/v1{path}",
            data="" if body is None else json.dumps(body),
            content_type="application/json",
        )

    def post(self, path: str, body: Any = None) -> Any:
        return self.send("POST", path, body)


@pytest.fixture
def cast(admin: User, owner: User, member: User, stranger: User) -> dict[str, Api]:
    users = {"admin": admin, "owner": owner, "member": member, "stranger": stranger, "nobody": None}
    return {name: Api(user) for name, user in users.items()}


@pytest.fixture
def as_admin(cast: dict[str, Api]) -> Api:
    return cast["admin"]


@pytest.fixture
def as_owner(cast: dict[str, Api]) -> Api:
    return cast["owner"]


@pytest.fixture
def as_member(cast: dict[str, Api]) -> Api:
    return cast["member"]


@pytest.fixture
def machine(team: Team) -> VirtualMachine:
    return a_machine(team, host=a_host(), printable_status="Running")
