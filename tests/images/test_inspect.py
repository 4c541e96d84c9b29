"""What an image's header gives away, and what is refused for it. Every header is made here, byte by byte."""

import os
import pickle
import struct
import subprocess
from pathlib import Path

import pytest

from vms.errors import PortalError
from vms.images import ImageFacts, ImageFormat, ImageRefused, digest_file, inspect_image

GIB = 2**30
DIRTY, CORRUPT, DATA_FILE, COMPRESSION, EXTENDED_L2, UNKNOWN = (1 << bit for bit in (0, 1, 2, 3, 4, 40))
FEATURE_NAMES, DATA_FILE_NAME, BACKING_FORMAT = 0x6803F857, 0x44415441, 0xE2792ACA


def qcow2(
    *,
    version: int = 3,
    backing_at: int = 0,
    size: int = GIB,
    encryption: int = 0,
    incompatible: int = 0,
    extensions: tuple[tuple[int, bytes], ...] = (),
    length: int = 65536,
) -> bytes:
    head = struct.pack(
        ">4sIQIIQIIQQIIQ", b"QFI\xfb", version, backing_at, 0, 16, size, encryption, 0, 0, 0, 0, 0, 0
    )
    if version == 3:
        head += struct.pack(">QQQII", incompatible, 0, 0, 4, 104)
        for kind, data in extensions:
            head += struct.pack(">II", kind, len(data)) + data.ljust(-(-len(data) // 8) * 8, b"\0")
    return head.ljust(length, b"\0")[:length]


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return tmp_path / "image"


@pytest.mark.parametrize("version", [2, 3])
def test_a_plain_qcow2_tells_its_virtual_size(image: Path, version: int) -> None:
    image.write_bytes(qcow2(version=version))

    assert inspect_image(image) == ImageFacts(ImageFormat.QCOW2, GIB)


@pytest.mark.parametrize("harmless", [COMPRESSION, EXTENDED_L2, COMPRESSION | EXTENDED_L2])
def test_features_that_only_change_the_layout_are_accepted(image: Path, harmless: int) -> None:
    image.write_bytes(qcow2(incompatible=harmless, extensions=((FEATURE_NAMES, b"names" * 9),)))

    assert inspect_image(image).format == "qcow2"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (qcow2(backing_at=104), "backing file"),
        (qcow2(version=2, backing_at=72), "backing file"),
        (qcow2(incompatible=DATA_FILE), "data in another file"),
        (qcow2(extensions=((FEATURE_NAMES, b"12345"), (DATA_FILE_NAME, b"/etc/shadow"))), "holds its data"),
        (qcow2(incompatible=DIRTY), "not closed properly"),
        (qcow2(incompatible=CORRUPT), "corrupt"),
        (qcow2(incompatible=UNKNOWN), "bit 40"),
        (qcow2(encryption=2), "encrypted"),
        (qcow2(version=4), "version 4"),
        (qcow2(size=0), "impossible size"),
        (qcow2(size=GIB + 1), "impossible size"),
        (qcow2(length=50), "ends inside"),
        (qcow2(length=90), "ends inside"),
        (qcow2()[:0x8001] + b"CD001" + bytes(4096), "both as qcow2 and as an ISO"),
        (b"KDMV" + bytes(600), "VMDK"),
        (b"# Disk DescriptorFile\n" + bytes(600), "VMDK"),
        (b"vhdxfile" + bytes(600), "VHDX"),
        (b"conectix" + bytes(600), "VHD"),
        (bytes(4096) + b"conectix" + bytes(504), "VHD"),
        (b"<<< Oracle VM VirtualBox".ljust(64) + b"\x7f\x10\xda\xbe" + bytes(600), "VDI"),
        (b"QED\0" + bytes(600), "QED"),
        (b"QFI\x01" + bytes(600), "old qcow"),
        (b"LUKS\xba\xbe" + bytes(600), "LUKS"),
        (b"", "empty"),
    ],
)
def test_what_could_reach_beyond_itself_is_refused(image: Path, content: bytes, says: str) -> None:
    image.write_bytes(content)

    with pytest.raises(ImageRefused, match=says) as caught:
        inspect_image(image)
    assert str(caught.value).endswith(".")


def test_anything_else_is_raw_in_whole_sectors(image: Path) -> None:
    image.write_bytes(b"\xeb\x63" + bytes(1000))

    assert inspect_image(image) == ImageFacts(ImageFormat.RAW, 1024)


def test_a_sparse_raw_image_is_as_large_as_it_says_and_read_at_once(image: Path) -> None:
    with image.open("wb") as file:
        file.truncate(50 * GIB)

    assert inspect_image(image).virtual_bytes == 50 * GIB


def test_a_cd_image_is_raw(image: Path) -> None:
    image.write_bytes(bytes(0x8001) + b"CD001" + bytes(2042))

    assert inspect_image(image).format is ImageFormat.RAW


def test_what_is_no_ordinary_file_is_refused_without_waiting(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)

    for path in (pipe, tmp_path):
        with pytest.raises(ImageRefused):
            inspect_image(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ImageRefused, match=r"gone\.qcow2: The file cannot be read"):
        inspect_image(tmp_path / "gone.qcow2")


@pytest.mark.qemu
@pytest.mark.parametrize(
    "options", [[], ["-o", "compat=0.10"], ["-o", "extended_l2=on,compression_type=zstd"]]
)
def test_what_qemu_img_makes_is_read_as_it_says(image: Path, options: list[str]) -> None:
    subprocess.run(["qemu-img", "create", "-q", "-f", "qcow2", *options, image, "3G"], check=True)

    assert inspect_image(image) == ImageFacts(ImageFormat.QCOW2, 3 * GIB)


def test_the_refusal_survives_a_queue() -> None:
    error: PortalError = ImageRefused("/images/a", "The file is empty.")

    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301  our own bytes


def test_a_digest_is_sha256_of_the_whole_file(image: Path) -> None:
    image.write_bytes(b"abc")

    assert digest_file(image) == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
