"""``manage.py up``: the whole portal on this machine, from an empty folder to a guest at its login prompt."""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

import httpx2 as httpx
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError, connection

import lab
from portal import demonstration
from portal.demonstration import Login, Processes, StepFailed, Steps, Visitor
from portal.demonstration.journey import launch, print_timeline
from portal.demonstration.visitor import read_until
from vms.models import VirtualMachine

FIRST_MACHINE_SECONDS = 180


class Command(BaseCommand):
    help = "Start the broker, a hypervisor, the web server, workers, beat and watcher; Ctrl-C stops them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="where to serve on 127.0.0.1 (default 8000)"
        )
        parser.add_argument(
            "--without-machine", action="store_true", help="do not launch a first machine (manage.py demo)"
        )

    def handle(self, *args: Any, port: int, without_machine: bool, **options: Any) -> None:
        steps, stop = Steps(), Stop()
        try:
            with _portal(steps, port, stop) as portal:
                if not without_machine:
                    with stop.at_once():
                        _first_machine(steps, portal)
                _greet(steps, portal)
                while not stop.asked.wait(1):
                    for name in portal.processes.restart_the_dead():
                        steps.say(f"  {name} had ended and was started again; see its log.")
                steps.say("\nStopping.")
        except Interrupted:
            steps.say("\nStopped before it was ready.")
        except StepFailed as failure:
            # Ctrl-C in a terminal also ends the tools that a step was waiting for.
            if not stop.asked.is_set():
                raise CommandError(str(failure)) from failure
            steps.say("\nStopped before it was ready.")


class Interrupted(Exception):
    """Ctrl-C or SIGTERM while things were still starting."""


class Stop:
    """Ctrl-C and SIGTERM: noted while something starts, lest it is left half begun, and obeyed between two
    steps; obeyed ``at_once`` where there is only waiting to be done."""

    def __init__(self) -> None:
        self.asked = Event()
        self._at_once = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def _note(self, *_: object) -> None:
        self.asked.set()
        if self._at_once:
            self._at_once = False  # a second Ctrl-C must not tear the stopping
            raise Interrupted

    def obey(self) -> None:
        """Raises ``Interrupted`` when it was asked for."""
        if self.asked.is_set():
            raise Interrupted

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        self._at_once = True
        try:
            self.obey()
            yield
        finally:
            self._at_once = False


@dataclass(frozen=True)
class Portal:
    """A running one. ``has_guest`` is false where machines are simulated and no console can answer."""

    base_url: str
    people: list[Login]
    has_guest: bool
    processes: Processes


@contextlib.contextmanager
def _portal(steps: Steps, port: int, stop: Stop) -> Iterator[Portal]:
    state = Path(settings.STATE_DIR)
    (state / "run").mkdir(parents=True, exist_ok=True)
    state.chmod(0o711)
    base_url = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:

        @contextlib.contextmanager
        def step(name: str) -> Iterator[None]:
            stop.obey()
            with steps.step(name), _in_plain_words():
                yield

        steps.say(f"Slipway, with its state in {state}\n")
        with step("state and port"):
            stack.enter_context(_alone(state))
            _require_free(port)
            steps.note(base_url)
        with step("database"):
            call_command("migrate", verbosity=0, interactive=False)
            steps.note(connection.vendor)
        with step("broker"):
            broker_url = stack.enter_context(lab.broker(state))
            steps.note(broker_url)
        os.environ["REDIS_URL"] = broker_url
        with step("hypervisor"):
            host = stack.enter_context(lab.hypervisor(state, os.environ.get("SLIPWAY_HYPERVISOR") or None))
            steps.note(f"{host.uri}  {host.note}".rstrip())
        has_guest = not host.uri.startswith("test")
        with step("guest image"):
            image = (
                lab.tiny_guest(Path(settings.BASE_DIR) / "var" / "cache")
                if has_guest
                else lab.placeholder(state)
            )
            steps.note(image.note)
        with step("team, people, blueprints"):
            people = demonstration.furnish(state, image.path)
        with step("register the host"), stop.at_once():
            _manage(
                "register_host", "demo", host.uri, *(["--emulation"] if host.domain_type == "qemu" else [])
            )
        connection.close()
        processes = stack.enter_context(Processes({"REDIS_URL": broker_url}, state / "log"))
        with step("workers, beat, watcher, web"):
            _start(processes, port, state)
            with stop.at_once():
                processes.wait_for("web", seconds=60, until=lambda: _answers(base_url))
            steps.note(base_url)
        yield Portal(base_url, people, has_guest, processes)


@contextlib.contextmanager
def _in_plain_words() -> Iterator[None]:
    """What a part of the portal cannot do becomes what its step says."""
    try:
        yield
    except lab.LabFailed as failure:
        raise StepFailed(str(failure)) from failure
    except OperationalError as failure:
        raise StepFailed(f"the database does not answer: {failure}".rstrip()) from failure


@contextlib.contextmanager
def _alone(state: Path) -> Iterator[None]:
    """Two portals on one state folder would take each other's sockets away."""
    ready = _ready_file()
    with (state / "run" / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StepFailed(
                f"a portal already runs with its state in {state}. Stop it first, or give this one a folder "
                "of its own: SLIPWAY_STATE_DIR"
            ) from error
        ready.unlink(missing_ok=True)  # a portal that was killed leaves it
        try:
            yield
        finally:
            ready.unlink(missing_ok=True)


def _ready_file() -> Path:
    return Path(settings.STATE_DIR) / "run" / "ready.json"


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        # As the server will: a port whose connections still linger in TIME_WAIT can be bound.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise StepFailed(
                f"port {port} is taken. Stop what listens there, or choose another: --port"
            ) from error


def _start(processes: Processes, port: int, state: Path) -> None:
    python, manage = sys.executable, str(Path(settings.BASE_DIR) / "manage.py")
    celery = [python, "-m", "celery", "-A", "portal"]
    beat_file = str(state / "run" / "beat-schedule")
    worker = [*celery, "worker", "--pool=threads", "--concurrency=4", "--loglevel=INFO"]
    processes.start("worker", [*worker, "--hostname=worker@%h"])
    processes.start("importer", [*worker, "--queues=imports", "--hostname=importer@%h"])
    processes.start("beat", [*celery, "beat", f"--schedule={beat_file}", "--pidfile=", "--loglevel=INFO"])
    processes.start("watcher", [python, manage, "watch_hosts"])
    processes.start(
        "web",
        [
            *(python, "-m", "uvicorn", "portal.asgi:application", "--host=127.0.0.1", f"--port={port}"),
            # VNC is compressed already; deflating it again costs ten times the CPU.
            *("--ws=websockets-sansio", "--ws-per-message-deflate=false"),
            "--ws-max-size=131072",  # nothing a browser sends a console is larger
            *("--no-access-log", "--lifespan=on"),
        ],
    )


def _manage(*arguments: str) -> None:
    """Run a command of ours in a process of its own: libvirt's event loop must not outlive it in here."""
    done = subprocess.run(
        [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments],
        check=False,
        capture_output=True,
        text=True,
        start_new_session=True,  # or Ctrl-C would reach it, and its last words be taken for a failure
    )
    if done.returncode:
        raise StepFailed((done.stderr or done.stdout).strip().splitlines()[-1])


def _answers(base_url: str) -> bool:
    try:
        return httpx.get(f"{base_url}/healthz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _first_machine(steps: Steps, portal: Portal) -> None:
    """Launch one unless some machine is there already, and show how it went until its login prompt."""
    if VirtualMachine.objects.exists():
        return
    connection.close()
    by_name = {login.username: login for login in portal.people}
    with Visitor(portal.base_url) as author, Visitor(portal.base_url) as admin:
        with steps.step("submit and approve a first machine"):
            author.log_in("max", by_name["max"].password)
            admin.log_in("ada", by_name["ada"].password)
            machine, _ = launch(author, admin, steps.note)
        with steps.step("launch it"):
            author.wait_for_status(machine, "Running", seconds=FIRST_MACHINE_SECONDS)
        print_timeline(steps, author, machine)
        if portal.has_guest:
            with steps.step("wait for its login prompt"):
                with author.console(machine, "serial") as console:
                    said = read_until(console, r"login: ", seconds=FIRST_MACHINE_SECONDS, nudge=b"\n")
                steps.note(repr(said.splitlines()[-1].strip()))


def _greet(steps: Steps, portal: Portal) -> None:
    steps.say(f"\nReady after {steps.elapsed:.1f} s: {portal.base_url}\n")
    for login in portal.people:
        steps.say(f"  {login.username:<5} {login.password:<14} {login.who}")
    steps.say("\nCtrl-C stops everything.")
    told = {
        "url": portal.base_url,
        "broker": os.environ["REDIS_URL"],
        "has_guest": portal.has_guest,
        "pid": os.getpid(),
    }
    part = _ready_file().with_suffix(".part")
    part.write_text(json.dumps(told))
    part.replace(_ready_file())  # whole or not at all: others wait for it
