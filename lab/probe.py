"""Which virtualisation really works: ``/dev/kvm`` may open and its guests still hang, so one is tried."""

import json
import os
import platform
import shutil
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

QEMU = "qemu-system-x86_64"
KVM_DEVICE = Path("/dev/kvm")
DEADLINE_SECONDS = 5.0

# mov ecx, 2**26; dec ecx; jnz: a blink for a processor, minutes for a KVM that emulates what it cannot run.
# Then mov al, 0x10; out 0xf4, al; isa-debug-exit makes exit status 2 * 0x10 + 1 of it; then hlt.
_PROGRAM = bytes.fromhex("66b900000004 6649 75fc b010 e6f4 f4 ebfd")
BOOT_SECTOR = _PROGRAM + bytes(510 - len(_PROGRAM)) + b"\x55\xaa"
PROOF_STATUS = 33


@dataclass(frozen=True, slots=True)
class Verdict:
    """libvirt's ``domain/@type`` to use, ``kvm`` or ``qemu``, and a sentence why."""

    domain_type: str
    reason: str


def virtualisation(state_dir: Path) -> Verdict:
    """The verdict for this boot of this machine, cached; the first takes up to five seconds."""
    cache = state_dir / "probe.json"
    circumstances = _circumstances()
    cached = _read(cache)
    if cached.get("circumstances") == circumstances:
        return Verdict(**cached["verdict"])
    verdict = try_guest()
    state_dir.mkdir(parents=True, exist_ok=True)
    cache.write_text(
        json.dumps({"circumstances": circumstances, "verdict": asdict(verdict)}, indent=2) + "\n"
    )
    return verdict


def try_guest(
    qemu: str = QEMU, device: Path = KVM_DEVICE, deadline_seconds: float = DEADLINE_SECONDS
) -> Verdict:
    """Run a guest of seven instructions under KVM, unless the device says beforehand that it is no use."""
    if not device.exists():
        return Verdict("qemu", f"This machine has no {device}, so guests run in software emulation.")
    if not os.access(device, os.R_OK | os.W_OK):
        return Verdict("qemu", f"This user may not open {device}; guests run in software emulation.")
    # Neither a file nor a guest that never ends may outlast a supervisor that is killed meanwhile.
    disk = os.memfd_create("boot-sector")
    os.write(disk, BOOT_SECTOR)
    machine = ["-accel", "kvm", "-machine", "pc", "-m", "16", "-nodefaults", "-display", "none", "-no-reboot"]
    exit_port = ("-device", "isa-debug-exit,iobase=0xf4,iosize=1")
    drive = ("-drive", f"file=/proc/self/fd/{disk},format=raw,if=ide")
    command = ("setpriv", "--pdeathsig", "KILL", "--", qemu, *machine, *exit_port, *drive)
    try:
        done = subprocess.run(
            command, timeout=deadline_seconds, capture_output=True, check=False, pass_fds=(disk,)
        )
    except subprocess.TimeoutExpired:
        return Verdict("qemu", f"{device} opens but guests hardly move in it, so they are emulated.")
    finally:
        os.close(disk)
    if done.returncode == PROOF_STATUS:
        return Verdict("kvm", f"{device} works: a trial guest ran to its end.")
    complaint = done.stderr.decode(errors="replace").strip().splitlines()
    said = f" ({complaint[-1]})" if complaint else ""
    return Verdict("qemu", f"A trial guest under {device} failed{said}; guests run in software emulation.")


def has_qemu() -> bool:
    return shutil.which(QEMU) is not None


def _circumstances() -> dict[str, str]:
    """What a verdict depends on; only a change of these asks for a new trial."""
    qemu = subprocess.run([QEMU, "--version"], capture_output=True, text=True, check=True).stdout
    boot_id = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    access = str(os.access(KVM_DEVICE, os.R_OK | os.W_OK))
    return {"boot": boot_id, "kernel": platform.release(), "qemu": qemu.splitlines()[0], "access": access}


def _read(cache: Path) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(cache.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
