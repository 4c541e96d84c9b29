"""Renaming a device: the name is the joint, so both sides change together."""

from typing import Any

from vms.schema import Edit, get
from vms.wiring.change import Parts, require_name
from vms.wiring.errors import WiringRefused
from vms.wiring.look import Entry, shown
from vms.wiring.model import Lane


def rename(document: Any, box_id: str, name: str) -> tuple[Edit, ...]:
    """The edits that give a box another name wherever the old one stands. Raises ``WiringRefused``."""
    parts = Parts(document)
    box = parts.box(box_id)
    name = require_name(name)
    if box.lane is Lane.MACHINE:
        return (Edit("/metadata/name", name),)
    entry = parts.entry(box)
    if entry is None or not entry.is_readable:
        raise WiringRefused(box.pointer, f"{box.label} has no name of its own. Change it in its fields.")
    if name == entry.name:
        return ()
    if entry in parts.templates:
        return _template(parts, entry, name)
    is_storage = box.lane in {Lane.DISK, Lane.VOLUME}
    if name in (parts.storage_names() if is_storage else parts.network_names()):
        raise WiringRefused(box.pointer, f"“{shown(name)}” is taken. Choose another name.")
    sides = (parts.disks, parts.volumes) if is_storage else (parts.interfaces, parts.networks)
    return tuple(Edit(f"{each.pointer}/name", name) for each in _same(entry, *sides))


def _same(entry: Entry, users: list[Entry], targets: list[Entry]) -> list[Entry]:
    """The entry and its other half. Of several volumes with one name a disk goes on with another."""
    if not entry.name or (entry in targets and sum(each.name == entry.name for each in targets) > 1):
        return [entry]
    return [each for each in (*users, *targets) if each.name == entry.name]


def _template(parts: Parts, template: Entry, name: str) -> tuple[Edit, ...]:
    if name in parts.template_names():
        raise WiringRefused(template.pointer, f"“{shown(name)}” is taken. Choose another name.")
    twins = [each for each in parts.templates if each.name == template.name]
    users = parts.users_of(template) if template.name and len(twins) == 1 else []
    places = [
        f"{user.pointer}{place}"
        for user in users
        for place in ("/dataVolume/name", "/persistentVolumeClaim/claimName")
        if get(user.value, place) == template.name
    ]
    return (Edit(f"{template.pointer}/metadata/name", name), *(Edit(place, name) for place in places))
