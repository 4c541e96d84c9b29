"""Guests for the laboratory's own tests, started and watched with plain virsh."""

import re
import shutil
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pycdlib

from lab import GuestImage, HostAddress
from lab.waiting import until

OVMF = Path("/usr/share/OVMF")
BOOT_SECONDS = 180  # ten on a quiet machine

_UEFI = f"""
    <loader readonly='yes' type='pflash'>{OVMF}/OVMF_CODE_4M.fd</loader>
    <nvram template='{OVMF}/OVMF_VARS_4M.fd'/>"""

_DOMAIN = """
<domain type='{domain_type}'>
  <name>{name}</name>
  <memory unit='MiB'>256</memory>
  <os><type arch='x86_64' machine='q35'>hvm</type>{firmware}</os>
  <features><acpi/></features>
  <devices>
    <disk type='file' device='disk'>
      <driver name='qemu' type='qcow2'/><source file='{pool}/{name}.qcow2'/><backingStore/>
      <target dev='{disk}'/>
    </disk>
    {cdrom}
    <interface {network}><model type='{nic}'/></interface>
    <serial type='pty'><log file='{logs}/{name}.serial' append='on'/></serial>
    <graphics type='vnc'><listen type='none'/></graphics>
    <controller type='scsi' model='virtio-scsi'/>
  </devices>
</domain>
"""
_CDROM = """
    <disk type='file' device='cdrom'>
      <driver name='qemu' type='raw'/><source file='{pool}/{name}.iso'/><backingStore/>
      <target dev='{target}'/><readonly/>
    </disk>"""


@dataclass(frozen=True)
class Host:
    """A host with its files in sight: its pool and its guests' serial logs, as it sees them and as we do."""

    address: HostAddress
    pool: Path
    pool_outside: Path
    logs: Path
    logs_outside: Path

    def virsh(self, *command: str) -> str:
        return subprocess.run(
            ["virsh", "-q", "-c", self.address.uri, *command], check=True, capture_output=True, text=True
        ).stdout


@dataclass
class Guest:
    host: Host
    name: str
    read_to: int = 0

    @property
    def serial(self) -> str:
        """All that it printed on its serial line since it was made."""
        with suppress(FileNotFoundError):
            return (self.host.logs_outside / f"{self.name}.serial").read_text(errors="replace")
        return ""

    def says(self, pattern: str, seconds: float = BOOT_SECONDS) -> re.Match[str]:
        """Wait until it has printed something that matches, since it was made or told to forget."""
        found: re.Match[str] | None = None

        def printed() -> bool:
            nonlocal found
            found = re.search(pattern, self.serial[self.read_to :])
            return found is not None

        assert until(printed, seconds, every=0.1), f"{self.name} never said {pattern}: {self.serial[-2000:]}"
        assert found is not None
        return found

    def forget(self) -> None:
        """Look only at what it prints from now on."""
        self.read_to = len(self.serial)

    def state(self) -> str:
        return self.host.virsh("domstate", self.name).strip()


def host_in_sight(address: HostAddress, state_dir: Path) -> Host:
    """The host that keeps its files below ``state_dir``."""
    if address.kind == "system":
        inside, log = Path("/var/lib/libvirt/images"), Path("/var/log/libvirt/qemu")
        return Host(address, inside, state_dir / "lib/images", log, state_dir / "log/qemu")
    inside = Path("/run/slipway")
    return Host(address, inside / "images", state_dir / "images", inside / "cache", state_dir / "cache")


def launch(
    host: Host,
    image: GuestImage,
    name: str,
    *,
    seed: dict[str, str] | None = None,
    uefi: bool = False,
    disk: str = "vda",
    cdrom: str = "sda",
    nic: str = "virtio",
) -> Guest:
    """Define and start a guest on a copy of the image. The target's name chooses the bus: vda, sda, …"""
    shutil.copy(image.path, host.pool_outside / f"{name}.qcow2")
    drive = ""
    if seed is not None:
        (host.pool_outside / f"{name}.iso").write_bytes(_iso(seed))
        drive = _CDROM.format(pool=host.pool, name=name, target=cdrom)
    xml = _DOMAIN.format(
        domain_type=host.address.domain_type or "qemu",
        name=name,
        firmware=_UEFI if uefi else "",
        pool=host.pool,
        disk=disk,
        cdrom=drive,
        network="type='network'><source network='slipway'/"
        if host.address.kind == "system"
        else "type='user'",
        nic=nic,
        logs=host.logs,
    )
    definition = host.pool_outside / f"{name}.xml"
    definition.write_text(xml)
    host.virsh("define", str(definition))
    host.virsh("start", name)
    return Guest(host, name)


def _iso(files: dict[str, str]) -> bytes:
    """A NoCloud seed: Rock Ridge carries the names, which ISO 9660 itself could not."""
    iso = pycdlib.PyCdlib()
    iso.new(interchange_level=3, rock_ridge="1.09", vol_ident="cidata")
    for position, (name, text) in enumerate(files.items()):
        content = text.encode()
        iso.add_fp(BytesIO(content), len(content), f"/F{position}.;1", rr_name=name)
    out = BytesIO()
    iso.write_fp(out)
    iso.close()
    return out.getvalue()
