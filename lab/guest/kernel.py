"""Which of the kernels on this machine the guest boots, and the drivers taken from it."""

import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lab.errors import LabFailed

# By module name. What hardware needs is loaded by its alias, file systems when they are mounted.
WANTED = (
    "virtio_pci", "virtio_blk", "virtio_scsi", "virtio_net", "virtio_console", "virtio_rng", "virtio_balloon",
    "virtio_input", "ahci", "ata_piix", "sd_mod", "sr_mod", "e1000", "e1000e", "8139cp", "xhci_pci", "usbhid",
    "hid_generic", "usb_storage", "button", "evdev", "psmouse", "ext4", "crc32c_generic", "isofs", "vfat",
    "nls_cp437", "nls_ascii", "nls_iso8859_1", "nls_utf8",
)  # fmt: skip

_SIGNATURE_MARK = b"~Module signature appended~\n"


class NoKernel(LabFailed):
    """No Debian kernel lies where the guest could take it from."""


@dataclass(frozen=True, slots=True)
class Kernel:
    version: str
    image: Path
    modules: Path  # the directory holding modules.dep

    @property
    def sees_sata(self) -> bool:
        """Debian's cloud kernel has no AHCI driver, and SATA is the bus a disk gets when none is named."""
        return "ahci" in self._dependencies()

    def drivers(self) -> Iterator[tuple[str, bytes]]:
        """(path below the modules directory, content) of each wanted driver and of what it depends on."""
        dependencies = self._dependencies()
        paths: dict[str, None] = {}
        for name in WANTED:
            for path in dependencies.get(name, ()):
                paths[path] = None
        for path in paths:
            yield path.removesuffix(".xz"), _plain((self.modules / path).read_bytes(), path)

    def _dependencies(self) -> dict[str, tuple[str, ...]]:
        """Module name -> its own path and the paths of all it needs."""
        table: dict[str, tuple[str, ...]] = {}
        for line in (self.modules / "modules.dep").read_text().splitlines():
            path, _, needs = line.partition(":")
            name = re.sub(r"\.ko(\.\w+)?$", "", Path(path).name).replace("-", "_")
            table[name] = (path, *needs.split())
        return table


def find(roots: tuple[Path, ...]) -> Kernel:
    """The kernel with a SATA driver if there is one, the newest among equals.

    Raises NoKernel when no root has a readable kernel with its modules.
    """
    found = [kernel for root in roots for kernel in _installed(root)]
    if not found:
        places = ", ".join(str(root) for root in roots)
        raise NoKernel(
            f"There is no Debian kernel for the guest below {places}. Run bin/install, which fetches one."
        )
    return max(found, key=lambda kernel: (kernel.sees_sata, _numbers(kernel.version)))


def _installed(root: Path) -> Iterator[Kernel]:
    for image in sorted(root.glob("boot/vmlinuz-*-amd64")):
        version = image.name.removeprefix("vmlinuz-")
        modules = root / "lib" / "modules" / version
        if not (modules / "modules.dep").exists():
            continue
        try:
            image.open("rb").close()
        except PermissionError:  # some distributions let only root read kernels
            continue
        yield Kernel(version, image, modules)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version))


def _plain(module: bytes, path: str) -> bytes:
    """The module uncompressed and unsigned: checking forty signatures costs an emulated guest a second."""
    if path.endswith(".xz"):
        module = lzma.decompress(module)
    if not module.endswith(_SIGNATURE_MARK):
        return module
    end = len(module) - len(_SIGNATURE_MARK)
    signature_bytes = int.from_bytes(module[end - 4 : end], "big")
    descriptor_bytes = 12
    return module[: end - descriptor_bytes - signature_bytes]
