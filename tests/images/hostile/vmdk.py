"""VMDK: descriptions that name files, parents, layout."""

from pathlib import Path

from tests.images import forge
from tests.images.hostile.bait import Bait, Case, Make, of_bytes


def _flat(path: Path, bait: Bait) -> None:
    text = '# Disk DescriptorFile\nversion=1\nCID=1\nparentCID=ffffffff\ncreateType="monolithicFlat"\n'
    path.write_bytes(bait.named(text + 'RW 8 FLAT "{canary}" 0\n').ljust(1024, b"\n"))


def _description_names(kind: str, extent: str, capacity: int = 20480) -> Make:
    def write(path: Path, bait: Bait) -> None:
        text = forge.VMDK_DESCRIPTION.replace("monolithicSparse", kind)
        text = text.replace('RW 20480 SPARSE "disk.vmdk"', bait.named(extent).decode())
        path.write_bytes(forge.vmdk(description=text, capacity=capacity))

    return write


def _hint(text: str) -> Make:
    def write(path: Path, bait: Bait) -> None:
        path.write_bytes(forge.vmdk(description=forge.VMDK_DESCRIPTION + bait.named(text).decode()))

    return write


def _hint_after_the_end(path: Path, bait: Bait) -> None:
    text = forge.VMDK_DESCRIPTION + bait.named('\0\nparentFileNameHint="{canary}"\n').decode()
    path.write_bytes(forge.vmdk(description=text))


v, d = forge.vmdk, forge.VMDK_DESCRIPTION
_END = forge.VMDK_AT_THE_END
VMDK = [
    Case("vmdk:flat", "names other files", _flat),
    Case(
        "vmdk:only a description inside",
        "names the files",
        _description_names("monolithicFlat", 'RW 8 FLAT "{canary}" 0', 0),
    ),
    Case(
        "vmdk:flat inside", "kind that names", _description_names("monolithicFlat", 'RW 8 FLAT "{canary}" 0')
    ),
    Case(
        "vmdk:flat extent of a sparse disk",
        "several files",
        _description_names("monolithicSparse", 'RW 8 FLAT "{canary}" 0'),
    ),
    Case(
        "vmdk:second extent",
        "several files",
        _description_names("monolithicSparse", 'RW 8 SPARSE "a"\nRW 8 FLAT "{canary}" 0'),
    ),
    Case("vmdk:vmfs", "kind that names", _description_names("vmfs", 'RW 8 VMFS "{canary}"')),
    Case("vmdk:whole device", "kind that names", _description_names("fullDevice", 'RW 8 FLAT "/dev/vda" 0')),
    Case("vmdk:parent", "differences", _hint('parentFileNameHint="{canary}"\n')),
    Case("vmdk:parent by json", "differences", _hint('parentFileNameHint="json:{{}}"\n')),
    Case(
        "vmdk:parent on the network", "differences", _hint('parentFileNameHint="nbd://127.0.0.1:{port}/x"\n')
    ),
    Case("vmdk:parent behind the end", "differences", _hint_after_the_end),
    of_bytes("vmdk:parent without a name", "differences", v(description=d.replace("ffffffff", "deadbeef"))),
    of_bytes("vmdk:two parents", "differences", v(description=d + "parentCID=1\n")),
    of_bytes("vmdk:two kinds", "kind that names", v(description=d + 'createType="vmfs"\n')),
    of_bytes("vmdk:no description", "piece of a larger", v(description_at=0)),
    of_bytes("vmdk:endless description", "piece of a larger", v(description_length=2**60)),
    of_bytes("vmdk:description outside", "kind that names", v(description_at=2**50)),
    of_bytes("vmdk:version 9", "version 9", v(version=9)),
    of_bytes("vmdk:no grains", "impossible sizes", v(grain=0)),
    of_bytes("vmdk:odd grains", "impossible sizes", v(grain=129)),
    of_bytes("vmdk:giant grains", "impossible sizes", v(grain=2**40)),
    of_bytes("vmdk:no entries", "impossible sizes", v(entries=0)),
    of_bytes("vmdk:entries bomb", "impossible sizes", v(entries=2**32 - 1)),
    of_bytes("vmdk:unknown compression", "impossible sizes", v(compression=9)),
    of_bytes("vmdk:directory outside", "ends before", v(directory_at=2**50)),
    of_bytes("vmdk:no directory", "ends before", v(directory_at=0)),
    of_bytes("vmdk:footer missing", "contradicts", v(directory_at=_END)),
    of_bytes(
        "vmdk:footer with another description",
        "contradicts",
        v(directory_at=_END, footer=forge.vmdk_header(description_at=50)),
    ),
    of_bytes(
        "vmdk:footer without a size",
        "contradicts",
        v(directory_at=_END, footer=forge.vmdk_header(capacity=0)),
    ),
    of_bytes(
        "vmdk:footer that points to itself",
        "ends before",
        v(directory_at=_END, footer=forge.vmdk_header(directory_at=_END)),
    ),
    of_bytes("vmdk:cut in the header", "ends before", v(length=40)),
    of_bytes("vmdk:old", "old VMDK", b"COWD" + bytes(2000)),
    of_bytes("vmdk:sesparse", "in pieces", b"\xbe\xba\xfe\xca" + bytes(2000)),
]
