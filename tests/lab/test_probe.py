"""What a trial guest's end says about KVM. A shell script plays QEMU."""

import subprocess
import sys
from pathlib import Path

import pytest

from lab import probe
from lab.probe import BOOT_SECTOR, PROOF_STATUS, Verdict, try_guest
from lab.waiting import until


def qemu_that(tmp_path: Path, script: str) -> str:
    path = tmp_path / "qemu"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture
def device(tmp_path: Path) -> Path:
    path = tmp_path / "kvm"
    path.touch()
    return path


def test_a_guest_that_ends_as_told_proves_kvm(tmp_path: Path, device: Path) -> None:
    verdict = try_guest(qemu_that(tmp_path, f"exit {PROOF_STATUS}"), device)

    assert verdict.domain_type == "kvm"


def test_a_guest_that_hangs_means_emulation(tmp_path: Path, device: Path) -> None:
    verdict = try_guest(qemu_that(tmp_path, "exec tail -f /dev/null"), device, deadline_seconds=0.2)

    assert verdict.domain_type == "qemu"
    assert "hardly move" in verdict.reason


def test_a_guest_that_hangs_ends_with_a_supervisor_that_is_killed(tmp_path: Path, device: Path) -> None:
    told = tmp_path / "pid"
    qemu = qemu_that(tmp_path, f"echo $$ >{told}.part; mv {told}.part {told}; exec tail -f /dev/null")
    program = f"import pathlib, lab.probe as p; p.try_guest({qemu!r}, pathlib.Path({str(device)!r}), 60)"
    supervisor = subprocess.Popen([sys.executable, "-c", program])
    assert until(told.exists, 20)
    guest = Path("/proc") / told.read_text().strip()

    supervisor.kill()
    supervisor.wait()

    assert until(lambda: not guest.exists(), 10)


def test_a_refusal_means_emulation_and_is_quoted(tmp_path: Path, device: Path) -> None:
    verdict = try_guest(qemu_that(tmp_path, "echo 'failed to initialize kvm' >&2; exit 1"), device)

    assert verdict.domain_type == "qemu"
    assert "failed to initialize kvm" in verdict.reason


def test_without_the_device_nothing_is_tried(tmp_path: Path) -> None:
    verdict = try_guest("no such program", tmp_path / "kvm")

    assert verdict.domain_type == "qemu"
    assert "has no" in verdict.reason


def test_the_boot_sector_is_one_the_bios_accepts() -> None:
    assert len(BOOT_SECTOR) == 512
    assert BOOT_SECTOR.endswith(b"\x55\xaa")


def test_a_verdict_is_kept_until_the_circumstances_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trials: list[Verdict] = []

    def trial() -> Verdict:
        trials.append(Verdict("kvm", f"trial {len(trials) + 1}"))
        return trials[-1]

    monkeypatch.setattr(probe, "try_guest", trial)
    boot = {"boot": "first"}
    monkeypatch.setattr(probe, "_circumstances", lambda: dict(boot))

    assert probe.virtualisation(tmp_path).reason == "trial 1"
    assert probe.virtualisation(tmp_path).reason == "trial 1"
    boot["boot"] = "second"
    assert probe.virtualisation(tmp_path).reason == "trial 2"
