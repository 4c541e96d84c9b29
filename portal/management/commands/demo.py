"""``manage.py demo``: a portal of its own, and the whole path of a machine through it, without a person."""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal import demonstration
from portal.demonstration import Processes, StepFailed, Steps, free_port, run_journey

START_SECONDS = 300
INTERRUPTED = 130  # as a shell reports Ctrl-C


class Command(BaseCommand):
    help = "Start a portal on a free port, walk a machine's whole path through it, and stop it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=0, help="the port of its portal (default: a free one)"
        )

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        if "SLIPWAY_STATE_DIR" not in os.environ:
            # Settings are read before a command runs, so the demonstration's own state needs a new start.
            os.environ["SLIPWAY_STATE_DIR"] = str(settings.STATE_DIR / "demo")
            os.execv(sys.executable, [sys.executable, *sys.argv])  # noqa: S606  the same program, no shell
        steps = Steps()
        try:
            _run(steps, Path(settings.STATE_DIR), port or free_port())
        except StepFailed as failure:
            raise CommandError(f"The demonstration failed: {failure}") from failure
        except KeyboardInterrupt:
            raise CommandError("The demonstration was stopped.", returncode=INTERRUPTED) from None
        steps.say(f"\nEverything worked, in {steps.elapsed:.1f} s.")


def _run(steps: Steps, state: Path, port: int) -> None:
    ready = state / "run" / "ready.json"
    ready.unlink(missing_ok=True)
    command = [
        sys.executable,
        str(settings.BASE_DIR / "manage.py"),
        "up",
        f"--port={port}",
        "--without-machine",
    ]
    with Processes({}, state / "log", grace_seconds=60) as processes:
        with steps.step("start a portal of its own"):
            processes.start("portal", command)
            processes.wait_for("portal", seconds=START_SECONDS, until=ready.exists)
            told = json.loads(ready.read_text())
            steps.note(told["url"])
        people = demonstration.logins(state)
        run_journey(steps, told["url"], people, has_guest=told["has_guest"], manage=_manage)
        with steps.step("stop the portal"):
            processes.stop("portal")


def _manage(*arguments: str) -> str:
    """Run one of the portal's commands against the same state."""
    return subprocess.run(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
