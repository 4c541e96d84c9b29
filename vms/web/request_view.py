"""A change request as its page shows it: what it costs, and what differs from the machine as it is."""

import json
from typing import Any, Final

from vms import formtree, manifest
from vms.manifest import Document
from vms.models import ChangeRequest, RequestState

from .amounts import Amount, amounts
from .request_pages import ChangeRow, Quantity

_CONSTANT: Final = frozenset({"/apiVersion", "/kind"})  # the schema allows one value each
SHOWN: Final = 4000  # characters of one value; a cloud-init script may be long


def present_document(request: ChangeRequest) -> Document | None:
    """What the machine wants now, while the request waits; afterwards nothing is left to compare with."""
    if request.state != RequestState.PENDING or request.machine is None:
        return None
    return dict(request.machine.document)


def quantities(request: ChangeRequest) -> tuple[Quantity, ...]:
    """CPU, memory, storage and network of the asked-for machine, each beside its present value."""
    before = {amount.label: amount.value for amount in amounts(present_document(request) or {})}
    return tuple(_beside(amount, before.get(amount.label)) for amount in amounts(request.revision.document))


def _beside(amount: Amount, before: int | str | None) -> Quantity:
    return Quantity(amount.label, amount.icon, amount.value, None if before == amount.value else before)


def sentences(request: ChangeRequest) -> tuple[str, ...]:
    """What a change means, in words; nothing for a new machine, of which everything is new."""
    present = present_document(request)
    return manifest.tell(present, request.revision.document, manifest.hints()) if present else ()


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
