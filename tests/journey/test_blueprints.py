"""The demonstration's other blueprints, on real guests: firmware, buses, and what a disk keeps."""

from collections.abc import Iterator

import pytest

from portal.demonstration import Visitor
from portal.demonstration.journey import launch
from portal.demonstration.visitor import log_in_to_shell, read_until
from tests.stack import Stack

pytestmark = pytest.mark.qemu

BOOT = 180


@pytest.fixture
def people(stack: Stack) -> Iterator[tuple[Visitor, Visitor]]:
    with Visitor(stack.base_url) as author, Visitor(stack.base_url) as admin:
        author.log_in("max", stack.people["max"].password)
        admin.log_in("ada", stack.people["ada"].password)
        yield author, admin


def delete(admin: Visitor, machine: str, name: str) -> None:
    admin.post(f"/machines/{machine}/delete/", {"name": name})
    admin.wait_until_gone(machine, seconds=120)


def in_its_shell(author: Visitor, machine: str, command: bytes, answer: str) -> str:
    with author.console(machine, "serial") as console:
        log_in_to_shell(console, seconds=BOOT)
        console.send(command)
        return read_until(console, answer, seconds=30)


def test_a_uefi_guest_sees_its_scsi_disk_sata_cdrom_and_intel_card(people: tuple[Visitor, Visitor]) -> None:
    author, admin = people
    machine, name = launch(author, admin, lambda _: None, "tiny-uefi")
    author.wait_for_status(machine, "Stopped", seconds=60)
    author.post(f"/machines/{machine}/power/start/", {})
    author.wait_for_status(machine, "Running", seconds=60)

    # The line editor echoes what is typed: a word put together by the shell can only be its answer.
    look = (
        b"[ -d /sys/firmware/efi ] && echo by-u''efi; ls /sys/block; cat /sys/class/net/eth0/device/uevent\n"
    )
    said = in_its_shell(author, machine, look, "DRIVER=e1000")

    assert "by-uefi" in said
    assert "sda" in said
    assert "sr0" in said
    delete(admin, machine, name)


def test_a_data_volume_keeps_over_a_stop_what_the_guest_wrote(people: tuple[Visitor, Visitor]) -> None:
    author, admin = people
    machine, name = launch(author, admin, lambda _: None, "tiny-kept")
    author.wait_for_status(machine, "Running", seconds=60)
    in_its_shell(author, machine, b"echo proof > /data/kept && sync && echo written-$((1+1))\n", "written-2")
    author.post(f"/machines/{machine}/power/stop/", {})
    author.wait_for_status(machine, "Stopped", seconds=90)
    author.post(f"/machines/{machine}/power/start/", {})
    author.wait_for_status(machine, "Running", seconds=60)

    said = in_its_shell(author, machine, b"echo found-$(cat /data/kept)\n", "found-proof")

    assert "found-proof" in said
    delete(admin, machine, name)
