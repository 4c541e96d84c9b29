"""What an image's header gives away, and what is refused for it. Every header is made here, byte by byte."""

import os
import pickle
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.images import forge
from tests.images.forge import GIB, MIB, TIB
from tests.images.hostile import DEEP, REFUSED_AT_SIGHT, Bait, Case
from vms.errors import PortalError
from vms.images import Container, ImageFormat, ImageRefused, Limits, digest_file, look
from vms.images.headers import READ_AT_MOST

COMPRESSION, EXTENDED_L2 = 1 << 3, 1 << 4
FEATURE_NAMES = 0x6803F857
STREAM = forge.VMDK_DESCRIPTION.replace("monolithicSparse", "streamOptimized")
SOUND = {
    "qcow2": forge.qcow2(),
    "qcow2 of old": forge.qcow2(version=2),
    "vmdk": forge.vmdk(),
    "vmdk stream": forge.vmdk(
        description=STREAM, directory_at=forge.VMDK_AT_THE_END, footer=forge.vmdk_header(directory_at=21)
    ),
    "vhd": forge.vhd(),
    "vhd fixed": forge.fixed_vhd(),
    "vhdx": forge.vhdx(),
    "vdi": forge.vdi(),
    "iso": forge.iso(),
    "raw": forge.raw(),
}


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return tmp_path / "image"


@pytest.fixture
def bait(tmp_path: Path) -> Bait:
    canary = tmp_path / "canary"
    canary.write_bytes(os.urandom(32))
    return Bait(canary, port=1)


@pytest.mark.parametrize("case", REFUSED_AT_SIGHT, ids=lambda case: case.name)
def test_what_reaches_beyond_itself_or_lies_is_refused(image: Path, bait: Bait, case: Case) -> None:
    case.make(image, bait)

    with pytest.raises(ImageRefused, match=case.says) as caught:
        look(image)
    assert str(caught.value).endswith(".")


def test_there_are_many_of_them_and_no_two_are_the_same() -> None:
    names = [case.name for case in REFUSED_AT_SIGHT + DEEP]

    assert len(set(names)) == len(names) > 180


@pytest.mark.parametrize(
    ("name", "container", "virtual"),
    [
        ("qcow2", Container.QCOW2, GIB),
        ("qcow2 of old", Container.QCOW2, GIB),
        ("vmdk", Container.VMDK, 10 * MIB),
        ("vmdk stream", Container.VMDK, 10 * MIB),
        ("vhd", Container.VHD, 8 * MIB),
        ("vhd fixed", Container.VHD, MIB),
        ("vhdx", Container.VHDX, 64 * MIB),
        ("vdi", Container.VDI, 8 * MIB),
        ("iso", Container.ISO, 40 * 1024),
        ("raw", Container.RAW, MIB),
    ],
)
def test_a_sound_image_tells_what_it_is_and_its_size(
    image: Path, name: str, container: Container, virtual: int
) -> None:
    image.write_bytes(SOUND[name])

    header = look(image)

    assert (header.container, header.virtual_bytes) == (container, virtual)
    assert header.file_bytes == len(SOUND[name])


@pytest.mark.parametrize("harmless", [0, COMPRESSION, EXTENDED_L2, COMPRESSION | EXTENDED_L2])
def test_features_that_only_change_the_layout_are_accepted(image: Path, harmless: int) -> None:
    names = ((FEATURE_NAMES, b"names" * 9),)
    compression = 1 if harmless & COMPRESSION else 0
    image.write_bytes(forge.qcow2(incompatible=harmless, compression=compression, extensions=names))

    assert look(image).format is ImageFormat.QCOW2


def test_a_cd_is_raw_to_a_host_and_a_foreign_container_nothing(image: Path) -> None:
    image.write_bytes(SOUND["iso"])
    assert look(image).cdrom
    assert look(image).format is ImageFormat.RAW

    image.write_bytes(SOUND["vdi"])
    assert look(image).format is None


def test_a_hybrid_cd_keeps_its_boot_sector_and_its_name(image: Path) -> None:
    image.write_bytes(b"\xeb\x63".ljust(510, b"\0") + b"\x55\xaa" + SOUND["iso"][512:])

    assert look(image).container is Container.ISO


def test_a_raw_image_is_seen_in_whole_sectors(image: Path) -> None:
    image.write_bytes(b"\xeb\x63" + bytes(1000))

    assert look(image).virtual_bytes == 1024


def test_a_sparse_raw_image_is_as_large_as_it_says(image: Path) -> None:
    image.write_bytes(b"\xeb\x63")
    os.truncate(image, 50 * GIB)

    header = look(image)

    assert header.virtual_bytes == header.file_bytes == 50 * GIB
    assert header.stored_bytes < MIB


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(virtual_bytes=GIB - 512), "GiB are allowed"),
        (Limits(file_bytes=1000), "larger than"),
        (Limits(ratio=2, ratio_from=MIB), "next to nothing"),
    ],
)
def test_the_caller_sets_the_limits(image: Path, limits: Limits, says: str) -> None:
    image.write_bytes(SOUND["qcow2"])

    with pytest.raises(ImageRefused, match=says):
        look(image, limits)


def test_a_raised_limit_lets_a_giant_in(image: Path) -> None:
    image.write_bytes(forge.qcow2(size=3 * TIB))

    assert look(image, Limits(virtual_bytes=4 * TIB, ratio=10**6)).virtual_bytes == 3 * TIB


@pytest.mark.parametrize("device", ["/dev/null", "/dev/zero", "/proc/self/fd/0"])
def test_a_device_is_refused_before_it_is_opened(device: str) -> None:
    with pytest.raises(ImageRefused, match=r"ordinary file|symbolic link"):
        look(Path(device))


@pytest.mark.parametrize("name", ["gone.qcow2", "a\0b", "x" * 300])
def test_a_file_that_is_not_there_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(ImageRefused, match="The file cannot be read"):
        look(tmp_path / name)


def spoilt(sound: bytes) -> st.SearchStrategy[bytes]:
    """A sound image with a few bytes changed where headers are, perhaps cut, perhaps with more behind."""
    places = st.one_of(st.integers(0, 600), st.integers(0, max(len(sound) - 1, 1)))
    patches = st.lists(st.tuples(places, st.binary(min_size=1, max_size=8)), max_size=6)
    cut = st.one_of(st.none(), st.integers(0, len(sound)))

    def spoil(drawn: tuple[list[tuple[int, bytes]], int | None, bytes]) -> bytes:
        changed, length, behind = drawn
        out = bytearray(sound)
        for at, data in changed:
            out[at : at + len(data)] = data
        return bytes(out[:length]) + behind

    return st.tuples(patches, cut, st.binary(max_size=600)).map(spoil)


SMALL = [sound for sound in SOUND.values() if len(sound) < 300_000]
CONTENT = st.one_of(
    st.binary(max_size=2000),
    *(spoilt(sound) for sound in SMALL),
    st.sampled_from([b"KDMV", b"QFI\xfb", b"conectix", b"vhdxfile"]).flatmap(
        lambda magic: st.binary(max_size=1500).map(lambda rest: magic + rest)
    ),
)


@given(CONTENT)
def test_any_bytes_are_answered_or_refused_within_the_bound(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / f"fuzz-{os.getpid()}"
    path.write_bytes(content)
    with CountedReads() as reads:
        try:
            header = look(path)
        except ImageRefused as refused:
            assert str(refused).endswith(".")  # noqa: PT017  a refusal is one of two good answers
        else:
            assert header.virtual_bytes > 0
            assert header.virtual_bytes % 512 == 0
    assert reads.total <= READ_AT_MOST


class CountedReads:
    """Counts what ``os.pread`` hands out, the only way in which a file is read."""

    def __init__(self) -> None:
        self.total = 0
        self._patch = pytest.MonkeyPatch()

    def __enter__(self) -> "CountedReads":
        pread = os.pread

        def counted(descriptor: int, length: int, offset: int) -> bytes:
            data = pread(descriptor, length, offset)
            self.total += len(data)
            return data

        self._patch.setattr(os, "pread", counted)
        return self

    def __exit__(self, *_: object) -> None:
        self._patch.undo()


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_image_is_read_within_the_bound(image: Path, name: str) -> None:
    image.write_bytes(SOUND[name])

    with CountedReads() as reads:
        look(image)

    assert 0 < reads.total <= READ_AT_MOST


QEMU_MAKES = [
    ("qcow2", ""),
    ("qcow2", "compat=0.10"),
    ("qcow2", "extended_l2=on,compression_type=zstd"),
    ("qcow2", "cluster_size=512"),
    ("qcow2", "cluster_size=2M,preallocation=metadata"),
    ("vmdk", ""),
    ("vmdk", "subformat=streamOptimized"),
    ("vpc", "force_size"),
    ("vpc", "subformat=fixed,force_size"),
    ("vhdx", ""),
    ("vhdx", "subformat=fixed"),
    ("vdi", ""),
    ("vdi", "static=on"),
    ("raw", ""),
]


@pytest.mark.qemu
@pytest.mark.parametrize(("form", "options"), QEMU_MAKES)
def test_what_qemu_img_makes_is_read_as_it_says(image: Path, tmp_path: Path, form: str, options: str) -> None:
    source = tmp_path / "source"
    source.write_bytes(b"\xeb\x63" * 50_000)
    os.truncate(source, 48 * MIB)
    chosen = ["-o", options] if options else []
    subprocess.run(["qemu-img", "convert", "-f", "raw", "-O", form, *chosen, source, image], check=True)

    header = look(image)

    assert (header.container, header.virtual_bytes) == (form, 48 * MIB)


def test_the_refusal_survives_a_queue() -> None:
    error: PortalError = ImageRefused("/images/a", "The file is empty.")

    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301  our own bytes


def test_a_digest_is_sha256_of_the_whole_file(image: Path) -> None:
    image.write_bytes(b"abc")

    assert digest_file(image) == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
