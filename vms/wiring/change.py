"""What every operation needs: the entries of a document, free names, and edits in an order that holds."""

import re
from collections.abc import Iterable
from typing import Any, Final

from vms.schema import UNSET, Edit, split
from vms.wiring.errors import WiringRefused
from vms.wiring.look import (
    DISKS,
    INTERFACES,
    NETWORKS,
    VOLUMES,
    Entry,
    by_name,
    entries,
    shown,
    template_of,
    templates,
)
from vms.wiring.model import Box, Lane, State
from vms.wiring.wire import wire

_NAME: Final = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class Parts:
    """The lists of a document, and the boxes that they are drawn as."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.disks = entries(document, DISKS)
        self.volumes = entries(document, VOLUMES)
        self.interfaces = entries(document, INTERFACES)
        self.networks = entries(document, NETWORKS)
        self.templates = templates(document)
        self.boxes = wire(document).by_id
        self.of_lane = {
            Lane.DISK: self.disks,
            Lane.VOLUME: self.volumes,
            Lane.INTERFACE: self.interfaces,
            Lane.NETWORK: self.networks,
            Lane.SOURCE: self.templates,
        }

    def box(self, box_id: str) -> Box:
        """Raises ``WiringRefused`` for a box that the document does not have any more."""
        box = self.boxes.get(box_id)
        if box is None:
            raise WiringRefused("", "That part is not in the machine any more. Look at the diagram again.")
        return box

    def entry(self, box: Box) -> Entry | None:
        """The element behind a box; none behind what is missing, implied or written inside another."""
        if box.state is not State.OK:
            return None
        found = self.of_lane.get(box.lane, [])
        return next((entry for entry in found if entry.pointer == box.pointer), None)

    def disks_of(self, name: str) -> list[Entry]:
        return [disk for disk in self.disks if disk.name == name]

    def interfaces_of(self, name: str) -> list[Entry]:
        return [interface for interface in self.interfaces if interface.name == name]

    def templates_of(self, volume: Entry) -> list[Entry]:
        """The data volume templates that a volume asks for."""
        named = by_name(self.templates)
        return [named[name] for name in template_of(volume) if name in named]

    def users_of(self, template: Entry) -> list[Entry]:
        return [volume for volume in self.volumes if template.name in template_of(volume)]

    def storage_names(self) -> set[str]:
        return {entry.name for entry in (*self.disks, *self.volumes)}

    def network_names(self) -> set[str]:
        return {entry.name for entry in (*self.interfaces, *self.networks)}

    def template_names(self) -> set[str]:
        return {entry.name for entry in self.templates}


def free_name(wanted: str, taken: Iterable[str]) -> str:
    """The name, or the first of name2, name3 … that nobody has."""
    used = set(taken)
    number, name = 1, wanted
    while name in used:
        number += 1
        name = f"{wanted}{number}"
    return name


def require_name(name: str) -> str:
    """Raises ``WiringRefused`` for what cannot be the name of a device."""
    name = name.strip()
    if not name:
        raise WiringRefused("", "A device needs a name. Write one, such as data or scratch.")
    if not _NAME.fullmatch(name):
        raise WiringRefused(
            "",
            f"“{shown(name, 30)}” cannot be a name: use at most 63 small letters, digits and “-” inside.",
        )
    return name


def removal(pointers: Iterable[str]) -> tuple[Edit, ...]:
    """Edits that remove elements of lists, the last first, so that no index moves under another edit."""
    return tuple(
        Edit(pointer, UNSET)
        for pointer in sorted(set(pointers), key=lambda pointer: _place(pointer), reverse=True)
    )


def _place(pointer: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (-1, part) for part in split(pointer)]
