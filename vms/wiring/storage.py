"""The left side: sources, volumes and disks, one row for each disk."""

from typing import Any

from vms.schema import join, split
from vms.wiring import words
from vms.wiring.look import DISKS, VOLUMES, Entry, by_name, entries, shown, template_of, templates
from vms.wiring.model import Lane, Repair, State
from vms.wiring.sheet import MACHINE, Sheet, boot_order
from vms.wiring.words import Words

_OFFERED = 3  # volumes that a lonely disk is offered


def wire_storage(document: Any, sheet: Sheet) -> None:
    _Storage(document, sheet).draw()


class _Storage:
    def __init__(self, document: Any, sheet: Sheet) -> None:
        self.sheet = sheet
        self.row = 0
        self.disks = entries(document, DISKS)
        self.volumes = entries(document, VOLUMES)
        self.templates = templates(document)
        self.volume_of = by_name(self.volumes)
        self.template_of = by_name(self.templates)
        taken = {disk.name for disk in self.disks}
        self.free = [name for name in self.volume_of if name not in taken]
        self.placed: set[str] = set()  # pointers of volumes and templates that are drawn

    def draw(self) -> None:
        for disk in self.disks:
            self.disk(disk)
        for volume in self.volumes:
            if volume.pointer not in self.placed:
                self.without_disk(volume)
        for template in self.templates:
            if template.pointer not in self.placed:
                self.without_volume(template)

    def disk(self, disk: Entry) -> None:
        row, self.row = self.row, self.row + 1
        said = words.disk(disk)
        box = self.sheet.put(
            Lane.DISK, row, disk.mark, said, disk.pointer, name=disk.name, boot=boot_order(disk)
        )
        self.sheet.join(box, MACHINE)
        volume = self.volume_of.get(disk.name)
        if volume is not None:
            self.sheet.join(self.volume(volume, row), box)
        elif said.kind != "CD-ROM":  # which may be an empty drive
            self.lonely(disk, box, row)

    def lonely(self, disk: Entry, box: str, row: int) -> None:
        said = f"The disk “{shown(disk.name)}” has no volume." if disk.name else "This disk names no volume."
        ghost = self.sheet.missing(
            Lane.VOLUME, row, disk.mark, shown(disk.name) or "not named", disk.pointer, "Volume"
        )
        offered = [
            Repair(
                f"Connect to “{shown(name, 30)}”", f"wire:connect:{box}:volume.{self.volume_of[name].mark}"
            )
            for name in self.free[:_OFFERED]
        ]
        create = (
            [Repair(f"Create volume “{shown(disk.name, 30)}”", f"wire:create:{box}")] if disk.name else []
        )
        self.sheet.join(
            ghost, box, State.BROKEN, said, *create, *offered, Repair("Remove the disk", f"wire:remove:{box}")
        )

    def volume(self, volume: Entry, row: int) -> str:
        """The volume's box and what is behind it, drawn by the first who asks."""
        box = f"{Lane.VOLUME}.{volume.mark}"
        if volume.pointer in self.placed:
            return box
        self.placed.add(volume.pointer)
        self.sheet.put(Lane.VOLUME, row, volume.mark, words.volume(volume), volume.pointer, name=volume.name)
        kinds = volume.kinds()
        if len(kinds) > 1:
            self.several(volume, box, row, kinds)
        elif kinds:
            self.sheet.join(self.source(volume, kinds[0], row, ""), box)
        else:
            ghost = self.sheet.missing(
                Lane.SOURCE, row, volume.mark, "no source", volume.pointer, "Source of the volume"
            )
            self.sheet.join(
                ghost,
                box,
                State.BROKEN,
                f"The volume “{shown(volume.name)}” has no source.",
                Repair("Use an empty disk", f"wire:source:{box}:emptyDisk"),
                Repair("Use an image", f"wire:source:{box}:containerDisk"),
                Repair("Remove the volume", f"wire:remove:{box}"),
            )
        return box

    def several(self, volume: Entry, box: str, row: int, kinds: list[str]) -> None:
        says = f"The volume “{shown(volume.name)}” has {len(kinds)} sources; it can have one."
        keep = [
            Repair(f"Keep {words.SOURCE_WORDS[key]}", f"wire:source:{box}:{key}")
            for key in kinds
            if key in words.SOURCE_WORDS
        ]
        for place, key in enumerate(kinds[:8]):
            at = row if place == 0 else self.row
            self.row += place > 0
            self.sheet.join(self.source(volume, key, at, f".{place}"), box, State.BROKEN, says, *keep)
            keep = []

    def source(self, volume: Entry, key: str, row: int, suffix: str) -> str:
        template = next(
            (self.template_of[name] for name in template_of(volume) if name in self.template_of), None
        )
        if template is not None and key in {"dataVolume", "persistentVolumeClaim"}:
            return self.template(template, row)
        pointer = join([*split(volume.pointer), key])
        said = words.source(key, volume.value[key])
        return self.sheet.put(Lane.SOURCE, row, f"{volume.mark}.of{suffix}", said, pointer)

    def template(self, template: Entry, row: int) -> str:
        box = f"{Lane.SOURCE}.{template.mark}"
        if template.pointer not in self.placed:
            self.placed.add(template.pointer)
            said = words.template(template)
            self.sheet.put(Lane.SOURCE, row, template.mark, said, template.pointer, name=template.name)
        return box

    def without_disk(self, volume: Entry) -> None:
        row, self.row = self.row, self.row + 1
        box = self.volume(volume, row)
        if volume.name and self.volume_of[volume.name] is volume:
            said = Words("Disk", shown(volume.name), "device-ssd", ("added by itself", "sata"))
            ghost = self.sheet.put(
                Lane.DISK, row, f"implied.{volume.mark}", said, volume.pointer, state=State.IMPLIED
            )
            says = f"No disk shows the volume “{shown(volume.name)}”, so a plain SATA disk is added."
            self.sheet.join(box, ghost, State.IMPLIED, says, Repair("Add a disk", f"wire:create:{box}"))
            self.sheet.join(ghost, MACHINE, State.IMPLIED)
            return
        ghost = self.sheet.missing(Lane.DISK, row, volume.mark, "no disk", volume.pointer, "Disk")
        says = (
            "Another volume has this name, so no disk can show this one."
            if volume.name
            else "It has no name."
        )
        remove = Repair("Remove the volume", f"wire:remove:{box}")
        self.sheet.join(box, ghost, State.BROKEN, f"{says} Give it a name of its own.", remove)

    def without_volume(self, template: Entry) -> None:
        row, self.row = self.row, self.row + 1
        box = self.template(template, row)
        ghost = self.sheet.missing(
            Lane.VOLUME, row, f"for.{template.mark}", "no volume", template.pointer, "Volume"
        )
        repairs = [Repair("Remove the data volume", f"wire:remove:{box}")]
        if template.name and self.template_of[template.name] is template:
            repairs.insert(0, Repair("Add a disk for it", f"wire:create:{box}"))
        says = f"No volume uses the data volume “{shown(template.name)}”."
        self.sheet.join(box, ghost, State.BROKEN, says, *repairs)
