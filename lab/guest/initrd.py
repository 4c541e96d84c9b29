"""The guest's root file system: busybox, the scripts in ``rootfs/``, and the kernel's drivers."""

import shutil
from pathlib import Path

from .cpio import Archive
from .kernel import Kernel
from .tools import run

BUSYBOX = Path("/bin/busybox")
ROOTFS = Path(__file__).parent / "rootfs"
FRAME = Path(__file__).parent / "frame.c"

# script in rootfs/ -> (where it goes, its mode)
PLACES = {
    "init": ("init", 0o755),
    "inittab": ("etc/inittab", 0o644),
    "rc": ("etc/rc", 0o755),
    "udhcpc": ("etc/udhcpc", 0o755),
    "passwd": ("etc/passwd", 0o644),
    "group": ("etc/group", 0o644),
    "shadow": ("etc/shadow", 0o600),
    "issue": ("etc/issue", 0o644),
    "profile": ("etc/profile", 0o644),
    "late": ("usr/lib/late", 0o755),
    "seed": ("usr/lib/seed", 0o755),
    "yaml.awk": ("usr/lib/yaml.awk", 0o644),
    # The file's path is the event acpid looks up; with an acpi.map of our own it would not.
    "power-button": ("etc/acpi/PWRF/00000080", 0o755),
}


def build(kernel: Kernel, work_dir: Path) -> bytes:
    """The archive, packed with LZ4: what an emulated processor unpacks fastest."""
    archive = Archive()
    _base(archive)
    for name, (place, mode) in PLACES.items():
        archive.file(place, (ROOTFS / name).read_bytes(), mode)
    archive.file("bin/frame", _frame(work_dir), 0o755)
    for path in _module_tree(kernel, work_dir):
        archive.file(str(path.relative_to(work_dir / "modules")), path.read_bytes())
    # -l: the legacy frame is the only one the kernel reads.
    return run("lz4", "-l", "-9", "-c", stdin=archive.finish())


def _frame(work_dir: Path) -> bytes:
    """A program of one kilobyte, the same on every machine: it needs the kernel alone."""
    program = work_dir / "frame"
    run(
        "gcc", "-Os", "-s", "-static", "-nostdlib", "-ffreestanding", "-fno-stack-protector",
        "-fcf-protection=none", "-fno-asynchronous-unwind-tables", "-Wl,--build-id=none,-z,noseparate-code",
        "-o", str(program), str(FRAME),
    )  # fmt: skip
    return program.read_bytes()


def _base(archive: Archive) -> None:
    for name in ("dev", "proc", "sys", "run", "data", "mnt", "etc", "usr/lib", "var/log"):
        archive.directory(name)
    archive.directory("tmp", 0o1777)
    archive.directory("root", 0o700)
    archive.directory("home/tiny")
    archive.device("dev/console", 5, 1)
    archive.device("dev/null", 1, 3, 0o666)
    archive.file("bin/busybox", BUSYBOX.read_bytes(), 0o755)
    applets = run(str(BUSYBOX), "--list-full").decode().split()
    # Flat like a merged /usr: Debian's busybox looks for getty in /sbin whatever its list says.
    for name in dict.fromkeys(applet.removeprefix("usr/") for applet in [*applets, "sbin/init"]):
        if name != "bin/busybox":
            archive.link(name, "/bin/busybox")
    archive.file("etc/hosts", b"127.0.0.1 localhost\n")
    archive.file("etc/shells", b"/bin/sh\n")


def _module_tree(kernel: Kernel, work_dir: Path) -> list[Path]:
    """A module directory of the wanted drivers alone, with indexes depmod made for just these."""
    root = work_dir / "modules"
    shutil.rmtree(root, ignore_errors=True)
    tree = root / "lib" / "modules" / kernel.version
    for place, content in kernel.drivers():
        path = tree / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    for name in ("modules.builtin", "modules.order"):
        shutil.copy(kernel.modules / name, tree / name)
    run("depmod", "-b", str(root), kernel.version)
    wanted = {"modules.dep", "modules.alias"}
    return sorted(path for path in tree.rglob("*") if path.suffix == ".ko" or path.name in wanted)
