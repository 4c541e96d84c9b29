"""Volumes on a real libvirt: copies that stand alone, growth that the file shows, a pool without room."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lab import DemoHost
from vms.compiler import StorageKind
from vms.hosts import BaseImage
from vms.hypervisor import Hypervisor, StorageFull, open_hypervisor
from vms.images import look

from .building import a_storage_volume
from .conftest import RealHost, running

pytestmark = pytest.mark.qemu

MIB = 2**20


@pytest.fixture(scope="module")
def hypervisor(real_host: RealHost) -> Hypervisor:
    return open_hypervisor(real_host.uri)


def info(path: Path) -> dict[str, Any]:
    answer = subprocess.run(
        ["qemu-img", "info", "-U", "-f", "qcow2", "--output=json", path], capture_output=True, check=True
    )
    return dict(json.loads(answer.stdout))


def test_what_was_uploaded_grows_as_qcow2(real_host: RealHost, hypervisor: Hypervisor, tiny: Path) -> None:
    hypervisor.import_image(tiny, "claim-grown.qcow2", "qcow2")
    wanted = look(tiny).virtual_bytes + 64 * MIB

    hypervisor.grow_storage_volume("claim-grown.qcow2", wanted)

    assert info(real_host.pool / "claim-grown.qcow2")["virtual-size"] == wanted
    hypervisor.delete_storage_volumes(["claim-grown.qcow2"])


def test_a_copy_of_an_overlay_stands_alone(real_host: RealHost, hypervisor: Hypervisor, tiny: Path) -> None:
    facts = look(tiny)
    path = hypervisor.import_image(tiny, "image-under.qcow2", "qcow2")
    backing = BaseImage(path, "qcow2", facts.virtual_bytes)
    pool = hypervisor.facts().pool_path
    overlay = a_storage_volume(
        pool, "claim-over", kind=StorageKind.OVERLAY, backing=backing, capacity_bytes=facts.virtual_bytes
    )
    hypervisor.create_storage_volume(overlay)

    hypervisor.copy_storage_volume(
        "claim-over", a_storage_volume(pool, "claim-alone", capacity_bytes=facts.virtual_bytes + MIB)
    )

    alone = info(real_host.pool / "claim-alone")
    assert "backing-filename" not in alone
    assert alone["virtual-size"] == facts.virtual_bytes + MIB
    hypervisor.delete_storage_volumes(["claim-over", "claim-alone", "image-under.qcow2"])


@pytest.fixture
def full_host(tmp_path: Path) -> Iterator[Hypervisor]:
    """A host whose pool has room for a few megabytes: a small disk below it, in its own mount namespace."""
    for host in running(DemoHost(tmp_path), tmp_path / "lib" / "images"):
        hypervisor = open_hypervisor(host.uri)
        pool = hypervisor.facts().pool_path
        child = Path(f"/proc/{host.pid}/task/{host.pid}/children").read_text().split()[0]
        disk = ["mount", "-n", "-t", "tmpfs", "-o", "size=8m,mode=0711", "tmpfs", pool]
        subprocess.run(["nsenter", f"--target={child}", "--mount", "--", *disk], check=True)
        yield hypervisor


def test_a_full_disk_says_so_and_keeps_nothing(full_host: Hypervisor, tmp_path: Path) -> None:
    image = tmp_path / "large.qcow2"
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", image, "64M"], check=True)
    with image.open("ab") as file:
        file.write(bytes(16 * MIB))

    with pytest.raises(StorageFull, match="is full"):
        full_host.import_image(image, "claim-full.qcow2", "qcow2")

    assert full_host.storage_volume_names() == frozenset()
