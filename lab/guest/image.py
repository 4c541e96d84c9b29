"""From Debian's parts to a finished image, and a cache that builds each only once."""

import hashlib
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from . import disk, initrd, kernel

_HERE = Path(__file__).parent
_PROJECT = _HERE.parents[1]

# bin/install unpacks a kernel package here; a kernel the machine itself has serves as well.
KERNEL_ROOTS = (_PROJECT / "var" / "guest-kernel", Path("/"))


@dataclass(frozen=True, slots=True)
class GuestImage:
    """A bootable disk image; ``digest`` is ``sha256:`` and the file's own, ``note`` says what it is."""

    path: Path
    virtual_bytes: int
    digest: str
    note: str


def build(destination: Path, work_dir: Path) -> GuestImage:
    """Build the image in about two seconds; equal parts make equal images. Raises NoKernel, ToolFailed."""
    chosen = kernel.find(KERNEL_ROOTS)
    work_dir.mkdir(parents=True, exist_ok=True)
    disk.assemble(chosen.image.read_bytes(), initrd.build(chosen, work_dir), destination, work_dir)
    return _describe(destination, f"built with kernel {chosen.version}")


def tiny_guest(cache_dir: Path) -> GuestImage:
    """The image of this code and this machine's kernel, built on first use. Raises NoKernel, ToolFailed."""
    path = cache_dir / f"tiny-{_content_key()}.qcow2"
    if path.exists():
        return _describe(path, "built before")
    cache_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=cache_dir) as work:
        built = build(Path(work) / "image.qcow2", Path(work))
        # Renamed when whole: two builders each write their own, and a killed one leaves no half image.
        return replace(built, path=built.path.replace(path))


def placeholder(directory: Path) -> GuestImage:
    """An empty raw disk, for hosts that simulate their guests and never read it."""
    directory.mkdir(parents=True, exist_ok=True)
    path = directory / "empty.img"
    with path.open("wb") as file:
        file.truncate(disk.DISK_MIB * disk.MIB)
    return _describe(path, "empty, for simulated machines")


def _describe(path: Path, note: str) -> GuestImage:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return GuestImage(path, disk.DISK_MIB * disk.MIB, f"sha256:{digest}", note)


def _content_key() -> str:
    """Changes with everything that goes into the image."""
    chosen = kernel.find(KERNEL_ROOTS)
    key = hashlib.sha256(f"{chosen.version} {chosen.image.stat().st_size}".encode())
    for path in (initrd.BUSYBOX, disk.SYSLINUX_MBR, disk.SYSTEMD_BOOT):
        key.update(path.read_bytes())
    for path in sorted(_HERE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            key.update(path.read_bytes())
    return key.hexdigest()[:12]
