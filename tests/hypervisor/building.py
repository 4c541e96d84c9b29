"""Domains and storage volumes with good defaults."""

from uuid import UUID

from vms.compiler import METADATA_NAMESPACE, Lifetime, StorageKind, StorageVolume
from vms.hosts import BaseImage

WEB = UUID("0b5e55ed-0000-4000-8000-000000000001")
OTHER = UUID("0b5e55ed-0000-4000-8000-000000000002")


def a_domain(
    uuid: UUID = WEB,
    *,
    name: str = "blue_web",
    generation: int = 1,
    ours: bool = True,
    type: str = "test",
    disks: tuple[StorageVolume, ...] = (),
) -> str:
    """A small machine; for a real host with a serial port, a screen and its disks."""
    machine = f"<s:machine xmlns:s='{METADATA_NAMESPACE}' id='machine-of-{name}' generation='{generation}'/>"
    return f"""
        <domain type="{type}">
          <name>{name}</name>
          <uuid>{uuid}</uuid>
          <metadata>{machine if ours else ""}</metadata>
          <memory unit="MiB">256</memory>
          <vcpu>1</vcpu>
          <os><type arch="x86_64" machine="q35">hvm</type></os>
          <features><acpi/></features>
          <devices>
            {"".join(_disk(volume, f"vd{letter}") for volume, letter in zip(disks, "abcd", strict=False))}
            {"" if type == "test" else _CONSOLES}
          </devices>
        </domain>"""


_CONSOLES = """
    <serial type="pty"/>
    <graphics type="vnc"><listen type="none"/></graphics>
    <video><model type="vga"/></video>
    <memballoon model="none"/>"""


def _disk(volume: StorageVolume, device: str) -> str:
    return f"""
        <disk type="file" device="disk">
          <driver name="qemu" type="{volume.format}"/>
          <source file="{volume.path}"/>
          {_backing(volume.backing)}
          <target dev="{device}" bus="virtio"/>
          {"<readonly/>" if volume.kind is StorageKind.SEED else ""}
        </disk>"""


def _backing(image: BaseImage | None) -> str:
    if image is None:
        return "<backingStore/>"
    return f"""
        <backingStore type="file">
          <format type="{image.format}"/>
          <source file="{image.path}"/>
          <backingStore/>
        </backingStore>"""


def a_storage_volume(
    pool_path: str,
    name: str = "blue_web_scratch.qcow2",
    *,
    kind: StorageKind = StorageKind.EMPTY,
    capacity_bytes: int = 2**30,
    backing: BaseImage | None = None,
) -> StorageVolume:
    format = "raw" if kind is StorageKind.SEED else "qcow2"
    path = f"{pool_path}/{name}"
    return StorageVolume("disk", name, path, kind, Lifetime.RUN, format, capacity_bytes, backing)


def an_image_file(size: int = 1024) -> bytes:
    """The beginning of a qcow2, for hosts that do not look inside."""
    return b"QFI\xfb".ljust(size, b"\0")
