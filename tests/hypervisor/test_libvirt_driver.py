"""The driver on libvirt's built-in test driver: the contract, and what is the driver's own business."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from uuid import UUID

import pytest

from vms.compiler import StorageKind
from vms.hosts import DomainType, PodNetwork
from vms.hypervisor import (
    DomainNotFound,
    Hypervisor,
    HypervisorRefused,
    HypervisorUnavailable,
    open_hypervisor,
    open_watcher,
)
from vms.hypervisor.libvirt_driver import storage
from vms.hypervisor.libvirt_driver.connection import is_local, label, link
from vms.hypervisor.libvirt_driver.pool import find_or_create

from .building import WEB, a_domain, a_storage_volume, an_image_file
from .contract import HypervisorContract
from .network_contract import NetworkContract

pytestmark = pytest.mark.libvirt

PATIENCE = 5.0  # seconds


@pytest.fixture
def uri(tmp_path: Path) -> str:
    """An empty host of this test's own: connections to a file share nothing."""
    node = tmp_path / "node.xml"
    node.write_text("<node/>")
    return f"test://{node}"


@pytest.fixture
def hypervisor(uri: str) -> Hypervisor:
    return open_hypervisor(uri)


class TestOnTheTestDriver(HypervisorContract, NetworkContract):
    pass


def test_its_facts_say_that_nothing_is_real(hypervisor: Hypervisor) -> None:
    facts = hypervisor.facts()

    assert facts.domain_type is DomainType.TEST
    assert (facts.pool, facts.pool_path) == ("slipway", "/var/lib/libvirt/slipway")
    assert facts.machines["q35"].startswith("pc-q35")
    assert facts.cpus > 0
    assert facts.memory_bytes > 2**30


def test_a_host_that_can_have_networks_makes_one_for_each_team(hypervisor: Hypervisor) -> None:
    with_network = open_hypervisor("test:///default").facts()

    assert (with_network.pod_network, with_network.nat_network) == (PodNetwork.NAT, "default")
    assert hypervisor.facts().pod_network is PodNetwork.NAT
    assert hypervisor.facts().nic_filter is None


def test_callers_in_one_process_share_the_connection(uri: str) -> None:
    first, second = open_hypervisor(uri), open_hypervisor(uri)
    first.define(a_domain())
    first.close()

    assert WEB in second.domains()


# -- storage that was left unfinished -----------------------------------------------------------------


def place(uri: str, *names: str) -> None:
    """What a worker leaves in the pool that dies in mid-work: marker and volume, with no bytes in it."""
    with link(uri).use() as connection:
        pool = find_or_create(connection)
        for name in names:
            pool.createXML(storage._empty_file_xml(name))


def test_unfinished_storage_does_not_count_but_shows(uri: str, hypervisor: Hypervisor) -> None:
    place(uri, "blue_web_seed.iso.part", "blue_web_seed.iso")

    assert hypervisor.observe(WEB, "blue_web_").storage == {"blue_web_seed.iso.part"}


@pytest.mark.parametrize("left", [("disk.part",), ("disk.part", "disk")])
def test_unfinished_storage_is_made_anew(uri: str, hypervisor: Hypervisor, left: tuple[str, ...]) -> None:
    place(uri, *(f"blue_web_{name}" for name in left))

    hypervisor.create_storage_volume(a_storage_volume(hypervisor.facts().pool_path, "blue_web_disk"))

    assert hypervisor.observe(WEB, "blue_web_").storage == {"blue_web_disk"}
    with link(uri).use() as connection:
        made = find_or_create(connection).storageVolLookupByName("blue_web_disk")
        assert made.info()[1] == 2**30


@pytest.mark.parametrize("named", ["blue_web_disk", "blue_web_disk.part"])
def test_either_name_deletes_unfinished_storage(uri: str, hypervisor: Hypervisor, named: str) -> None:
    place(uri, "blue_web_disk.part", "blue_web_disk")

    hypervisor.delete_storage_volumes([named])

    assert hypervisor.storage_volume_names() == frozenset()


def test_a_refused_volume_frees_its_space(
    uri: str, hypervisor: Hypervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def disk_full(*_arguments: object) -> None:
        raise HypervisorRefused("The disk is full.")

    monkeypatch.setattr(storage, "_upload", disk_full)
    source = tmp_path / "tiny.qcow2"
    source.write_bytes(an_image_file())

    with pytest.raises(HypervisorRefused, match="full"):
        hypervisor.import_image(source, "image-1.qcow2", "qcow2")

    assert hypervisor.storage_volume_names() == frozenset()


def test_a_seed_is_written_anew_for_each_start(
    hypervisor: Hypervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[bytes] = []
    monkeypatch.setattr(
        storage, "_upload", lambda _connection, _volume, content: written.append(content.read())
    )
    volume = a_storage_volume(hypervisor.facts().pool_path, "blue_web_seed.iso", kind=StorageKind.SEED)

    hypervisor.create_storage_volume(volume, b"generation 1")
    hypervisor.create_storage_volume(volume, b"generation 2")

    assert written == [b"generation 1", b"generation 2"]


# -- reaching a host ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "uri", ["qemu+unix:///system?socket=/nonexistent/socket", "qemu+tcp://127.0.0.1:1/system"]
)
@pytest.mark.parametrize("opening", [open_hypervisor, lambda uri: open_watcher(uri).start(print, print)])
def test_a_host_that_is_not_there_is_unavailable(uri: str, opening: Callable[[str], object]) -> None:
    with pytest.raises(HypervisorUnavailable) as caught:
        opening(uri)

    assert "socket=" not in str(caught.value)


def test_an_address_that_trusts_anybody_is_refused() -> None:
    with pytest.raises(HypervisorRefused, match="no_verify"):
        open_hypervisor("qemu+tls://host.example/system?no_verify=1")


@pytest.mark.parametrize("verb", ["open_serial", "open_graphics"])
def test_a_simulated_machine_says_why_it_has_no_console(hypervisor: Hypervisor, verb: str) -> None:
    hypervisor.define(a_domain())
    hypervisor.start(WEB)

    with pytest.raises(HypervisorRefused, match="only simulates"):
        getattr(hypervisor, verb)(WEB)


@pytest.mark.parametrize(
    ("uri", "local"),
    [
        ("qemu:///system", True),
        ("qemu+unix:///session?socket=/run/s", True),
        ("qemu+ssh://root@north-1/system", False),
        ("qemu://north-1/system", False),
        ("qemu+tls://north-1/system", False),
        ("test:///default", False),
    ],
)
def test_only_a_local_socket_hands_over_screens(uri: str, local: bool) -> None:
    assert is_local(uri) is local


def test_a_host_is_called_by_its_name_without_the_parameters() -> None:
    assert label("qemu+ssh://root@north-1/system?keyfile=/secret") == "north-1"
    assert label("qemu+unix:///system?socket=/run/s") == "qemu+unix:///system"


def test_a_domain_asked_for_by_a_verb_is_named_when_it_is_missing(hypervisor: Hypervisor) -> None:
    with pytest.raises(DomainNotFound, match=str(WEB)):
        hypervisor.screenshot(WEB)


FORKED = """
import os
from vms.hypervisor import open_hypervisor
open_hypervisor("test:///default")
if os.fork() == 0:
    try:
        open_hypervisor("test:///default")
    except RuntimeError as error:
        os._exit(7 if "fork" in str(error) else 8)
    os._exit(9)
os._exit(os.waitstatus_to_exitcode(os.wait()[1]))
"""


def test_a_fork_of_a_connected_process_is_told_instead_of_hanging() -> None:
    child = subprocess.run([sys.executable, "-c", FORKED], timeout=30, env={**os.environ, "PYTHONPATH": "."})

    assert child.returncode == 7


# -- watching -----------------------------------------------------------------------------------------


def test_a_watcher_hears_of_every_change_of_power() -> None:
    events: SimpleQueue[UUID] = SimpleQueue()
    losses: list[str] = []
    hypervisor, watcher = open_hypervisor("test:///default"), open_watcher("test:///default")
    watcher.start(events.put, losses.append)
    try:
        hypervisor.define(a_domain())
        hypervisor.start(WEB)
        hypervisor.destroy(WEB)

        assert [events.get(timeout=PATIENCE) for _ in ("defined", "started", "stopped")] == [WEB] * 3
    finally:
        watcher.close()
        hypervisor.undefine(WEB)
    watcher.close()
    assert events.empty()
    assert losses == []
