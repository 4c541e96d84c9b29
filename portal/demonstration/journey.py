"""The whole path of one machine as its people walk it: draft, form, approval, launch, consoles, delete."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .content import TEAM, Login
from .steps import StepFailed, Steps
from .visitor import Visitor, log_in_to_shell, read_until

MEMORY = "/spec/template/spec/domain/memory/guest"


@dataclass
class _Journey:
    """What the steps hand on to each other."""

    steps: Steps
    author: Visitor
    admin: Visitor
    has_guest: bool
    manage: Callable[..., str]
    blueprint: str = "tiny-linux"
    draft: str = ""
    request: str = ""
    machine: str = ""
    name: str = ""


def run_journey(
    steps: Steps, base_url: str, people: Sequence[Login], *, has_guest: bool, manage: Callable[..., str]
) -> None:
    """Walk it. ``has_guest`` is false where libvirt's test driver stands in and no console can answer;
    ``manage`` runs a management command of that portal and answers what it printed.

    Raises ``StepFailed`` at the first thing that is not as promised.
    """
    by_name = {login.username: login for login in people}
    with Visitor(base_url) as author, Visitor(base_url) as admin:
        journey = _Journey(steps, author, admin, has_guest, manage)
        with steps.step("log in as max and as ada"):
            author.log_in("max", by_name["max"].password)
            admin.log_in("ada", by_name["ada"].password)
        for name, act in _STEPS:
            with steps.step(name):
                act(journey)


def launch(
    author: Visitor, admin: Visitor, note: Callable[[str], None], blueprint: str = "tiny-linux"
) -> tuple[str, str]:
    """Blueprint to approved machine without edits; answers the machine's id and name."""
    journey = _Journey(Steps(), author, admin, has_guest=True, manage=_no_command, blueprint=blueprint)
    _begin_draft(journey)
    _submit(journey)
    _approve(journey)
    note(journey.name)
    return journey.machine, journey.name


def _no_command(*arguments: str) -> str:
    raise StepFailed(f"launching needs no command, yet asked for {arguments}")


def print_timeline(steps: Steps, visitor: Visitor, machine: str) -> None:
    """The launch operation's steps, each with the time since the one before."""
    operation = next(
        entry for entry in visitor.api(f"/machines/{machine}/")["operations"] if entry["verb"] == "launch"
    )
    before: datetime | None = None
    for entry in operation["steps"]:
        at = datetime.fromisoformat(entry["at"])
        seconds = (at - before).total_seconds() if before else 0.0
        steps.say(f"      {entry['name']:<18} +{seconds:5.2f} s  {entry['detail']}".rstrip())
        before = at


def _begin_draft(journey: _Journey) -> None:
    page = journey.author.post("/drafts/new/", {"way": "blueprint", "blueprint": journey.blueprint})
    journey.draft = page.url.path.rstrip("/").rsplit("/", 1)[-1]
    journey.name = journey.author.api(f"/drafts/{journey.draft}/")["name"]
    journey.steps.note(journey.name)


def _edit_through_form(journey: _Journey) -> None:
    editor, action = f"/drafts/{journey.draft}/", f"/drafts/{journey.draft}/form/"
    pairs = journey.author.form(editor + "?fields=all", action)
    if MEMORY not in dict(pairs):
        raise StepFailed("the form has no field for the guest's memory")
    journey.author.post(action, [(name, "320Mi" if name == MEMORY else value) for name, value in pairs])
    before = journey.author.get(f"/drafts/{journey.draft}/manifest.yaml").text
    if "guest: 320Mi" not in before:
        raise StepFailed("the form's edit did not reach the YAML")
    journey.steps.note(f"memory 256Mi → 320Mi, {len(pairs)} fields posted")


def _submit(journey: _Journey) -> None:
    version = journey.author.api(f"/drafts/{journey.draft}/")["version"]
    page = journey.author.post(
        f"/drafts/{journey.draft}/submit/",
        {"version": str(version), "comment": "A machine to try the portal."},
    )
    journey.request = page.url.path.rstrip("/").rsplit("/", 1)[-1]


def _approve(journey: _Journey) -> None:
    seen = journey.admin.api(f"/change-requests/{journey.request}/")
    journey.admin.post(
        f"/requests/{journey.request}/approve/", {"digest": seen["digest"], "comment": "Go ahead."}
    )
    decided = journey.admin.api(f"/change-requests/{journey.request}/")
    if decided["state"] != "approved":
        raise StepFailed(f"the request is {decided['state']} and not approved")
    journey.machine = decided["machine"]
    journey.steps.note(seen["digest"][:19])


def _follow_until_running(journey: _Journey) -> None:
    journey.author.wait_for_status(journey.machine, "Running", seconds=120)


def _log_in_on_serial(journey: _Journey) -> None:
    if not journey.has_guest:
        journey.steps.note("left out: libvirt's test driver has no consoles")
        return
    with journey.author.console(journey.machine, "serial") as console:
        log_in_to_shell(console, seconds=120)
        console.send(b"echo $((6*7)) is the answer of $(hostname)\n")
        said = read_until(console, r"42 is the answer of \S+", seconds=20)
    journey.steps.note(next(line.strip() for line in said.splitlines() if "42 is" in line))


def _look_at_screen(journey: _Journey) -> None:
    if not journey.has_guest:
        journey.steps.note("left out: libvirt's test driver has no screen")
        return
    picture = journey.author.look_at_screen(journey.machine)
    if picture.colours < 2:
        raise StepFailed(f"the screen of {picture.width}x{picture.height} shows one colour only")
    journey.steps.note(f"{picture.width}x{picture.height}, {picture.colours} colours")


def _download(journey: _Journey) -> None:
    as_yaml = journey.author.get(f"/machines/{journey.machine}/manifest.yaml").text
    as_json = journey.author.get(f"/machines/{journey.machine}/manifest.json").json()
    if as_json["metadata"]["name"] != journey.name or f"name: {journey.name}" not in as_yaml:
        raise StepFailed("the downloaded manifests are not this machine's")
    journey.steps.note(f"{len(as_yaml)} bytes of YAML, {len(json.dumps(as_json))} of JSON")


def _stop(journey: _Journey) -> None:
    journey.author.post(f"/machines/{journey.machine}/power/stop/", {})
    journey.author.wait_for_status(journey.machine, "Stopped", seconds=90)


def _delete(journey: _Journey) -> None:
    journey.admin.post(f"/machines/{journey.machine}/delete/", {"name": journey.name})
    journey.admin.wait_until_gone(journey.machine, seconds=60)


def _nothing_left(journey: _Journey) -> None:
    """Ask the hosts themselves, not the portal's tables."""
    hosts = json.loads(journey.manage("host_contents", "--format", "json"))
    left: list[Any] = [
        thing
        for host in hosts
        for thing in [*host["domains"], *host["storage"]]
        if f"{TEAM}_{journey.name}" in thing
    ]
    if left:
        raise StepFailed(f"still on the host: {', '.join(left)}")
    journey.steps.note("no domain, no storage volume")


_STEPS: tuple[tuple[str, Callable[[_Journey], None]], ...] = (
    ("begin a draft from a blueprint", _begin_draft),
    ("edit it through the form", _edit_through_form),
    ("submit it", _submit),
    ("approve it as another user", _approve),
    ("follow the websocket until Running", _follow_until_running),
    ("log in on the serial console", _log_in_on_serial),
    ("look at the screen", _look_at_screen),
    ("download YAML and JSON", _download),
    ("stop the machine", _stop),
    ("delete the machine", _delete),
    ("look for left-overs on the host", _nothing_left),
)
