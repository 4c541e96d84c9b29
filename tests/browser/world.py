"""What the pages are about: machines, drafts in every condition, and what teams and admins keep."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from portal.demonstration import Visitor
from portal.demonstration.journey import launch
from tests.data import PUBLIC_KEY
from tests.schema.uploads import a_newer_schema
from tests.stack import Stack
from tests.wiring.machines import a_machine, card, disk, empty, multus, pod, typical
from vms.manifest import to_yaml

LONG_NAME = "a-name-that-is-as-long-as-names-may-be-and-has-63-characters-ok"
BROKEN = """\
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata: {name: Not_A_Name}
spec:
  template:
    spec:
      domain:
        cpu: {cores: none}
        devices:
          disks: [{name: root, disk: {bus: floppy}}]
"""
LOOSE = a_machine(
    disks=[disk("root", bootOrder=1), disk("lost")],
    volumes=[empty("root"), empty("spare")],
    interfaces=[card("default"), card("lab")],
    networks=[pod("default"), multus("other")],
)
_NAMES = [f"disk-{number}" for number in range(14)]
MANY = a_machine(disks=[disk(name, bootOrder=1) for name in _NAMES], volumes=[empty(name) for name in _NAMES])


@dataclass(frozen=True)
class World:
    """Ids of one running and one failed machine, of drafts, of a request, a secret, a volume and a schema."""

    running: str
    failed: str
    plain: str
    clean: str
    broken: str
    torn: str
    loose: str
    full: str
    many: str
    locked: str
    edited: str
    contested: str
    request: str
    secret: str
    volume: str
    schema: str

    def path(self, pattern: str) -> str:
        return pattern.format(**vars(self))


def _last(page: object) -> str:
    return str(page.url.path).rstrip("/").rsplit("/", 1)[-1]  # type: ignore[attr-defined]  # httpx's answer


@contextmanager
def a_world(stack: Stack) -> Iterator[World]:
    with Visitor(stack.base_url) as author, Visitor(stack.base_url) as admin:
        author.log_in("max", stack.people["max"].password)
        admin.log_in("ada", stack.people["ada"].password)

        def draft(text: str) -> str:
            return _last(author.post("/drafts/import/", {"step": "as-it-is", "text": text}))

        def request(draft: str) -> str:
            return _last(
                author.post(f"/drafts/{draft}/submit/", {"version": "1", "comment": "Please. " * 30})
            )

        running, name = launch(author, admin, lambda _: None)
        text = author.get(f"/machines/{running}/manifest.yaml").text

        def named(new: str) -> str:
            return text.replace(f"name: {name}", f"name: {new}")

        doomed = request(draft(named(LONG_NAME).replace("tiny:1", "none:1")))
        digest = admin.api(f"/change-requests/{doomed}/")["digest"]
        admin.post(f"/requests/{doomed}/approve/", {"digest": digest})
        edited = draft(named("edited"))
        more = named("edited").replace("256Mi", "320Mi").replace("cores: 1", "cores: 2")
        author.post(f"/drafts/{edited}/text/", {"version": "1", "text": more})
        author.post("/profile/keys/", {"public_key": PUBLIC_KEY, "name": "laptop"})
        team = re.search(r'name="team" value="(\d+)"', author.get("/secrets/new/").text)
        assert team, "max has one team"
        content = "#cloud-config\nhostname: kept\n"
        secret = {"team": team[1], "name": "kept", "key-0": "userdata", "value-0": content}
        volume = {"team": team[1], "name": "data", "origin": "blank", "size": "1Gi"}
        newer = {"name": "Newer", "label": "1.1", "text": a_newer_schema()}
        yield World(
            running=running,
            failed=admin.api(f"/change-requests/{doomed}/")["machine"],
            plain=draft(named("plain")),
            clean=draft(_without_password(named("clean"))),
            broken=draft(BROKEN),
            torn=draft("a: ]\n"),
            loose=draft(to_yaml(LOOSE)),
            full=draft(to_yaml(typical())),
            many=draft(to_yaml(MANY)),
            locked=_last(author.post("/drafts/new/", {"way": "blueprint", "blueprint": "tiny-linux"})),
            edited=edited,
            contested=draft(named("contested")),
            request=request(draft(named("waiting"))),
            secret=_last(author.post("/secrets/new/", secret)),
            volume=_last(author.post("/volumes/new/", volume)),
            schema=_last(admin.post("/schemas/new/", newer)),
        )


def _without_password(text: str) -> str:
    return "".join(
        line for line in text.splitlines(keepends=True) if "password:" not in line and "chpasswd:" not in line
    )
