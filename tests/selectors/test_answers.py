"""Answer files for Windows: what is told of them in the editor."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import a_secret
from vms.models import Team
from vms.selectors import secrets

pytestmark = pytest.mark.django_db

SYSPREP = "/spec/template/spec/volumes/0/sysprep"


def naming(kind: str) -> dict[str, Any]:
    volume = {"name": "answers", "sysprep": {kind: {"name": "windows"}}}
    return {"spec": {"template": {"spec": {"volumes": [volume]}}}}


def told(kind: str, team: Team) -> list[tuple[str, str]]:
    return [(problem.pointer, problem.keyword) for problem in secrets.problems_of(naming(kind), team)]


def test_a_secret_with_answers_is_well(team: Team, owner: User) -> None:
    a_secret(team, owner, "windows", **{"Unattend.XML": "<unattend/>"})

    assert told("secret", team) == []


def test_a_missing_one_is_told(team: Team) -> None:
    assert told("secret", team) == [(f"{SYSPREP}/secret/name", "answers-missing")]


def test_so_is_one_without_answers(team: Team, owner: User) -> None:
    a_secret(team, owner, "windows", userdata="#cloud-config")

    assert told("secret", team) == [(f"{SYSPREP}/secret/name", "answers-missing")]


def test_a_config_map_is_told_of_before_the_launch(team: Team) -> None:
    (problem,) = secrets.problems_of(naming("configMap"), team)

    assert (problem.pointer, problem.keyword) == (f"{SYSPREP}/configMap/name", "config-map-missing")
    assert "under “secret”" in problem.message
