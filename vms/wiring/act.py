"""The buttons of the diagram and of its table, as short texts that a post can carry."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from vms.schema import UNSET, Edit
from vms.wiring.add import add, new_network, new_source
from vms.wiring.boot import boot
from vms.wiring.change import Parts, free_name
from vms.wiring.errors import WiringRefused
from vms.wiring.join import connect
from vms.wiring.look import DISKS, INTERFACES, NETWORKS, SOURCES, VOLUMES
from vms.wiring.model import Lane
from vms.wiring.remove import remove
from vms.wiring.rename import rename

PREFIX: Final = "wire:"


def act(document: Any, action: str) -> tuple[Edit, ...]:
    """The edits behind an action: ``wire:add:KIND``, ``wire:connect:BOX:BOX``, ``wire:remove:BOX``,
    ``wire:drop:BOX`` (that entry alone), ``wire:rename:BOX:NAME``, ``wire:boot:BOX:first|up|down|off``,
    ``wire:create:BOX`` (the missing other half), ``wire:source:BOX:KIND`` and ``wire:kind:BOX:pod|multus``.

    Raises ``WiringRefused`` with a sentence for people.
    """
    verb, *arguments = action.removeprefix(PREFIX).split(":", 2)
    known = _VERBS.get(verb)
    if known is None or len(arguments) != known[0]:
        raise WiringRefused("", "The diagram does not know this action. Reload the page and try again.")
    return known[1](document, *arguments)


def _drop(document: Any, box: str) -> tuple[Edit, ...]:
    return remove(document, box, alone=True)


def _create(document: Any, box_id: str) -> tuple[Edit, ...]:
    """The other half of a device that lacks it."""
    parts = Parts(document)
    box = parts.box(box_id)
    entry = parts.entry(box)
    if entry is None or not entry.name:
        raise WiringRefused(
            box.pointer, f"{box.label} has no name to create its other half by. Name it first."
        )
    name = entry.name
    if box.lane is Lane.DISK and all(volume.name != name for volume in parts.volumes):
        source, _ = new_source(parts, "emptyDisk", name)
        return (Edit(f"{VOLUMES}/-", {"name": name, "emptyDisk": source}),)
    if box.lane is Lane.VOLUME and not parts.disks_of(name):
        return (Edit(f"{DISKS}/-", {"name": name, "disk": {"bus": "virtio"}}),)
    if box.lane is Lane.INTERFACE and all(network.name != name for network in parts.networks):
        return _network_for(parts, entry.pointer, name, is_masqueraded="masquerade" in entry.value)
    if box.lane is Lane.NETWORK and not parts.interfaces_of(name):
        binding = "masquerade" if "pod" in entry.value else "bridge"
        return (Edit(f"{INTERFACES}/-", {"name": name, "model": "virtio", binding: {}}),)
    if box.lane is Lane.SOURCE and not parts.users_of(entry):
        free = free_name("data" if parts.disks else "rootdisk", parts.storage_names())
        return (
            Edit(f"{DISKS}/-", {"name": free, "disk": {"bus": "virtio"}}),
            Edit(f"{VOLUMES}/-", {"name": free, "dataVolume": {"name": name}}),
        )
    raise WiringRefused(box.pointer, f"{box.label} has its other half already.")


def _network_for(parts: Parts, pointer: str, name: str, *, is_masqueraded: bool) -> tuple[Edit, ...]:
    """A machine has one pod network; any other card is bridged to a named one."""
    if all("pod" not in network.value for network in parts.networks):
        return (Edit(f"{NETWORKS}/-", {"name": name, "pod": {}}),)
    edit = Edit(f"{NETWORKS}/-", {"name": name, **new_network("multus", name)})
    if not is_masqueraded:
        return (edit,)
    return (edit, Edit(f"{pointer}/bridge", {}), Edit(f"{pointer}/masquerade", UNSET))


def _source(document: Any, box_id: str, kind: str) -> tuple[Edit, ...]:
    """Give a volume this source; what it has of it is kept, every other source goes."""
    parts = Parts(document)
    box = parts.box(box_id)
    entry = parts.entry(box)
    if entry is None or box.lane is not Lane.VOLUME or not entry.is_readable or kind not in SOURCES:
        raise WiringRefused(box.pointer, "Only a volume has a source. Choose one of the listed ones.")
    others = [Edit(f"{entry.pointer}/{_key(key)}", UNSET) for key in entry.kinds() if key != kind]
    if entry.value.get(kind) is not None:
        return tuple(others)
    source, more = new_source(parts, kind, entry.name or "disk")
    return (Edit(f"{entry.pointer}/{kind}", source), *more, *others)


def _kind(document: Any, box_id: str, kind: str) -> tuple[Edit, ...]:
    """Make a network the pod network, or one by name."""
    parts = Parts(document)
    box = parts.box(box_id)
    entry = parts.entry(box)
    if (
        entry is None
        or box.lane is not Lane.NETWORK
        or not entry.is_readable
        or kind not in {"pod", "multus"}
    ):
        raise WiringRefused(box.pointer, "Only a network has a kind: the pod network, or one by name.")
    others = [Edit(f"{entry.pointer}/{_key(key)}", UNSET) for key in entry.kinds() if key != kind]
    if entry.value.get(kind) is not None:
        return tuple(others)
    return (
        *(Edit(f"{entry.pointer}/{key}", value) for key, value in new_network(kind, entry.name).items()),
        *others,
    )


def _key(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


_VERBS: Final[Mapping[str, tuple[int, Callable[..., tuple[Edit, ...]]]]] = {
    "add": (1, add),
    "connect": (2, connect),
    "remove": (1, remove),
    "drop": (1, _drop),
    "rename": (2, rename),
    "boot": (2, boot),
    "create": (1, _create),
    "source": (2, _source),
    "kind": (2, _kind),
}
