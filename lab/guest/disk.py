"""The bootable disk: one FAT partition serves BIOS and UEFI alike, one ext4 partition keeps data."""

import os
from pathlib import Path

from .tools import run

MIB = 1024 * 1024
DISK_MIB = 64
SYSLINUX_MBR = Path("/usr/lib/syslinux/mbr/mbr.bin")
SYSTEMD_BOOT = Path("/usr/lib/systemd/boot/efi/systemd-bootx64.efi")

# Quiet: an emulated serial line costs seconds for a kernel log. The rest
# skips what means nothing in a small guest.
COMMAND_LINE = (
    "console=tty0 console=ttyS0,115200 quiet loglevel=3 panic=10 net.ifnames=0 scsi_mod.scan=sync "
    "mitigations=off tsc=reliable no_timer_check nokaslr random.trust_cpu=on"
)
SYSLINUX_CONFIG = f"DEFAULT tiny\nLABEL tiny\n LINUX /vmlinuz\n INITRD /initrd\n APPEND {COMMAND_LINE}\n"
LOADER_CONFIG = "timeout 0\ndefault tiny.conf\nconsole-mode keep\n"
LOADER_ENTRY = f"title Tiny guest\nlinux /vmlinuz\ninitrd /initrd\noptions {COMMAND_LINE}\n"


def assemble(kernel: bytes, initrd: bytes, destination: Path, work_dir: Path) -> None:
    """Write the qcow2 image. Raises ToolFailed."""
    # FAT16 needs its 4085 clusters even when the files are small.
    boot_mib = max(9, (len(kernel) + len(initrd)) // MIB + 2)
    data_mib = DISK_MIB - boot_mib - 2
    boot, data, disk = (work_dir / name for name in ("boot.img", "data.img", "disk.raw"))
    _boot_partition(boot, boot_mib, kernel, initrd, work_dir)
    _data_partition(data, data_mib)

    _blank(disk, DISK_MIB)
    data_start = 1 + boot_mib
    layout = (
        "label: dos\nlabel-id: 0x74696e79\n"
        f"start=1MiB, size={boot_mib}MiB, type=ef, bootable\n"
        f"start={data_start}MiB, size={data_mib}MiB, type=83\n"
    )
    run("sfdisk", "-q", str(disk), stdin=layout.encode())
    _copy_into(disk, boot, MIB)
    _copy_into(disk, data, data_start * MIB)
    with disk.open("r+b") as raw:
        raw.write(SYSLINUX_MBR.read_bytes()[:440])  # behind these comes the partition table
    run("syslinux", "--install", "--offset", str(MIB), str(disk))
    run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", str(disk), str(destination))


def _boot_partition(image: Path, size_mib: int, kernel: bytes, initrd: bytes, work_dir: Path) -> None:
    _blank(image, size_mib)
    cluster = ("-s", "1") if size_mib < 32 else ()
    run("mkfs.vfat", "--invariant", "-n", "TINYBOOT", "-F", "16", *cluster, str(image))
    run("mmd", "-i", str(image), "::EFI", "::EFI/BOOT", "::loader", "::loader/entries")
    files = {
        "vmlinuz": kernel,
        "initrd": initrd,
        "syslinux.cfg": SYSLINUX_CONFIG.encode(),
        "EFI/BOOT/BOOTX64.EFI": SYSTEMD_BOOT.read_bytes(),
        "loader/loader.conf": LOADER_CONFIG.encode(),
        "loader/entries/tiny.conf": LOADER_ENTRY.encode(),
    }
    source = work_dir / "file"
    for name, content in files.items():
        source.write_bytes(content)
        os.utime(source, (0, 0))
        run("mcopy", "-m", "-i", str(image), str(source), f"::{name}")


def _data_partition(image: Path, size_mib: int) -> None:
    fixed = "74696e79-0000-4000-8000-000000000001"  # equal inputs make equal images
    options = ("-O", "^has_journal", "-m", "0", "-L", "tinydata", "-U", fixed, "-E", f"hash_seed={fixed}")
    image.unlink(missing_ok=True)
    run("mke2fs", "-q", "-t", "ext4", *options, str(image), f"{size_mib}M")


def _blank(path: Path, size_mib: int) -> None:
    path.unlink(missing_ok=True)
    with path.open("wb") as file:
        file.truncate(size_mib * MIB)


def _copy_into(disk: Path, part: Path, offset: int) -> None:
    with part.open("rb") as source, disk.open("r+b") as target:
        target.seek(offset)
        while block := source.read(64 * 1024):
            if block.count(0) == len(block):
                target.seek(len(block), os.SEEK_CUR)  # keep the disk sparse
            else:
                target.write(block)
