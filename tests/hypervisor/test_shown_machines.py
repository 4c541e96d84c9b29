"""Real guests say on their serial consoles what their manifests asked for."""

import asyncio
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from vms.hosts import port_key
from vms.hypervisor import open_hypervisor

from .conftest import RealHost
from .showing.guests import Running, host_with, launch, manifest_of, remove, said
from .showing.table import BEYOND, TABLE, Guest

pytestmark = pytest.mark.qemu

BOOT_SECONDS = 240.0  # a quarter of that on a quiet machine
LAST_WORDS = {"bios": "show: end", "uefi": "show: end", "secure": "Access Denied"}
HOST_PORT = 40777

FIELDS = [*TABLE.items(), *BEYOND.items()]


def shown_by(*names: str) -> list[tuple[str, Guest]]:
    return [(field, entry) for field, entry in FIELDS if isinstance(entry, Guest) and entry.name in names]


@pytest.fixture(scope="module")
def consoles(real_host: RealHost, tiny: Path) -> Iterator[Mapping[str, str]]:
    """All guests boot at once; what each of them said."""
    hypervisor = open_hypervisor(real_host.uri)
    host = host_with(hypervisor, tiny)
    running: list[Running] = []

    async def show(name: str) -> str:
        machine = await asyncio.to_thread(launch, hypervisor, real_host.uri, host, manifest_of(name))
        running.append(machine)
        return await said(hypervisor, machine, LAST_WORDS[name], BOOT_SECONDS)

    async def show_all() -> list[str]:
        return await asyncio.gather(*map(show, LAST_WORDS))

    try:
        yield dict(zip(LAST_WORDS, asyncio.run(show_all()), strict=True))
    finally:
        for machine in running:
            remove(hypervisor, machine)


@pytest.mark.parametrize(("field", "shown"), shown_by(*LAST_WORDS))
def test_a_guest_sees_what_was_asked_for(consoles: Mapping[str, str], field: str, shown: Guest) -> None:
    text = consoles[shown.name]

    assert re.search(shown.says, text), f"{field}: {shown.says} is not in {text[-6000:]}"
    assert not (shown.never and re.search(shown.never, text)), f"{field}: {shown.never} is in {text[-6000:]}"


def test_without_secure_boot_the_guest_knows_it(consoles: Mapping[str, str]) -> None:
    assert "Secure boot disabled" in consoles["uefi"]
    assert "show: firmware uefi" in consoles["uefi"]


async def test_a_users_own_network_has_its_range_and_its_port(session_host: RealHost, tiny: Path) -> None:
    hypervisor = open_hypervisor(session_host.uri)
    host = replace(host_with(hypervisor, tiny), host_ports={port_key("default", "tcp", 7777): HOST_PORT})
    machine = launch(hypervisor, session_host.uri, host, manifest_of("session"))
    try:
        (_, range_is), (_, port_leads_in) = sorted(shown_by("session"), key=lambda each: "ports" in each[0])
        text = await said(hypervisor, machine, range_is.says.replace("\\", ""), BOOT_SECONDS)
        assert re.search(range_is.says, text)
        assert port_leads_in.says in _called(session_host)
    finally:
        remove(hypervisor, machine)


def _called(host: RealHost) -> str:
    """What answers at the port, called from inside the host's network."""
    inside = ["nsenter", f"--net=/proc/{host.pid}/ns/net"]
    subprocess.run([*inside, "ip", "link", "set", "lo", "up"], check=True)
    call = [*inside, "busybox", "nc", "127.0.0.1", str(HOST_PORT)]
    return subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True, timeout=60).stdout
