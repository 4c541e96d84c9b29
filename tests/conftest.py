"""The cast, and what every lane shares.

Ada is a platform admin, Olga owns the blue team, Max is a member of it, Sam belongs to another team and
must see nothing of it.
"""

from typing import Any

import pytest
from django.contrib.auth.models import User
from hypothesis import HealthCheck, settings

from vms.models import Membership, Role, Team

pytest_plugins = ["tests.real", "tests.stack", "tests.outside"]

# For properties that name no number of cases themselves; `make test-full` asks for the second.
_PATIENT = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
# The same examples for the same test: two runs of one commit answer alike. ``full`` looks for new ones.
settings.register_profile(
    "usual", max_examples=300, deadline=None, suppress_health_check=_PATIENT, derandomize=True
)
settings.register_profile("full", max_examples=10_000, deadline=None, suppress_health_check=_PATIENT)
settings.load_profile("usual")


@pytest.fixture(autouse=True)
def _quick_and_local(settings: Any) -> None:
    """Cheap password hashes, and no broker: nothing in the database lane may need a running service."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


@pytest.fixture
def team(db: None) -> Team:
    return Team.objects.create(slug="blue", name="Blue team")


@pytest.fixture
def other_team(db: None) -> Team:
    return Team.objects.create(slug="red", name="Red team")


@pytest.fixture
def admin(db: None) -> User:
    return User.objects.create_user("ada", password="a long password", is_staff=True)


@pytest.fixture
def second_admin(db: None) -> User:
    return User.objects.create_user("abe", password="a long password", is_staff=True)


@pytest.fixture
def owner(team: Team) -> User:
    user = User.objects.create_user("olga", password="a long password")
    Membership.objects.create(team=team, user=user, role=Role.OWNER)
    return user


@pytest.fixture
def member(team: Team) -> User:
    user = User.objects.create_user("max", password="a long password")
    Membership.objects.create(team=team, user=user, role=Role.MEMBER)
    return user


@pytest.fixture
def stranger(other_team: Team) -> User:
    user = User.objects.create_user("sam", password="a long password")
    Membership.objects.create(team=other_team, user=user, role=Role.OWNER)
    return user


@pytest.fixture
def dispatched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the machines a worker was asked to look at, in order, in place of a broker."""
    sent: list[str] = []

    def send_task(name: str, args: list[str], **_: Any) -> None:
        if name == "vms.reconcile_machine":
            sent.extend(args)

    monkeypatch.setattr("vms.dispatch.current_app.send_task", send_task)
    return sent
