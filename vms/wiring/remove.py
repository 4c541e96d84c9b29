"""Removing a box with what hangs on it, so that no joint is left broken."""

from typing import Any

from vms.schema import Edit
from vms.wiring.change import Parts, removal
from vms.wiring.errors import WiringRefused
from vms.wiring.look import AUTOATTACH, Entry
from vms.wiring.model import Box, Lane, State


def remove(document: Any, box_id: str, *, alone: bool = False) -> tuple[Edit, ...]:
    """The edits that remove a box: a disk with its volume and the data volume made for it, a card with its
    network, and the other way round. ``alone`` removes that one entry and may leave a broken joint.

    Raises ``WiringRefused`` for what cannot be removed.
    """
    parts = Parts(document)
    box = parts.box(box_id)
    if box.state is State.IMPLIED and box.pointer == AUTOATTACH:
        return (Edit(AUTOATTACH, value=False),)
    if box.lane is Lane.MACHINE or box.state is not State.OK:
        raise WiringRefused(
            box.pointer, f"{box.label} is not written in the manifest, so it cannot be removed."
        )
    entry = _nearest(parts, box)
    if alone:
        return removal([entry.pointer])
    return removal(gone.pointer for gone in _hanging_together(parts, entry))


def _nearest(parts: Parts, box: Box) -> Entry:
    """The entry that a box is, or is part of: an image is part of its volume."""
    for entries in (parts.disks, parts.volumes, parts.interfaces, parts.networks, parts.templates):
        for entry in entries:
            if box.pointer == entry.pointer or box.pointer.startswith(f"{entry.pointer}/"):
                return entry
    raise WiringRefused(box.pointer, f"{box.label} cannot be removed. Remove it in the YAML.")


def _hanging_together(parts: Parts, entry: Entry) -> list[Entry]:
    if entry in parts.interfaces:
        return _card(parts, entry)
    if entry in parts.networks:
        return _network(parts, entry)
    if entry in parts.disks:
        return _disk(parts, entry)
    return _volume(parts, entry) if entry in parts.volumes else _template(parts, entry)


def _card(parts: Parts, card: Entry) -> list[Entry]:
    shared = len(parts.interfaces_of(card.name)) > 1
    return (
        [card]
        if shared
        else [card, *(each for each in parts.networks if card.name and each.name == card.name)]
    )


def _network(parts: Parts, network: Entry) -> list[Entry]:
    """Where another network has the same name, the cards go on with that one."""
    twins = [each for each in parts.networks if each.name == network.name]
    cards = parts.interfaces_of(network.name) if network.name and len(twins) == 1 else []
    return [network, *cards]


def _disk(parts: Parts, disk: Entry) -> list[Entry]:
    if not disk.name or len(parts.disks_of(disk.name)) > 1:
        return [disk]
    volumes = [volume for volume in parts.volumes if volume.name == disk.name]
    return [disk, *volumes, *_unused_without(parts, volumes)]


def _volume(parts: Parts, volume: Entry) -> list[Entry]:
    """Where another volume has the same name, the disk goes on with that one."""
    twins = [each for each in parts.volumes if each.name == volume.name]
    disks = parts.disks_of(volume.name) if volume.name and len(twins) == 1 else []
    return [volume, *disks, *_unused_without(parts, [volume])]


def _template(parts: Parts, template: Entry) -> list[Entry]:
    twins = [each for each in parts.templates if each.name == template.name]
    volumes = parts.users_of(template) if template.name and len(twins) == 1 else []
    gone = [template, *volumes]
    for volume in volumes:
        gone += [each for each in _volume(parts, volume) if each not in gone]
    return gone


def _unused_without(parts: Parts, volumes: list[Entry]) -> list[Entry]:
    gone = {volume.pointer for volume in volumes}
    return [
        template
        for volume in volumes
        for template in parts.templates_of(volume)
        if all(user.pointer in gone for user in parts.users_of(template))
    ]
