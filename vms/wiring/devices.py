"""The palette: what can be added to a machine, and what this machine cannot have as well."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from vms.wiring.look import NETWORKS, VOLUMES, entries

_CLOUD_INIT: Final = frozenset({"cloudInitNoCloud", "cloudInitConfigDrive"})


@dataclass(frozen=True, slots=True)
class Device:
    """A tile of the palette: what it adds, in a few words."""

    kind: str
    label: str
    says: str
    icon: str
    group: str = "Storage"


PALETTE: Final = (
    Device("containerDisk", "Disk from an image", "Fresh from a container image at each start.", "box"),
    Device("dataVolume", "Disk that is kept", "Filled from an image once, then kept.", "database"),
    Device(
        "persistentVolumeClaim", "Existing claim", "A disk that is there already, by its claim.", "hdd-stack"
    ),
    Device("emptyDisk", "Empty disk", "Scratch room, gone when the machine stops.", "device-hdd"),
    Device("cloudInitNoCloud", "cloud-init", "Users, keys and first commands for the guest.", "cloud"),
    Device(
        "cloudInitConfigDrive",
        "cloud-init, config drive",
        "The same, as OpenStack images expect it.",
        "cloud",
    ),
    Device("cdrom", "CD-ROM drive", "An empty drive, for installation media.", "disc"),
    Device("sysprep", "Windows answers", "A CD-ROM with Windows Setup's answer file.", "windows"),
    Device("lun", "Raw LUN", "An existing claim, passed through by SCSI.", "hdd-network"),
    Device("pod", "Card on the pod network", "Reaches out through the host.", "ethernet", "Network"),
    Device(
        "multus", "Card on a named network", "Joins a network that the hosts offer.", "diagram-3", "Network"
    ),
)


def unavailable(document: Any) -> dict[str, str]:
    """The devices that cannot be added, each with the reason as a sentence."""
    return dict(_unavailable(document))


def _unavailable(document: Any) -> Iterator[tuple[str, str]]:
    if any("pod" in network.value for network in entries(document, NETWORKS)):
        yield "pod", "A machine joins the pod network once. Add a card on a named network."
    kinds = {kind for volume in entries(document, VOLUMES) for kind in volume.kinds()}
    if kinds & _CLOUD_INIT:
        for kind in sorted(_CLOUD_INIT):
            yield kind, "The machine has cloud-init already, and only the first is used."
