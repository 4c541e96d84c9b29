"""What a manifest of this portal changes on its way to a KubeVirt cluster, in this order."""

from collections.abc import Iterator
from typing import Final

from vms.manifest.bundle.keys import unknown
from vms.manifest.importing import Conversion, Rename, Step, meaning, server, spelling
from vms.manifest.model import Document
from vms.manifest.rules.look import DISKS, DOMAIN, INTERFACES, NETWORKS, SPEC, VOLUMES, entries, mapping
from vms.schema import Edit, exists, get

_EFI: Final = f"{DOMAIN}/firmware/bootloader/efi"
_SMM: Final = f"{DOMAIN}/features/smm"


def _names(document: Document) -> Iterator[Step]:
    real, ours = spelling.NETWORK_QUEUES
    if ours in mapping(document, f"{DOMAIN}/devices"):
        yield from _renamed(document, f"{DOMAIN}/devices", ours, real)
    real, ours = spelling.USER_DATA_SECRET
    for place, volume in entries(document, VOLUMES):
        for source in spelling.CLOUD_INIT:
            if isinstance(volume.get(source), dict):
                yield from _renamed(document, f"{place}/{source}", ours, real)


def _renamed(document: Document, above: str, old: str, new: str) -> Iterator[Step]:
    holder = mapping(document, above)
    if old in holder and new in holder:
        yield Edit(f"{above}/{old}")
    elif old in holder:
        yield Rename(f"{above}/{old}", new)


def _buses(document: Document) -> Iterator[Step]:
    for place, disk in entries(document, DISKS):
        for device in ("disk", "cdrom", "lun"):
            bus = get(disk, f"/{device}/bus")
            if bus == "ide" or (bus == "virtio" and device == "cdrom"):
                yield Edit(f"{place}/{device}/bus", "sata")


def _io_modes(document: Document) -> Iterator[Step]:
    for place, disk in entries(document, DISKS):
        if disk.get("io") == "io_uring":
            yield Edit(f"{place}/io")


def _default_network(document: Document) -> Iterator[Step]:
    """KubeVirt would add this card as well, but bind it by a bridge, which no migration survives."""
    has_any = get(document, INTERFACES) or get(document, NETWORKS)
    if has_any or get(document, f"{DOMAIN}/devices/autoattachPodInterface") is False:
        return
    yield Edit(INTERFACES, [{"name": "default", "masquerade": {}}])
    yield Edit(NETWORKS, [{"name": "default", "pod": {}}])


def _secure_boot(document: Document) -> Iterator[Step]:
    if not isinstance(get(document, _EFI), dict):
        return
    secure = get(document, f"{_EFI}/secureBoot")
    if secure is None:
        yield Edit(f"{_EFI}/secureBoot", value=True)
    if secure is not False and (not exists(document, _SMM) or get(document, f"{_SMM}/enabled") is False):
        yield Edit(f"{_SMM}/enabled", value=True)


def _devices(document: Document) -> Iterator[Step]:
    if isinstance(get(document, SPEC), dict) and get(document, f"{DOMAIN}/devices") is None:
        yield Edit(f"{DOMAIN}/devices", {})


def _unknown(document: Document) -> Iterator[Step]:
    for pointer in reversed(tuple(unknown(document))):
        yield Edit(pointer)


ADAPTATIONS: Final[tuple[Conversion, ...]] = (
    Conversion(
        "status",
        "left out the status and what a server writes",
        "A cluster writes its own.",
        server.fields,
    ),
    Conversion("nulls", "left out empty values", "To a cluster, null means not set.", server.nulls),
    Conversion(
        "kind",
        "named the kind and its version",
        "A cluster wants every object to say what it is.",
        spelling.kind,
    ),
    Conversion(
        "api-version", "wrote apiVersion kubevirt.io/v1", "Clusters serve that version.", spelling.api_version
    ),
    Conversion(
        "running",
        "wrote a run strategy in place of “running”",
        "KubeVirt warns of the one, and refuses both together.",
        meaning.running,
    ),
    Conversion(
        "run-strategy",
        "wrote the run strategy Halted",
        "KubeVirt refuses a machine that does not say when it runs.",
        meaning.missing_run_strategy,
    ),
    Conversion(
        "names",
        "wrote KubeVirt's own names of fields",
        "Under the schema's spelling a cluster would drop them without a word.",
        _names,
    ),
    Conversion(
        "buses",
        "put disks on the SATA bus",
        "KubeVirt has no IDE bus, and refuses a CD-ROM on virtio.",
        _buses,
    ),
    Conversion(
        "io-modes",
        "left out the I/O mode io_uring",
        "KubeVirt takes native and threads; without one it chooses.",
        _io_modes,
    ),
    Conversion(
        "bindings",
        "wrote how network cards join their networks",
        "KubeVirt refuses a card without exactly one way.",
        meaning.bindings,
    ),
    Conversion(
        "default-network",
        "wrote the network card that is added when none is named",
        "A cluster would bind it by a bridge; here it is masqueraded.",
        _default_network,
    ),
    Conversion(
        "secure-boot",
        "wrote secure boot and what it needs",
        "Under efi it is on unless turned off, and needs System Management Mode.",
        _secure_boot,
    ),
    Conversion(
        "empty-machine",
        "left out an empty machine type",
        "An empty type means the default.",
        meaning.empty_machine_type,
    ),
    Conversion(
        "devices",
        "wrote the empty list of devices",
        "KubeVirt wants devices, even when there are none.",
        _devices,
    ),
    Conversion(
        "unknown",
        "left out fields that KubeVirt does not know",
        "A cluster would drop them without a word, or refuse the machine.",
        _unknown,
    ),
)
