"""What else stands in a file: each document that is no machine, and what becomes of it."""

from dataclasses import dataclass
from typing import Final

from vms.manifest.importing.split import Piece
from vms.manifest.rules.look import shown
from vms.schema import get

_RUN: Final = (
    "It is one run of a machine, made by a cluster. Import the VirtualMachine that it was started from."
)
_MADE_OF_MANY: Final = "It makes many machines alike. Import one VirtualMachine, or make a blueprint of it."
_SIZE: Final = (
    "Sizes and preferences stay on their cluster. Set CPU, memory and devices in the machine itself."
)
_POD: Final = "It is a container, or what a cluster makes of one. Only virtual machines can be imported."
_SENTENCES: Final = {
    "VirtualMachineInstance": _RUN,
    "VirtualMachineInstanceMigration": _RUN,
    "VirtualMachineInstanceReplicaSet": _MADE_OF_MANY,
    "VirtualMachinePool": _MADE_OF_MANY,
    "VirtualMachineInstancePreset": _SIZE,
    "VirtualMachineInstancetype": _SIZE,
    "VirtualMachineClusterInstancetype": _SIZE,
    "VirtualMachinePreference": _SIZE,
    "VirtualMachineClusterPreference": _SIZE,
    "Template": "It is a recipe with parameters. Fill it in first (“oc process”), then import the result.",
    "Secret": "It is in the file and is not stored. Create it under Secrets where a machine needs it.",
    "ConfigMap": "It is in the file and is not stored. Write what a machine needs of it into the machine.",
    "PersistentVolumeClaim": "The portal has no claims. Give the machine a data volume, or an empty disk.",
    "DataVolume": "No machine in the file can have it for its own, so it is left out.",
    "DataSource": "It names an image of its cluster. Choose one of the catalogue's images in the machine.",
    "NetworkAttachmentDefinition": "Networks belong to the hosts. Ask a platform admin whether it is there.",
    "Service": "Ports are opened at the machine's network card, not by a service. It is left out.",
    "Namespace": "A team takes its place. It is left out.",
    "Pod": _POD,
    "Deployment": _POD,
    "StatefulSet": _POD,
    "ReplicaSet": _POD,
    "DaemonSet": _POD,
    "Job": _POD,
}
_UNKNOWN: Final = "The portal does not know what to do with it. It is left out."
_NO_KIND: Final = "It does not say what it is. A machine has “kind: VirtualMachine”."


@dataclass(frozen=True, slots=True)
class Other:
    """``sentence`` says what becomes of it; ``is_used`` when a machine took it over."""

    kind: str
    name: str
    line: int
    sentence: str
    is_used: bool = False


def other(piece: Piece) -> Other:
    kind, name = piece.document.get("kind"), get(piece.document, "/metadata/name")
    if not isinstance(kind, str) or not kind:
        return Other("", _short(name), piece.line, _NO_KIND)
    return Other(shown(kind), _short(name), piece.line, _SENTENCES.get(kind, _UNKNOWN))


def _short(name: object) -> str:
    return shown(name) if isinstance(name, str) else ""
