"""The tiny guest under real firmware, and what it does with a seed."""

import base64
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

import lab
from lab.waiting import until

from .guests import Host, host_in_sight, launch

pytestmark = pytest.mark.qemu

SEED = {
    "meta-data": "instance-id: first\nlocal-hostname: overruled\n",
    "user-data": textwrap.dedent(
        """\
        #cloud-config
        hostname: web-1
        password: "pa$$: #word"
        ssh_authorized_keys: [ssh-ed25519 AAAA olga@example.org]
        write_files:
          - path: /srv/plain
            permissions: "0640"
            content: |
              one
                two
          - path: /srv/binary
            encoding: b64
            content: %s
        runcmd:
          - echo "ran on $(hostname)"
          - [sh, -c, 'echo "it''s $1"', name, "two  words"]
          - stat -c 'plain %%a' /srv/plain && sed 's/^/plain:/' /srv/plain && md5sum /srv/binary
          - tail -n 1 /root/.ssh/authorized_keys
        """
    )
    % base64.b64encode(b"\0\1\2").decode(),
    "network-config": textwrap.dedent(
        """\
        version: 2
        ethernets:
          eth0:
            addresses: [10.20.7.7/16]
            gateway4: 10.20.0.1
        """
    ),
}


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    state = tmp_path_factory.mktemp("lab")
    with lab.hypervisor(state, None) as address:
        yield host_in_sight(address, state / "host")


@pytest.mark.parametrize("uefi", [False, True], ids=["bios", "uefi"])
def test_it_boots_to_a_login_prompt_with_an_address(
    host: Host, tiny_image: lab.GuestImage, uefi: bool
) -> None:
    name = "uefi" if uefi else "bios"
    guest = launch(host, tiny_image, name, uefi=uefi)

    hardware = guest.says(r"tiny: ready after .*disks=\[(.*)\] interfaces=\[(.*)\]")
    guest.says("tiny login:")
    guest.says(r"tiny: eth0 has 10\.", 30)

    assert hardware[1] == "vda:65536KiB"
    assert hardware[2].startswith("eth0:52:54:00:")
    host.virsh("destroy", name)


def test_it_sees_sata_disks_and_a_realtek_card(host: Host, tiny_image: lab.GuestImage) -> None:
    guest = launch(host, tiny_image, "sata", disk="sdb", nic="rtl8139", seed=SEED)

    hardware = guest.says(r"disks=\[(.*)\] interfaces=\[(.*)\]")

    assert "sda:65536KiB" in hardware[1]
    assert hardware[2].startswith("eth0:52:54:00:")
    assert "seed applied, instance-id first" in guest.serial
    host.virsh("destroy", "sata")


def test_a_seed_is_applied_and_its_commands_run_once(host: Host, tiny_image: lab.GuestImage) -> None:
    guest = launch(host, tiny_image, "seeded", seed=SEED)

    guest.says("web-1 login:")
    guest.says("commands finished", 60)

    assert "seed applied, instance-id first" in guest.serial
    assert "eth0 has 10.20.7.7/16" in guest.serial
    assert "ran on web-1" in guest.serial
    assert "it's two  words" in guest.serial
    assert "plain 640\nplain:one\nplain:  two\n" in guest.serial
    assert "b95f67f61ebb03619622d798f45fc2d3" in guest.serial  # md5 of the three bytes
    assert "AAAA olga@example.org" in guest.serial

    guest.forget()
    host.virsh("reset", "seeded")
    guest.says("web-1 login:")
    guest.says("ran its commands before", 60)
    host.virsh("destroy", "seeded")


def test_the_power_button_shuts_it_down(host: Host, tiny_image: lab.GuestImage) -> None:
    guest = launch(host, tiny_image, "button")
    guest.says("tiny login:")
    guest.says("eth0 has", 60)

    host.virsh("shutdown", "button", "--mode", "acpi")

    assert until(lambda: guest.state() == "shut off", 60, every=0.2)


def test_a_build_repeats_byte_for_byte(tiny_image: lab.GuestImage, tmp_path: Path) -> None:
    again = lab.guest.build(tmp_path / "again.qcow2", tmp_path / "work")

    assert again.digest == tiny_image.digest
