"""An image from outside, once it is one of ours, on a real libvirt."""

import asyncio
import subprocess
from pathlib import Path

import pytest

from vms.hypervisor import open_hypervisor
from vms.images import Container, admit

from .conftest import RealHost
from .test_real_host import BOOT_SECONDS, a_guest, read_until, remove

pytestmark = pytest.mark.qemu


@pytest.fixture
def export(tiny: Path, tmp_path: Path) -> Path:
    """The tiny guest's disk as VMware's tools export one."""
    path = tmp_path / "export.vmdk"
    command = ["qemu-img", "convert", "-f", "qcow2", "-O", "vmdk", "-o", "subformat=streamOptimized"]
    subprocess.run([*command, tiny, path], check=True)
    return path


async def test_a_disk_that_came_as_vmdk_boots(real_host: RealHost, export: Path, tmp_path: Path) -> None:
    made = admit(export, tmp_path)
    assert made.container is Container.VMDK

    hypervisor = open_hypervisor(real_host.uri)
    guest = a_guest(hypervisor, made.path, "blue_admitted", made.path.name)
    try:
        hypervisor.start(guest.uuid)
        stream = await asyncio.to_thread(hypervisor.open_serial, guest.uuid)
        await read_until(stream, b"blue-admitted login: ", BOOT_SECONDS)
        await stream.close()
    finally:
        remove(guest)
