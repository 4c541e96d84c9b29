"""The guest's disks, each over the storage volume that was planned for it."""

from collections.abc import Iterator, Mapping
from typing import Final

from vms.compiler import asked, effective
from vms.compiler.effective import DISKS, TEMPLATE, is_cdrom
from vms.compiler.elements import Element, add, new
from vms.compiler.errors import CompileError
from vms.compiler.pci import pci_addresses
from vms.compiler.storage import StorageKind, StorageVolume
from vms.compiler.threads import io_threads
from vms.compiler.volumes import storage_volumes
from vms.hosts import Capability, HostFacts
from vms.manifest import Disk, DiskKind, Manifest

_NO_CACHE: Final = "none"
_ERROR_POLICIES: Final = ("stop", "ignore", "report", "enospace")
_LARGEST_BLOCK: Final = 2 * 2**20


def disks(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """In the manifest's order. The format and the whole backing chain are always written: what is not,
    libvirt reads from the image, which is the guest's to write."""
    volumes = {each.volume: each for each in storage_volumes(manifest, host)}
    targets = effective.target_names(manifest)
    addresses = pci_addresses(manifest, host)
    units, threads = _scsi_units(manifest), io_threads(manifest).of
    for index, disk in enumerate(manifest.disks):
        pointer, volume = f"{DISKS}/{index}", volumes.get(disk.name)
        _check(manifest, host, disk, volume, pointer)
        element = new("disk", type="block" if volume and volume.block else "file", device=disk.kind.value)
        if effective.bus(disk) == "virtio":
            element.set("model", effective.virtio(manifest))
        driver = _driver(manifest, disk, volume, _cache(manifest, host, disk, volume, pointer), pointer)
        if disk.name in threads:
            driver.set("iothread", str(threads[disk.name]))
        element.append(driver)
        if volume is not None:
            _source(element, volume)
        target = add(element, "target", dev=targets[disk.name], bus=effective.bus(disk))
        if is_cdrom(disk):
            target.set("tray", asked.word(manifest, f"{pointer}/cdrom/tray", "open", "closed") or "closed")
        _traits(element, manifest, disk, volume, pointer)
        add(element, "alias", name=f"ua-{disk.name}")
        if disk.name in units:
            unit = str(units[disk.name])
            add(element, "address", type="drive", controller="0", bus="0", target="0", unit=unit)
        elif disk.name in addresses:
            add(element, "address", **addresses[disk.name].attributes())
        yield element


def _traits(
    element: Element, manifest: Manifest, disk: Disk, volume: StorageVolume | None, pointer: str
) -> None:
    _sectors(element, manifest, pointer)
    if _is_readonly(disk, volume):
        add(element, "readonly")
    if asked.flag(manifest, f"{pointer}/shareable"):
        add(element, "shareable")
    serial = _serial(manifest, pointer)
    if serial is not None:
        add(element, "serial", serial)
    if disk.boot_order is not None:
        add(element, "boot", order=str(disk.boot_order))


def _scsi_units(manifest: Manifest) -> Mapping[str, int]:
    """All on controller 0: from the eighth on libvirt would add controllers that guests do not drive."""
    scsi = [disk.name for disk in manifest.disks if effective.bus(disk) == "scsi"]
    return {name: unit for unit, name in enumerate(scsi)}


def _check(
    manifest: Manifest, host: HostFacts, disk: Disk, volume: StorageVolume | None, pointer: str
) -> None:
    bus, kind = effective.bus(disk), disk.kind.value
    if bus == "ide" or (is_cdrom(disk) and bus == "virtio"):
        reason = f"A {kind} cannot be on the {bus} bus of this machine; use sata or scsi."
        raise CompileError(f"{pointer}/{kind}/bus", reason)
    if host.lacks(Capability.DISK_BUS, bus):
        known = ", ".join(sorted(host.capabilities[Capability.DISK_BUS] & {"virtio", "sata", "scsi", "usb"}))
        raise CompileError(f"{pointer}/{kind}/bus", f"The host {host.name} has no {bus} bus; choose {known}.")
    if volume is None and not is_cdrom(disk):
        reason = f"No volume is named {disk.name}; add it under volumes, or remove the disk."
        raise CompileError(f"{pointer}/name", reason)
    if disk.kind is DiskKind.LUN:
        _check_lun(host, disk, volume, pointer)
    if volume is not None and volume.read_only and disk.kind is DiskKind.DISK and bus == "sata":
        place = next(index for index, each in enumerate(manifest.volumes) if each.name == disk.name)
        reason = "A disk on the sata bus cannot be read-only; use virtio, or make it a cdrom."
        raise CompileError(f"{TEMPLATE}/volumes/{place}/persistentVolumeClaim/readOnly", reason)
    if disk.io == "native" and disk.cache not in (None, _NO_CACHE):
        reason = f"Native I/O works without a cache only; set cache to none instead of {disk.cache}."
        raise CompileError(f"{pointer}/cache", reason)


def _check_lun(host: HostFacts, disk: Disk, volume: StorageVolume | None, pointer: str) -> None:
    """SCSI commands need a device that understands them."""
    if host.lacks(Capability.DISK_DEVICE, "lun"):
        reason = f"The host {host.name} passes no SCSI commands through; use a disk instead."
        raise CompileError(f"{pointer}/lun", reason)
    if effective.bus(disk) != "scsi":
        raise CompileError(f"{pointer}/lun/bus", "A LUN answers SCSI commands; set its bus to scsi.")
    if volume is None or not volume.block:
        reason = "A LUN needs a block device behind it, and its volume is a file; use a disk instead."
        raise CompileError(f"{pointer}/lun", reason)


def _is_readonly(disk: Disk, volume: StorageVolume | None) -> bool:
    if is_cdrom(disk):
        return disk.readonly is not False
    return disk.readonly is True or (volume is not None and volume.read_only)


def _driver(
    manifest: Manifest, disk: Disk, volume: StorageVolume | None, cache: str | None, pointer: str
) -> Element:
    driver = new("driver", name="qemu", type=volume.format if volume else "raw")
    if cache is not None:
        driver.set("cache", cache)
    driver.set(
        "error_policy", asked.word(manifest, f"{pointer}/errorPolicy", *_ERROR_POLICIES) or _ERROR_POLICIES[0]
    )
    io = disk.io
    if io is None and cache == _NO_CACHE and volume is not None and volume.block:
        io = "native"
    if io is not None:
        driver.set("io", io)
    if not is_cdrom(disk) or _gives_back(volume):
        driver.set("discard", "unmap")
    queues = effective.block_queues(manifest)
    if queues is not None and effective.bus(disk) == "virtio":
        driver.set("queues", queues)
    return driver


def _cache(
    manifest: Manifest, host: HostFacts, disk: Disk, volume: StorageVolume | None, pointer: str
) -> str | None:
    """What is written, else what the place of the volume can do; a device can always do without a cache,
    and nobody may share what lies in a cache of one's own."""
    if disk.io == "native" or asked.flag(manifest, f"{pointer}/shareable"):
        return _NO_CACHE
    if disk.cache is not None or volume is None:
        return disk.cache
    return _NO_CACHE if volume.block else host.disk_cache


def _gives_back(volume: StorageVolume | None) -> bool:
    """Whether trimming a CD-ROM frees anything: not where it is a file that was there before."""
    if volume is None or volume.kind is StorageKind.SEED:
        return False
    return volume.kind is not StorageKind.CLAIM or volume.block


def _source(element: Element, volume: StorageVolume) -> None:
    if volume.block:
        add(element, "source", dev=volume.path)
    else:
        add(element, "source", file=volume.path)
    backing = add(element, "backingStore")
    if volume.backing is None:
        return
    backing.set("type", "file")
    add(backing, "format", type=volume.backing.format)
    add(backing, "source", file=volume.backing.path)
    add(backing, "backingStore")


def _sectors(element: Element, manifest: Manifest, pointer: str) -> None:
    """``blockSize.custom``; matching the volume is what QEMU does when it is told nothing."""
    place = f"{pointer}/blockSize/custom"
    if asked.mapping(manifest, f"{pointer}/blockSize") is None or asked.mapping(manifest, place) is None:
        return
    sizes = {}
    for kind in ("logical", "physical"):
        size = asked.number(manifest, f"{place}/{kind}", 512, _LARGEST_BLOCK)
        if size is not None:
            sizes[f"{kind}_block_size"] = str(size)
    if sizes:
        add(element, "blockio", **sizes)


def _serial(manifest: Manifest, pointer: str) -> str | None:
    serial = asked.text(manifest, f"{pointer}/serial")
    if serial is not None and not all(each.isalnum() or each in "_.+-" for each in serial):
        reason = "A serial number is made of letters, digits and the signs _ . + -; please retype it."
        raise CompileError(f"{pointer}/serial", reason)
    return serial
