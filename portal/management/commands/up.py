"""``manage.py up``: the whole portal on this machine, from an empty folder to a guest at its login prompt."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Event
from typing import Any

import httpx2 as httpx
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

import lab
from portal import demonstration
from portal.demonstration import Login, Processes, StepFailed, Steps, Visitor
from portal.demonstration.journey import launch, print_timeline
from portal.demonstration.visitor import read_until
from vms.models import VirtualMachine

FIRST_MACHINE_SECONDS = 180


class Command(BaseCommand):
    help = "Start the broker, a hypervisor, the web server, worker, beat and watcher; Ctrl-C stops them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--port", type=int, default=8000, help="where to serve on 127.0.0.1 (default 8000)"
        )
        parser.add_argument(
            "--without-machine", action="store_true", help="do not launch a first machine (manage.py demo)"
        )

    def handle(self, *args: Any, port: int, without_machine: bool, **options: Any) -> None:
        stop = Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
        steps = Steps()
        try:
            with _portal(steps, port, stop) as (base_url, people, has_guest, processes):
                if not without_machine:
                    _first_machine(steps, base_url, people, has_guest=has_guest)
                _greet(steps, base_url, people)
                while not stop.wait(1):
                    for name in processes.restart_the_dead():
                        steps.say(f"  {name} had ended and was started again; see its log.")
                steps.say("\nStopping.")
        except Interrupted:
            steps.say("\nStopped before it was ready.")
        except StepFailed as failure:
            raise CommandError(str(failure)) from failure


class Interrupted(Exception):
    """Ctrl-C while things were still starting."""


@contextlib.contextmanager
def _portal(steps: Steps, port: int, stop: Event) -> Iterator[tuple[str, list[Login], bool, Processes]]:
    state = Path(settings.STATE_DIR)
    (state / "run").mkdir(parents=True, exist_ok=True)
    state.chmod(0o711)
    base_url = f"http://127.0.0.1:{port}"
    with ExitStack() as stack:

        def checkpoint() -> None:
            if stop.is_set():
                raise Interrupted

        steps.say(f"Slipway, with its state in {state}\n")
        with steps.step("port"):
            _require_free(port)
            steps.note(base_url)
        with steps.step("database"):
            call_command("migrate", verbosity=0, interactive=False)
            steps.note(connection.vendor)
        checkpoint()
        with steps.step("broker"):
            broker_url = stack.enter_context(lab.broker(state))
            steps.note(broker_url)
        os.environ["REDIS_URL"] = broker_url
        checkpoint()
        with steps.step("hypervisor"):
            host = stack.enter_context(lab.hypervisor(state, os.environ.get("SLIPWAY_HYPERVISOR") or None))
            steps.note(f"{host.uri}  {host.note}".rstrip())
        has_guest = host.kind != "test"
        checkpoint()
        with steps.step("guest image"):
            image = (
                lab.tiny_guest(Path(settings.BASE_DIR) / "var" / "cache")
                if has_guest
                else lab.placeholder(state)
            )
            steps.note(image.note)
        checkpoint()
        with steps.step("team, people, blueprints"):
            people = demonstration.logins(state)
            demonstration.furnish(people, image.path)
        with steps.step("register the host"):
            _manage(
                "register_host", "demo", host.uri, *(["--emulation"] if host.domain_type == "qemu" else [])
            )
        connection.close()
        processes = stack.enter_context(Processes({"REDIS_URL": broker_url}, state / "log"))
        with steps.step("worker, beat, watcher, web"):
            _start(processes, port, state)
            processes.wait_for("web", seconds=60, until=lambda: _answers(base_url))
            steps.note(base_url)
        checkpoint()
        yield base_url, people, has_guest, processes


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
    processes.start("worker", [*celery, "worker", "--pool=threads", "--concurrency=4", "--loglevel=INFO"])
    processes.start("beat", [*celery, "beat", f"--schedule={beat_file}", "--pidfile=", "--loglevel=INFO"])
    processes.start("watcher", [python, manage, "watch_hosts"])
    processes.start(
        "web",
        [
            *(python, "-m", "uvicorn", "portal.asgi:application", "--host=127.0.0.1", f"--port={port}"),
            # VNC is compressed already; deflating it again costs ten times the CPU.
            *("--ws=websockets-sansio", "--ws-per-message-deflate=false"),
            "--ws-max-size=131072",  # nothing a browser sends a console is larger
            *("--no-access-log", "--lifespan=off"),
        ],
    )


def _manage(*arguments: str) -> None:
    """Run a command of ours in a process of its own: libvirt's event loop must not outlive it in here."""
    done = subprocess.run(
        [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise StepFailed((done.stderr or done.stdout).strip().splitlines()[-1])


def _answers(base_url: str) -> bool:
    try:
        return httpx.get(f"{base_url}/healthz", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _first_machine(steps: Steps, base_url: str, people: list[Login], *, has_guest: bool) -> None:
    """Launch one unless some machine is there already, and show how it went until its login prompt."""
    if VirtualMachine.objects.exists():
        return
    connection.close()
    by_name = {login.username: login for login in people}
    with Visitor(base_url) as author, Visitor(base_url) as admin:
        with steps.step("submit and approve a first machine"):
            author.log_in("max", by_name["max"].password)
            admin.log_in("ada", by_name["ada"].password)
            machine, _ = launch(author, admin, steps.note)
        with steps.step("launch it"):
            author.wait_for_status(machine, "Running", seconds=FIRST_MACHINE_SECONDS)
        print_timeline(steps, author, machine)
        if has_guest:
            with steps.step("wait for its login prompt"):
                with author.console(machine, "serial") as console:
                    said = read_until(console, r"login: ", seconds=FIRST_MACHINE_SECONDS, nudge=b"\n")
                steps.note(repr(said.splitlines()[-1].strip()))


def _greet(steps: Steps, base_url: str, people: list[Login]) -> None:
    steps.say(f"\nReady after {steps.elapsed:.1f} s: {base_url}\n")
    for login in people:
        steps.say(f"  {login.username:<5} {login.password:<14} {login.who}")
    steps.say("\nCtrl-C stops everything.")
    ready = Path(settings.STATE_DIR) / "run" / "ready.json"
    ready.write_text(json.dumps({"url": base_url, "broker": os.environ["REDIS_URL"], "pid": os.getpid()}))
