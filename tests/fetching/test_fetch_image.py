"""``manage.py fetch_image``, as an admin tries a source."""

import hashlib
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from portal.checks import outside_servers
from tests.outbound.site import Site, reply
from tests.registry.making import container_disk, push
from tests.registry.real import SOMEBODY, Registry


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    with suppress(SystemExit):
        call_command("fetch_image", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_it_tells_the_digest_of_what_came(site: Site, tmp_path: Path, settings: Any) -> None:
    settings.OUTSIDE_SERVERS = [f"127.0.0.1:{site.port}"]
    site.pages["/disk"] = reply(b"a disk")
    out, _ = run(f"http://127.0.0.1:{site.port}/disk", str(tmp_path / "disk"))

    assert f"sha256:{hashlib.sha256(b'a disk').hexdigest()}" in out


def test_without_an_entry_a_private_server_is_not_reached(site: Site, tmp_path: Path, settings: Any) -> None:
    settings.OUTSIDE_PORTS = [site.port]
    out, err = run(f"http://127.0.0.1:{site.port}/disk", str(tmp_path / "disk"))

    assert (out, "cannot be reached" in err, site.requests, list(tmp_path.iterdir())) == ("", True, [], [])


def test_it_takes_a_password_from_a_file(closed_registry: Registry, tmp_path: Path, settings: Any) -> None:
    settings.OUTSIDE_SERVERS = [f"{closed_registry.host} plain-http"]
    push(closed_registry.port, "disks/command", "v1", container_disk(b"x" * 512), SOMEBODY.basic)
    (tmp_path / "password").write_text(f"{SOMEBODY.password}\n")
    out, err = run(
        f"docker://{closed_registry.host}/disks/command:v1",
        str(tmp_path / "disk"),
        "--username",
        SOMEBODY.username,
        "--password-file",
        str(tmp_path / "password"),
    )

    assert ("bytes   512" in out, err) == (True, "")


def test_a_server_that_is_listed_wrongly_is_told_at_the_start(settings: Any) -> None:
    settings.OUTSIDE_SERVERS = ["registry.lan:5000 10.0.0.0/8", "metadata:80 everywhere"]

    assert [found.id for found in outside_servers(None)] == ["portal.E006"]
