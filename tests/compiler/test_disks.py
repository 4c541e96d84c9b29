from typing import Any

import pytest

from tests.builders import a_disk, a_host, a_manifest, a_volume, an_empty_disk, an_image, cloud_init
from vms.compiler import CompileError, Element, compile_domain
from vms.manifest import Cpu, Disk, DiskKind, Volume

DISKS = "/spec/template/spec/domain/devices/disks"


def the_disks(*disks: Disk, volumes: tuple[Volume, ...] | None = None, **fields: Any) -> list[Element]:
    domain = compile_domain(a_manifest(disks=disks, volumes=volumes, **fields), a_host())
    return domain.findall("devices/disk")


def test_a_machine_without_disks_has_none() -> None:
    assert the_disks() == []


def test_a_plain_disk_says_no_more_than_it_must() -> None:
    (disk,) = the_disks(Disk("rootdisk"))

    driver = disk.find("driver")
    assert driver is not None
    assert dict(driver.items()) == {
        "name": "qemu",
        "type": "qcow2",
        "error_policy": "stop",
        "discard": "unmap",
    }
    assert disk.get("model") is None
    assert disk.find("target[@dev='sda'][@bus='sata']") is not None
    assert [child.tag for child in disk] == ["driver", "source", "backingStore", "target", "alias"]


def test_the_whole_backing_chain_is_written() -> None:
    (disk,) = the_disks(a_disk())

    image = an_image()
    assert disk.find("source[@file='/var/lib/libvirt/images/blue_web_rootdisk.qcow2']") is not None
    assert disk.find(f"backingStore/format[@type='{image.format}']") is not None
    assert disk.find(f"backingStore/source[@file='{image.path}']") is not None
    assert disk.find("backingStore/backingStore") is not None


@pytest.mark.parametrize("source", [an_empty_disk(), cloud_init()])
def test_a_disk_without_backing_says_so(source: object) -> None:
    (disk,) = the_disks(a_disk(), volumes=(a_volume(source=source),))  # type: ignore[arg-type]  # of two kinds

    backing = disk.find("backingStore")
    assert backing is not None
    assert len(backing) == 0
    assert not backing.attrib


def test_virtio_counts_its_own_letters_and_the_others_share_theirs() -> None:
    buses = ["virtio", "sata", "virtio", "scsi", "sata"]
    disks = the_disks(*(a_disk(f"d{index}", bus=bus) for index, bus in enumerate(buses)))

    names = [target.get("dev") for disk in disks for target in disk.iterfind("target")]
    assert names == ["vda", "sda", "vdb", "sdb", "sdc"]


def test_after_z_the_letters_double() -> None:
    disks = the_disks(*(a_disk(f"d{index}") for index in range(28)))

    names = [target.get("dev") for disk in disks for target in disk.iterfind("target")]
    assert names[24:] == ["vdy", "vdz", "vdaa", "vdab"]


def test_virtio_disks_are_virtio_1_only() -> None:
    (disk,) = the_disks(a_disk(bus="virtio"))

    assert disk.get("model") == "virtio-non-transitional"


def test_scsi_disks_line_up_on_the_one_controller() -> None:
    disks = the_disks(a_disk("a", bus="scsi"), a_disk("b", bus="sata"), a_disk("c", bus="scsi"))

    units = [disk.find("address") for disk in disks]
    assert [unit is not None and unit.get("unit") for unit in units] == ["0", False, "1"]


def test_boot_order_cache_and_io_are_written() -> None:
    (disk,) = the_disks(a_disk(boot_order=2, cache="writeback", io="threads"))

    assert disk.find("boot[@order='2']") is not None
    assert disk.find("driver[@cache='writeback'][@io='threads']") is not None


def test_native_io_turns_the_cache_off() -> None:
    (disk,) = the_disks(a_disk(io="native"))

    assert disk.find("driver[@cache='none'][@io='native']") is not None


def test_native_io_with_a_cache_is_refused() -> None:
    with pytest.raises(CompileError, match="set cache to none") as refusal:
        the_disks(a_disk(io="native", cache="writeback"))

    assert refusal.value.pointer == f"{DISKS}/0/cache"


def test_a_seed_in_a_cdrom_is_a_closed_readonly_raw_image() -> None:
    (disk,) = the_disks(a_disk(kind=DiskKind.CDROM), volumes=(a_volume(source=cloud_init()),))

    driver = disk.find("driver")
    assert disk.get("device") == "cdrom"
    assert driver is not None
    assert driver.get("type") == "raw"
    assert driver.get("discard") is None
    assert disk.find("target[@tray='closed']") is not None
    assert disk.find("readonly") is not None


def test_a_cdrom_that_is_not_readonly_says_nothing_of_it() -> None:
    (disk,) = the_disks(a_disk(kind=DiskKind.CDROM, readonly=False))

    assert disk.find("readonly") is None


def test_a_cdrom_without_a_volume_is_an_empty_drive() -> None:
    (disk,) = the_disks(a_disk(kind=DiskKind.CDROM), volumes=())

    assert disk.find("source") is None
    assert disk.find("target") is not None


def test_a_disk_without_a_volume_is_refused() -> None:
    with pytest.raises(CompileError, match="No volume is named rootdisk") as refusal:
        the_disks(a_disk(), volumes=())

    assert refusal.value.pointer == f"{DISKS}/0/name"


@pytest.mark.parametrize(
    ("disk", "pointer"),
    [
        (a_disk(bus="ide"), "disk/bus"),
        (a_disk(kind=DiskKind.CDROM, bus="virtio"), "cdrom/bus"),
        (a_disk(kind=DiskKind.LUN, bus="scsi"), "lun"),
        (a_disk(kind=DiskKind.LUN, bus="sata"), "lun/bus"),
    ],
)
def test_what_this_machine_cannot_have_is_refused(disk: Disk, pointer: str) -> None:
    with pytest.raises(CompileError) as refusal:
        the_disks(disk)

    assert refusal.value.pointer == f"{DISKS}/0/{pointer}"


def test_multi_queue_gives_virtio_disks_a_queue_per_cpu() -> None:
    disks = the_disks(a_disk("a"), a_disk("b", bus="sata"), cpu=Cpu(cores=4), block_multi_queue=True)

    queues = [driver.get("queues") for disk in disks for driver in disk.iterfind("driver")]
    assert queues == ["4", None]
