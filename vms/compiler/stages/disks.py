"""The guest's disks, each over the storage volume that was planned for it."""

from collections.abc import Iterator, Mapping

from vms.compiler import effective
from vms.compiler.effective import DISKS, is_cdrom
from vms.compiler.elements import VIRTIO, Element, add, new
from vms.compiler.errors import CompileError
from vms.compiler.storage import StorageKind, StorageVolume
from vms.compiler.volumes import storage_volumes
from vms.hosts import HostFacts
from vms.manifest import Disk, DiskKind, Manifest


def disks(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """In the manifest's order. The format and the whole backing chain are always written: what is not,
    libvirt reads from the image, which is the guest's to write."""
    volumes = {each.volume: each for each in storage_volumes(manifest, host)}
    targets = effective.target_names(manifest)
    threads = effective.io_threads(manifest)
    units = _scsi_units(manifest)
    for index, disk in enumerate(manifest.disks):
        _check(disk, volumes.get(disk.name), f"{DISKS}/{index}")
        element = new("disk", type="file", device=disk.kind.value)
        if effective.bus(disk) == "virtio":
            element.set("model", VIRTIO)
        volume = volumes.get(disk.name)
        element.append(_driver(disk, volume, effective.block_queues(manifest), threads))
        if volume is not None:
            _source(element, volume)
        target = add(element, "target", dev=targets[disk.name], bus=effective.bus(disk))
        if is_cdrom(disk):
            target.set("tray", "closed")
            if disk.readonly is not False:
                add(element, "readonly")
        if disk.boot_order is not None:
            add(element, "boot", order=str(disk.boot_order))
        add(element, "alias", name=f"ua-{disk.name}")
        if disk.name in units:
            unit = str(units[disk.name])
            add(element, "address", type="drive", controller="0", bus="0", target="0", unit=unit)
        yield element


def _scsi_units(manifest: Manifest) -> Mapping[str, int]:
    """All on controller 0: from the eighth on libvirt would add controllers that guests do not drive."""
    scsi = [disk.name for disk in manifest.disks if effective.bus(disk) == "scsi"]
    return {name: unit for unit, name in enumerate(scsi)}


def _check(disk: Disk, volume: StorageVolume | None, pointer: str) -> None:
    bus = effective.bus(disk)
    if disk.kind is DiskKind.LUN:
        raise CompileError(
            f"{pointer}/lun", "A LUN needs a block device, which no host offers yet; use a disk instead."
        )
    if bus == "ide" or (is_cdrom(disk) and bus == "virtio"):
        reason = f"A {disk.kind.value} cannot be on the {bus} bus of this machine; use sata or scsi."
        raise CompileError(f"{pointer}/{disk.kind.value}/bus", reason)
    if volume is None and not is_cdrom(disk):
        reason = f"No volume is named {disk.name}; add it under volumes, or remove the disk."
        raise CompileError(f"{pointer}/name", reason)
    if disk.io == "native" and disk.cache not in (None, "none"):
        reason = f"Native I/O works without a cache only; set cache to none instead of {disk.cache}."
        raise CompileError(f"{pointer}/cache", reason)


def _driver(
    disk: Disk, volume: StorageVolume | None, queues: str | None, threads: Mapping[str, int]
) -> Element:
    driver = new("driver", name="qemu", type=volume.format if volume else "raw")
    cache = "none" if disk.io == "native" else disk.cache
    if cache is not None:
        driver.set("cache", cache)
    driver.set("error_policy", "stop")
    if disk.io is not None:
        driver.set("io", disk.io)
    if not is_cdrom(disk) or (volume is not None and volume.kind is not StorageKind.SEED):
        driver.set("discard", "unmap")
    if disk.name in threads:
        driver.set("iothread", str(threads[disk.name]))
    if queues is not None and effective.bus(disk) == "virtio":
        driver.set("queues", queues)
    return driver


def _source(element: Element, volume: StorageVolume) -> None:
    add(element, "source", file=volume.path)
    backing = add(element, "backingStore")
    if volume.backing is None:
        return
    backing.set("type", "file")
    add(backing, "format", type=volume.backing.format)
    add(backing, "source", file=volume.backing.path)
    add(backing, "backingStore")
