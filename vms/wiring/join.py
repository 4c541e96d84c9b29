"""Connecting: which box may be joined to which, and the edits that do it."""

from typing import Any

from vms.schema import UNSET, Edit
from vms.wiring.change import Parts
from vms.wiring.errors import WiringRefused
from vms.wiring.look import Entry, shown
from vms.wiring.model import Box, Lane


def connect(document: Any, start: str, end: str) -> tuple[Edit, ...]:
    """The edits that join two boxes, in either order: a disk and a volume, a card and a network, a volume
    and a data volume.

    What the other one was joined to changes places with it, so that nothing is left loose; a network that
    nobody joins any more is removed. Raises ``WiringRefused`` with the reason.
    """
    parts = Parts(document)
    pair = {(box := parts.box(box_id)).lane: box for box_id in (start, end)}
    for lanes, join in _JOINS.items():
        if pair.keys() == set(lanes):
            return join(parts, *(_entry(parts, pair[lane]) for lane in lanes))
    raise WiringRefused("", _why_not(parts.box(start)))


def _entry(parts: Parts, box: Box) -> Entry:
    entry = parts.entry(box)
    if entry is None:
        raise WiringRefused(
            box.pointer, f"{box.label} is not written in the manifest, so nothing can join it."
        )
    if not entry.is_readable:
        raise WiringRefused(box.pointer, f"{box.label} cannot be read. Correct it in the YAML.")
    return entry


def _why_not(start: Box) -> str:
    where = {
        Lane.DISK: "A disk connects to a volume.",
        Lane.VOLUME: "A volume connects to a disk, or to a data volume.",
        Lane.SOURCE: "A data volume connects to a volume.",
        Lane.INTERFACE: "A network card connects to a network.",
        Lane.NETWORK: "A network connects to a network card.",
    }
    return where.get(start.lane, "This part has no joint of its own: it is connected by what is next to it.")


def _disk_and_volume(parts: Parts, disk: Entry, volume: Entry) -> tuple[Edit, ...]:
    _is_new(disk, volume, "disk", "volume", [entry.name for entry in parts.volumes])
    others = [other for other in parts.disks_of(volume.name) if other.pointer != disk.pointer]
    has_volume = any(entry.name == disk.name for entry in parts.volumes)
    if others and not has_volume and any("cdrom" not in other.value for other in others):
        raise WiringRefused(
            disk.pointer,
            f"Another disk shows the volume “{shown(volume.name)}”. Connect it elsewhere, or remove it.",
        )
    return (
        Edit(f"{disk.pointer}/name", volume.name),
        *(Edit(f"{other.pointer}/name", disk.name) for other in others[:1] if disk.name),
    )


def _card_and_network(parts: Parts, card: Entry, network: Entry) -> tuple[Edit, ...]:
    _is_new(card, network, "card", "network", [entry.name for entry in parts.networks])
    others = [other for other in parts.interfaces_of(network.name) if other.pointer != card.pointer]
    before = [entry for entry in parts.networks if entry.name == card.name]
    if others and not before:
        raise WiringRefused(
            card.pointer,
            f"Another card joins the network “{shown(network.name)}”. Connect it elsewhere, or remove it.",
        )
    edits = [Edit(f"{card.pointer}/name", network.name), *_bound(card, network)]
    if others:
        edits += [Edit(f"{others[0].pointer}/name", card.name), *_bound(others[0], before[0])]
    elif before and len(parts.interfaces_of(card.name)) == 1:
        edits.append(Edit(before[0].pointer, UNSET))
    return tuple(edits)


def _bound(card: Entry, network: Entry) -> tuple[Edit, ...]:
    """Masquerade works on the pod network only; on another the card is bridged."""
    if card.value.get("masquerade") is None or "pod" in network.value:
        return ()
    return (Edit(f"{card.pointer}/masquerade", UNSET), Edit(f"{card.pointer}/bridge", {}))


def _volume_and_template(parts: Parts, volume: Entry, template: Entry) -> tuple[Edit, ...]:
    held = [kind for kind in volume.kinds() if kind not in {"dataVolume", "persistentVolumeClaim"}]
    if held:
        raise WiringRefused(
            volume.pointer,
            f"The volume “{shown(volume.name)}” holds something else. Add a disk for the data volume.",
        )
    before = parts.templates_of(volume)
    if template in before:
        raise WiringRefused(volume.pointer, "They are connected already.")
    if not template.name:
        raise WiringRefused(template.pointer, "The data volume has no name. Give it one first.")
    others = parts.users_of(template)
    others_left = [each for each in before if len(parts.users_of(each)) == 1]
    if others and not before:
        raise WiringRefused(
            template.pointer,
            f"Another volume uses the data volume “{shown(template.name)}”. Connect it elsewhere first.",
        )
    if not others and others_left:
        raise WiringRefused(
            volume.pointer,
            f"Nothing would use the data volume “{shown(others_left[0].name)}” then. "
            f"Add a disk for “{shown(template.name)}” instead.",
        )
    return (*_take(volume, template), *(edit for other in others[:1] for edit in _take(other, before[0])))


def _take(volume: Entry, template: Entry) -> tuple[Edit, ...]:
    edits = [Edit(f"{volume.pointer}/dataVolume", {"name": template.name})]
    if "persistentVolumeClaim" in volume.value:
        edits.append(Edit(f"{volume.pointer}/persistentVolumeClaim", UNSET))
    return tuple(edits)


def _is_new(start: Entry, end: Entry, one: str, other: str, names: list[str]) -> None:
    """Raises ``WiringRefused`` where a name cannot lead from one to the other, or does so already."""
    if not end.name or names.count(end.name) > 1:
        reason = "has no name" if not end.name else "shares its name with another"
        raise WiringRefused(end.pointer, f"The {other} {reason}. Give it a name of its own first.")
    if start.name == end.name:
        raise WiringRefused(start.pointer, f"The {one} and the {other} are connected already.")


_JOINS = {
    (Lane.DISK, Lane.VOLUME): _disk_and_volume,
    (Lane.INTERFACE, Lane.NETWORK): _card_and_network,
    (Lane.VOLUME, Lane.SOURCE): _volume_and_template,
}
