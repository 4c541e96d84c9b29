"""A change request as its page shows it: what it costs, and what differs from the machine as it is."""

import json
from typing import Any, Final

from vms import formtree, manifest
from vms.manifest import Document, ManifestInvalid, Resources
from vms.models import ChangeRequest, RequestState

from .pages import ChangeRow, Quantity

_CONSTANT: Final = frozenset({"/apiVersion", "/kind"})  # the schema allows one value each
_ICONS: Final = ("cpu", "memory", "device-ssd", "ethernet")
SHOWN: Final = 4000  # characters of one value; a cloud-init script may be long


def resources_of(document: Document | None) -> Resources | None:
    if document is None:
        return None
    try:
        return manifest.resources(manifest.parse(document))
    except ManifestInvalid:
        return None


def present_document(request: ChangeRequest) -> Document | None:
    """What the machine wants now, while the request waits; afterwards nothing is left to compare with."""
    if request.state != RequestState.PENDING or request.machine is None:
        return None
    return dict(request.machine.document)


def quantities(request: ChangeRequest) -> tuple[Quantity, ...]:
    """CPU, memory, storage and network of the asked-for machine, each beside its present value."""
    before = _amounts(present_document(request) or {})
    return tuple(
        Quantity(label, icon, value, old if (old := before.get(label)) != value else None)
        for (label, value), icon in zip(_amounts(request.revision.document).items(), _ICONS, strict=False)
    )


def _amounts(document: Document) -> dict[str, int | str]:
    """What a machine takes, in the order it is shown; nothing for no document."""
    resources = resources_of(document)
    if resources is None:
        return {}
    cores = f"{resources.vcpus} core{'s' if resources.vcpus != 1 else ''}"
    networks = [network.multus_name or "pod" for network in manifest.parse(document).networks]
    return {
        "CPU": cores,
        "Memory": resources.memory_bytes,
        "Storage": resources.storage_bytes or "none that lasts",
        "Networks": ", ".join(networks) or "none",
    }


def changes(request: ChangeRequest) -> tuple[ChangeRow, ...]:
    """Each place that differs from the present machine; for a new one, each place that is set."""
    document = request.revision.document
    tree = formtree.build(manifest.schema(), manifest.hints(), document)
    return tuple(
        ChangeRow(_label(tree, change.pointer), change.pointer, _shown(change.old), _shown(change.new))
        for change in manifest.diff(present_document(request), document)
        if change.pointer not in _CONSTANT
    )


def _label(tree: formtree.FieldNode, pointer: str) -> str:
    """The field's name with the row it is in: "root · Boot order"."""
    names = []
    parts = pointer.split("/")
    for end in range(2, len(parts) + 1):
        node = formtree.find(tree, "/".join(parts[:end]))
        if node is not None and (node.title or end == len(parts)):
            names.append(node.title or node.label)
    return " · ".join(names) or parts[-1]


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        text = manifest.to_yaml(value).rstrip()
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else text[:SHOWN] + " …"
