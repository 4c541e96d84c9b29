"""Real guests boot from what a registry and a web server offer."""

import gzip
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from lab import GuestImage
from portal.demonstration import Visitor
from portal.demonstration.visitor import read_until
from tests.registry.making import container_disk, push
from tests.registry.real import running_registry
from tests.stack import Stack, eventually

pytestmark = pytest.mark.qemu

BOOT = 180
CONTAINER_DISK = re.compile(r"containerDisk:\n(\s+)image: \S+")
TEMPLATE = """\
spec:
  dataVolumeTemplates:
    - metadata:
        name: {name}-root
      spec:
        source:
          http:
            url: {url}
        storage:
          resources:
            requests:
              storage: 128Mi
"""


@pytest.fixture
def people(stack: Stack) -> Iterator[tuple[Visitor, Visitor]]:
    with Visitor(stack.base_url) as author, Visitor(stack.base_url) as admin:
        author.log_in("max", stack.people["max"].password)
        admin.log_in("ada", stack.people["ada"].password)
        yield author, admin


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def a_web_server(folder: Path, port: int) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def approved(people: tuple[Visitor, Visitor], source: str, templates: str = "spec:\n") -> tuple[str, str]:
    """A machine of the tiny blueprint with another boot disk; answers its id and name."""
    author, admin = people
    page = author.post("/drafts/new/", {"way": "blueprint", "blueprint": "tiny-linux"})
    draft = page.url.path.rstrip("/").rsplit("/", 1)[-1]
    begun = author.api(f"/drafts/{draft}/")
    name = begun["name"]
    text, found = CONTAINER_DISK.subn(source.format(name=name), begun["text"])
    assert found == 1
    text = text.replace("spec:\n", templates.format(name=name, url=source), 1)
    page = author.post("/drafts/import/", {"step": "as-it-is", "text": text})  # no blueprint locks its image
    draft = page.url.path.rstrip("/").rsplit("/", 1)[-1]
    version = author.api(f"/drafts/{draft}/")["version"]
    page = author.post(f"/drafts/{draft}/submit/", {"version": str(version), "comment": ""})
    asked = page.url.path.rstrip("/").rsplit("/", 1)[-1]
    seen = admin.api(f"/change-requests/{asked}/")
    admin.post(f"/requests/{asked}/approve/", {"digest": seen["digest"], "comment": ""})
    return admin.api(f"/change-requests/{asked}/")["machine"], name


def boots(author: Visitor, machine: str) -> None:
    author.wait_for_status(machine, "Running", seconds=120)
    with author.console(machine, "serial") as console:
        read_until(console, r"login: ", seconds=BOOT, nudge=b"\n")


def steps_of(author: Visitor, machine: str) -> list[dict[str, Any]]:
    operations = author.api(f"/machines/{machine}/")["operations"]
    return list(next(one for one in operations if one["verb"] == "launch")["steps"])


def test_a_container_disk_of_a_registry_boots(
    stack: Stack, people: tuple[Visitor, Visitor], tiny_image: GuestImage, tmp_path: Path
) -> None:
    author, admin = people
    with running_registry(tmp_path, port=stack.outside[0]) as registry:
        push(registry.port, "team/tiny", "1", container_disk(tiny_image.path.read_bytes()))

        source = rf"containerDisk:\n\1image: {registry.host}/team/tiny:1"
        machine, name = approved(people, source)

        boots(author, machine)
    assert any("is being pulled" in step["detail"] for step in steps_of(author, machine))
    admin.post(f"/machines/{machine}/delete/", {"name": name})
    admin.wait_until_gone(machine, seconds=120)


def test_a_packed_image_of_a_web_server_boots_through_a_template(
    stack: Stack, people: tuple[Visitor, Visitor], tiny_image: GuestImage, tmp_path: Path
) -> None:
    author, admin = people
    (tmp_path / "tiny.qcow2.gz").write_bytes(gzip.compress(tiny_image.path.read_bytes(), 1))
    with a_web_server(tmp_path, stack.outside[1]) as site:
        templates = TEMPLATE.replace("{url}", f"{site}/tiny.qcow2.gz")
        machine, name = approved(people, r"dataVolume:\n\1name: {name}-root", templates)

        boots(author, machine)
    volumes = {one["name"]: one for one in author.api("/volumes/")["results"]}
    mine = volumes[f"{name}-root"]
    assert (mine["phase"], mine["owner"], mine["capacity_bytes"]) == ("Ready", name, 128 * 2**20)
    admin.post(f"/machines/{machine}/delete/", {"name": name})
    admin.wait_until_gone(machine, seconds=120)
    eventually(
        lambda: all(one["name"] != f"{name}-root" for one in author.api("/volumes/")["results"]),
        seconds=60,
        what="the machine's volume is still there",
    )
