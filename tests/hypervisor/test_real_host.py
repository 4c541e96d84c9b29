"""The driver on a real libvirt with real guests, in software emulation."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from uuid import UUID, uuid4

import pytest

from tests.stack import eventually
from vms.compiler import StorageKind
from vms.hosts import BaseImage, DomainType, PodNetwork
from vms.hypervisor import (
    ConsoleStream,
    Hypervisor,
    HypervisorRefused,
    HypervisorUnavailable,
    open_hypervisor,
    open_watcher,
)
from vms.images import digest_file, look, seed_iso
from vms.lifecycle import DomainState, StopReason

from .building import a_domain, a_storage_volume
from .conftest import RealHost
from .network_contract import NetworkContract

pytestmark = pytest.mark.qemu

BOOT_SECONDS = 120.0
PATIENCE = 20.0


@dataclass(frozen=True)
class Guest:
    """A machine with an overlay, a blank disk and a seed."""

    hypervisor: Hypervisor
    uuid: UUID
    name: str
    seed: bytes

    @property
    def prefix(self) -> str:
        return f"{self.name}_"


def a_guest(hypervisor: Hypervisor, image: Path, name: str, filename: str = "image-tiny.qcow2") -> Guest:
    """Define it with its storage; the caller starts and removes it."""
    facts = look(image)
    path = hypervisor.import_image(image, filename, "qcow2")
    pool = hypervisor.facts().pool_path
    backing = BaseImage(path, "qcow2", facts.virtual_bytes)
    uuid = uuid4()
    seed = seed_iso(str(uuid), name.replace("_", "-"), "#cloud-config\n", None, "NoCloud")
    root = a_storage_volume(pool, f"{name}_root", kind=StorageKind.OVERLAY, backing=backing)
    blank = a_storage_volume(pool, f"{name}_blank")
    cidata = a_storage_volume(pool, f"{name}_seed", kind=StorageKind.SEED)
    for volume in (root, blank):
        hypervisor.create_storage_volume(volume)
    hypervisor.create_storage_volume(cidata, seed)
    hypervisor.define(a_domain(uuid, name=name, type="qemu", disks=(root, blank, cidata)))
    return Guest(hypervisor, uuid, name, seed)


def remove(guest: Guest) -> None:
    guest.hypervisor.destroy(guest.uuid)
    guest.hypervisor.undefine(guest.uuid)
    guest.hypervisor.delete_storage_volumes(guest.hypervisor.observe(guest.uuid, guest.prefix).storage)


async def read_until(stream: ConsoleStream, text: bytes, seconds: float = PATIENCE) -> bytes:
    seen = b""

    async def read() -> None:
        nonlocal seen
        while text not in seen:
            chunk = await stream.read()
            assert chunk, f"the stream ended after {seen[-200:]!r}"
            seen += chunk

    await asyncio.wait_for(read(), seconds)
    return seen


@pytest.fixture(scope="module")
def hypervisor(real_host: RealHost) -> Hypervisor:
    return open_hypervisor(real_host.uri)


@pytest.fixture(scope="module")
def guests(hypervisor: Hypervisor, tiny: Path) -> Iterator[list[Guest]]:
    """Two machines that run; tests may log in, not stop them."""
    started = [a_guest(hypervisor, tiny, name) for name in ("blue_one", "blue_two")]
    for guest in started:
        hypervisor.start(guest.uuid)
    yield started
    for guest in started:
        remove(guest)


@pytest.fixture
def bare(hypervisor: Hypervisor) -> Iterator[UUID]:
    """A machine without disks, to switch on and off."""
    uuid = uuid4()
    hypervisor.define(a_domain(uuid, name="blue_bare", type="qemu"))
    yield uuid
    hypervisor.destroy(uuid)
    hypervisor.undefine(uuid)


class TestNetworksOfARealHost(NetworkContract):
    pass


# -- the host -----------------------------------------------------------------------------------------


def test_facts_tell_what_guests_can_have(hypervisor: Hypervisor) -> None:
    facts = hypervisor.facts()

    assert facts.domain_type in (DomainType.KVM, DomainType.QEMU)
    assert facts.machines["q35"].startswith("pc-q35-")
    assert facts.machines[facts.machines["q35"]] == facts.machines["q35"]
    assert {firmware.secure for firmware in facts.uefi} == {True, False}
    assert (facts.pod_network, facts.nat_network) == (PodNetwork.NAT, "slipway")
    assert facts.pool_path == "/var/lib/libvirt/images"
    assert facts.cpu_models
    assert facts.cpus == os.cpu_count()


def test_under_emulation_it_offers_the_models_that_can_be_emulated(hypervisor: Hypervisor) -> None:
    facts = hypervisor.facts(emulation=True)

    assert facts.domain_type is DomainType.QEMU
    assert "Nehalem" in facts.cpu_models


def test_a_definition_with_a_misspelt_element_is_refused(hypervisor: Hypervisor) -> None:
    xml = a_domain(uuid4(), name="blue_typo", type="qemu").replace("memballoon", "membaloon")

    with pytest.raises(HypervisorRefused, match="validate"):
        hypervisor.define(xml)


def test_a_domain_leaves_no_variable_store_behind(real_host: RealHost, hypervisor: Hypervisor) -> None:
    uuid = uuid4()
    firmware = next(each for each in hypervisor.facts().uefi if not each.secure)
    store = real_host.pool.parent / "qemu" / "nvram" / "blue_uefi_VARS.fd"
    os_element = (
        '<os><type arch="x86_64" machine="q35">hvm</type>'
        f'<loader readonly="yes" type="pflash">{firmware.code}</loader>'
        f'<nvram template="{firmware.vars}">/var/lib/libvirt/qemu/nvram/{store.name}</nvram></os>'
    )
    plain = '<os><type arch="x86_64" machine="q35">hvm</type></os>'
    hypervisor.define(a_domain(uuid, name="blue_uefi", type="qemu").replace(plain, os_element))
    hypervisor.start(uuid)
    assert store.exists()

    hypervisor.destroy(uuid)
    hypervisor.undefine(uuid)

    assert not store.exists()


# -- storage and guests -------------------------------------------------------------------------------


def test_the_host_holds_the_very_bytes_it_was_sent(
    real_host: RealHost, guests: list[Guest], tiny: Path
) -> None:
    guest = guests[0]

    assert digest_file(real_host.pool / "image-tiny.qcow2") == digest_file(tiny)
    assert (real_host.pool / f"{guest.name}_seed").read_bytes() == guest.seed
    seen = guest.hypervisor.observe(guest.uuid, guest.prefix)
    assert seen.storage == {f"{guest.name}_{disk}" for disk in ("root", "blank", "seed")}
    assert seen.state is DomainState.RUNNING


DIES_IN_MID_UPLOAD = """
import os, signal, sys
from tests.hypervisor.building import a_storage_volume
from vms.compiler import StorageKind
from vms.hypervisor import open_hypervisor
from vms.hypervisor.libvirt_driver import storage

class Half:
    def __init__(self, content):
        self.rest = [content[: len(content) // 2]]
    def read(self, size):
        if not self.rest:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.rest.pop()

storage.BytesIO = Half
hypervisor = open_hypervisor(sys.argv[1])
seed = a_storage_volume(hypervisor.facts().pool_path, "blue_web_seed", kind=StorageKind.SEED)
hypervisor.create_storage_volume(seed, bytes(1 << 20))
"""


def test_a_worker_that_dies_in_mid_upload_leaves_nothing_that_counts(
    real_host: RealHost, hypervisor: Hypervisor
) -> None:
    worker = subprocess.run(
        [sys.executable, "-c", DIES_IN_MID_UPLOAD, real_host.uri],
        env={**os.environ, "PYTHONPATH": "."},
        timeout=60,
    )
    assert worker.returncode == -signal.SIGKILL
    assert (real_host.pool / "blue_web_seed").exists()
    assert hypervisor.observe(uuid4(), "blue_web_").storage == {"blue_web_seed.part"}

    def made_anew() -> bool:
        try:
            hypervisor.create_storage_volume(seed, b"whole")
        except HypervisorUnavailable:  # libvirt has not noticed yet that the writer is dead
            return False
        return True

    seed = a_storage_volume(hypervisor.facts().pool_path, "blue_web_seed", kind=StorageKind.SEED)
    eventually(made_anew, seconds=PATIENCE, what="the seed cannot be made anew")

    assert hypervisor.observe(uuid4(), "blue_web_").storage == {"blue_web_seed"}
    assert (real_host.pool / "blue_web_seed").read_bytes() == b"whole"
    hypervisor.delete_storage_volumes(["blue_web_seed"])


async def test_consoles_of_two_machines_speak_both_ways_at_once(guests: list[Guest]) -> None:
    async def log_in(guest: Guest) -> None:
        stream = await asyncio.to_thread(guest.hypervisor.open_serial, guest.uuid)
        try:
            await stream.write(b"\r")  # the prompt may have gone by before we listened
            host_name = guest.name.replace("_", "-").encode()
            await read_until(stream, host_name + b" login: ", BOOT_SECONDS)
            await stream.write(b"root\r")
            await read_until(stream, b"assword: ")
            await stream.write(b"tiny\r")
            await read_until(stream, b"# ")
            await stream.write(b"echo sum=$((40+2))\r")
            await read_until(stream, b"sum=42")
        finally:
            await stream.close()

    await asyncio.gather(*(log_in(guest) for guest in guests))


async def test_whoever_opens_a_console_takes_it_over(guests: list[Guest]) -> None:
    guest = guests[0]
    first = await asyncio.to_thread(guest.hypervisor.open_serial, guest.uuid)
    second = await asyncio.to_thread(guest.hypervisor.open_serial, guest.uuid)

    async def to_the_end() -> None:
        while await first.read():
            pass

    await asyncio.wait_for(to_the_end(), PATIENCE)
    await first.close()
    await second.close()


async def test_the_screen_speaks_rfb(guests: list[Guest]) -> None:
    guest = guests[0]
    screen = await asyncio.to_thread(guest.hypervisor.open_graphics, guest.uuid)
    try:
        assert await read_until(screen, b"\n") == b"RFB 003.008\n"
        await screen.write(b"RFB 003.008\n")
        assert await read_until(screen, b"\x01\x01") == b"\x01\x01"  # one security type: none
    finally:
        await screen.close()


def test_the_screen_can_be_photographed(guests: list[Guest]) -> None:
    guest = guests[0]

    assert guest.hypervisor.screenshot(guest.uuid).startswith((b"\x89PNG", b"P6"))


async def test_a_guest_that_is_asked_powers_off(hypervisor: Hypervisor, tiny: Path) -> None:
    guest = a_guest(hypervisor, tiny, "blue_three")
    try:
        hypervisor.start(guest.uuid)
        stream = await asyncio.to_thread(hypervisor.open_serial, guest.uuid)
        await read_until(stream, b"login: ", BOOT_SECONDS)

        hypervisor.shutdown(guest.uuid)

        eventually(
            lambda: hypervisor.observe(guest.uuid, "").state is DomainState.SHUTOFF,
            seconds=30,
            what="it still runs",
        )
        assert hypervisor.observe(guest.uuid, "").reason is StopReason.SHUTDOWN
        await stream.close()
    finally:
        remove(guest)
    assert hypervisor.observe(guest.uuid, guest.prefix).state is DomainState.ABSENT
    assert hypervisor.observe(guest.uuid, guest.prefix).storage == frozenset()


# -- events -------------------------------------------------------------------------------------------


def test_a_watcher_hears_of_start_and_stop_within_a_second(
    real_host: RealHost, hypervisor: Hypervisor, bare: UUID
) -> None:
    events: SimpleQueue[UUID] = SimpleQueue()
    watcher = open_watcher(real_host.uri)
    watcher.start(events.put, print)
    try:
        for verb in (hypervisor.start, hypervisor.destroy):
            verb(bare)
            assert events.get(timeout=1.0) == bare
            while not events.empty():  # a start is two events: started, and resumed
                events.get()
    finally:
        watcher.close()


def test_a_qemu_that_dies_is_told_from_a_guest_that_stops(
    real_host: RealHost, hypervisor: Hypervisor, bare: UUID
) -> None:
    hypervisor.start(bare)
    os.kill(_descendant(real_host.pid, "guest=blue_bare"), signal.SIGKILL)

    eventually(
        lambda: hypervisor.observe(bare, "").state is DomainState.SHUTOFF,
        seconds=PATIENCE,
        what="it still runs",
    )
    assert hypervisor.observe(bare, "").reason is StopReason.CRASHED


async def test_a_daemon_that_dies_ends_everything_that_hangs_on_it(doomed_host: RealHost) -> None:
    uuid = uuid4()
    hypervisor, watcher = open_hypervisor(doomed_host.uri), open_watcher(doomed_host.uri)
    losses: SimpleQueue[str] = SimpleQueue()
    watcher.start(lambda _uuid: None, losses.put)
    hypervisor.define(a_domain(uuid, type="qemu"))
    hypervisor.start(uuid)
    console = await asyncio.to_thread(hypervisor.open_serial, uuid)

    os.kill(_descendant(doomed_host.pid, "libvirtd"), signal.SIGKILL)

    async def to_the_end() -> None:
        while await console.read():
            pass

    await asyncio.wait_for(to_the_end(), PATIENCE)
    assert losses.get(timeout=PATIENCE)
    with pytest.raises(HypervisorUnavailable):
        hypervisor.observe(uuid, "")
    await console.close()
    watcher.close()
    assert losses.empty()


# -- a user's session ---------------------------------------------------------------------------------


async def test_a_session_serves_the_same_verbs(session_host: RealHost, tiny: Path) -> None:
    hypervisor = open_hypervisor(session_host.uri)
    facts = hypervisor.facts()
    assert facts.pod_network is PodNetwork.RESTRICTED_USER
    assert facts.pool_path == str(session_host.pool)
    guest = a_guest(hypervisor, tiny, "blue_session")
    hypervisor.start(guest.uuid)

    console = await asyncio.to_thread(hypervisor.open_serial, guest.uuid)
    await console.write(b"\r")
    await console.close()
    screen = await asyncio.to_thread(hypervisor.open_graphics, guest.uuid)
    assert await read_until(screen, b"\n") == b"RFB 003.008\n"
    await screen.close()
    remove(guest)

    assert hypervisor.storage_volume_names() == {"image-tiny.qcow2"}


def _descendant(pid: int, part_of_command: str) -> int:
    """The process below this one whose command line holds the text."""
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        if part_of_command.encode() in Path(f"/proc/{child}/cmdline").read_bytes():
            return int(child)
        found = _descendant(int(child), part_of_command)
        if found:
            return found
    return 0
