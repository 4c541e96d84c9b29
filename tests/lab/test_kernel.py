"""Which kernel the guest takes, and its drivers."""

import lzma
from pathlib import Path

import pytest

from lab.guest import NoKernel
from lab.guest.kernel import find

SIGNED = b"driver" + b"signature!" + bytes(8) + (10).to_bytes(4, "big") + b"~Module signature appended~\n"


def install(root: Path, version: str, modules: dict[str, bytes], dependencies: str = "") -> None:
    (root / "boot").mkdir(parents=True, exist_ok=True)
    (root / "boot" / f"vmlinuz-{version}").write_bytes(b"kernel")
    directory = root / "lib/modules" / version
    directory.mkdir(parents=True)
    for path, content in modules.items():
        (directory / path).write_bytes(content)
    (directory / "modules.dep").write_text(dependencies or "".join(f"{path}:\n" for path in modules))


def test_a_kernel_with_sata_wins_over_a_newer_one_without(tmp_path: Path) -> None:
    install(tmp_path, "6.1.0-9-amd64", {"ahci.ko": b""})
    install(tmp_path, "6.12.1-cloud-amd64", {"virtio_blk.ko": b""})

    assert find((tmp_path,)).version == "6.1.0-9-amd64"


def test_among_equals_the_newest_wins_by_number(tmp_path: Path) -> None:
    install(tmp_path, "6.1.0-9-amd64", {"ahci.ko": b""})
    install(tmp_path, "6.1.0-10-amd64", {"ahci.ko": b""})

    assert find((tmp_path,)).version == "6.1.0-10-amd64"


def test_a_kernel_without_modules_does_not_count(tmp_path: Path) -> None:
    (tmp_path / "boot").mkdir()
    (tmp_path / "boot/vmlinuz-6.1.0-9-amd64").write_bytes(b"kernel")

    with pytest.raises(NoKernel, match="bin/install"):
        find((tmp_path,))


def test_drivers_bring_what_they_need_and_lose_packing_and_signature(tmp_path: Path) -> None:
    install(
        tmp_path,
        "6.1.0-9-amd64",
        {"ahci.ko.xz": lzma.compress(SIGNED), "libata.ko": SIGNED, "unwanted.ko": b""},
        "ahci.ko.xz: libata.ko\nlibata.ko:\nunwanted.ko:\n",
    )

    assert dict(find((tmp_path,)).drivers()) == {"ahci.ko": b"driver", "libata.ko": b"driver"}
