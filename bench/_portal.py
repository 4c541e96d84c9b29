"""A portal for benchmarks: a database of its own in a directory that goes, one team, one member signed in."""

import importlib
import json
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

HOST: Final = "127.0.0.1"
DISKS: Final = "/spec/template/spec/domain/devices/disks"


class Member:
    """A member of the team, as a browser without a browser. Everything that guards the portal is on."""

    def __init__(self) -> None:
        from django.contrib.auth.models import User
        from django.test import Client

        from vms.models import Membership, Role, Team

        self.team = Team.objects.create(slug="lab", name="Lab")
        self.user = User.objects.create_user("max")
        Membership.objects.create(team=self.team, user=self.user, role=Role.MEMBER)
        self.browser = Client(enforce_csrf_checks=True, headers={"host": HOST})
        self.browser.force_login(self.user)

    @property
    def cookie(self) -> dict[str, str]:
        """What a browser needs to be signed in."""
        from django.conf import settings

        name = settings.SESSION_COOKIE_NAME
        return {"name": name, "value": self.browser.cookies[name].value}

    @contextmanager
    def served(self) -> Iterator[str]:
        """The portal over HTTP from another thread, at this address."""
        from django.contrib.staticfiles.handlers import StaticFilesHandler
        from django.test.testcases import LiveServerThread

        server = LiveServerThread(HOST, StaticFilesHandler)
        server.daemon = True
        server.start()
        server.is_ready.wait()
        if server.error:
            raise server.error
        yield f"http://{server.host}:{server.port}"
        server.terminate()

    def begin(self, document: dict[str, Any], team: Any = None) -> Any:
        """A draft of a document."""
        from vms import manifest
        from vms.services import drafts

        return drafts.create(actor=self.user, team=team or self.team, text=manifest.to_yaml(document))

    def team_under(self, schema: str, name: str) -> Any:
        """Another team of the member, whose drafts an uploaded schema governs."""
        from django.contrib.auth.models import User

        from vms.models import Membership, Role, Team
        from vms.services import schemas

        admin, _ = User.objects.get_or_create(username="ada", is_staff=True)
        version = schemas.upload(actor=admin, name=name, label="1", text=schema)
        team = Team.objects.create(slug=name, name=name, schema=version)
        Membership.objects.create(team=team, user=self.user, role=Role.MEMBER)
        return team

    def look(self, draft: Any) -> bytes:
        """The editor with all fields."""
        answer = self.browser.get(f"/drafts/{draft.pk}/?fields=all")
        if answer.status_code != 200:
            raise AssertionError(f"The editor answered {answer.status_code}.")
        content: bytes = answer.content
        return content

    def put_back(self, draft: Any, text: str) -> None:
        """The text as it was, at the present version."""
        type(draft).objects.filter(pk=draft.pk).update(text=text)

    def save(self, draft: Any, form: list[tuple[str, str]], action: str = "") -> dict[str, Any]:
        """What scripts send when a field or a button was used; the draft then has its new version."""
        asked = {"do": "form", "form": form, "action": action, "version": draft.version, "level": "all"}
        answer = self.browser.post(
            f"/drafts/{draft.pk}/edits/",
            json.dumps({**asked, "panes": []}),
            content_type="application/json",
            headers={"x-csrftoken": self.browser.cookies["csrftoken"].value},
        )
        if answer.status_code != 200:
            raise AssertionError(f"Saving answered {answer.status_code}: {answer.content[:300]!r}")
        told: dict[str, Any] = answer.json()
        draft.version = told["version"]
        return told


@contextmanager
def a_portal() -> Iterator[Member]:
    with tempfile.TemporaryDirectory(prefix="slipway-bench-") as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.settings"
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # for Playwright, whose loop runs in this thread
        importlib.import_module("django").setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connections

        logging.disable(logging.WARNING)
        settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
        call_command("migrate", verbosity=0)
        from vms.selectors import schemas

        schemas.warm()
        yield Member()
        connections.close_all()
        logging.disable(logging.NOTSET)
