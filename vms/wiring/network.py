"""The right side: network cards, networks and what they are attached to, one row for each card."""

from typing import Any

from vms.schema import get
from vms.wiring import words
from vms.wiring.look import AUTOATTACH, INTERFACES, NETWORKS, Entry, by_name, entries, shown
from vms.wiring.model import Lane, Repair, State
from vms.wiring.sheet import MACHINE, Sheet, boot_order
from vms.wiring.words import Words

_OFFERED = 3


def wire_network(document: Any, sheet: Sheet) -> None:
    interfaces, networks = entries(document, INTERFACES), entries(document, NETWORKS)
    if interfaces or networks:
        _Network(interfaces, networks, sheet).draw()
    elif get(document, AUTOATTACH) is not False:
        _implied(sheet)


def _implied(sheet: Sheet) -> None:
    """Without any card and network, the machine joins the pod network."""
    says = "No network card is listed, so the machine joins the pod network by itself."
    card = Words("Network card", "default", "ethernet", ("added by itself", "masquerade"))
    network = Words("Network", "default", "diagram-3", ("added by itself",))
    host = words.attachment("pod", {})
    boxes = [
        sheet.put(lane, 0, "implied", said, AUTOATTACH, state=State.IMPLIED)
        for lane, said in ((Lane.INTERFACE, card), (Lane.NETWORK, network), (Lane.ATTACHMENT, host))
    ]
    write = Repair("Write it down", "wire:add:pod")
    sheet.join(MACHINE, boxes[0], State.IMPLIED, says, write, Repair("No network", f"wire:remove:{boxes[0]}"))
    sheet.join(boxes[0], boxes[1], State.IMPLIED)
    sheet.join(boxes[1], boxes[2], State.IMPLIED)


class _Network:
    def __init__(self, interfaces: list[Entry], networks: list[Entry], sheet: Sheet) -> None:
        self.sheet = sheet
        self.row = 0
        self.interfaces, self.networks = interfaces, networks
        self.network_of = by_name(networks)
        taken = {interface.name for interface in interfaces}
        self.free = [name for name in self.network_of if name not in taken]
        self.has_pod = any("pod" in network.value for network in networks)
        self.placed: set[str] = set()

    def draw(self) -> None:
        for interface in self.interfaces:
            self.interface(interface)
        for network in self.networks:
            if network.pointer not in self.placed:
                self.without_card(network)

    def interface(self, interface: Entry) -> None:
        row, self.row = self.row, self.row + 1
        said = words.interface(interface)
        box = self.sheet.put(
            Lane.INTERFACE,
            row,
            interface.mark,
            said,
            interface.pointer,
            name=interface.name,
            boot=boot_order(interface),
        )
        self.sheet.join(MACHINE, box)
        network = self.network_of.get(interface.name)
        if network is not None:
            self.sheet.join(box, self.network(network, row))
            return
        name = shown(interface.name) or "not named"
        ghost = self.sheet.missing(Lane.NETWORK, row, interface.mark, name, interface.pointer, "Network")
        create = [
            Repair("Join the pod network", f"wire:create:{box}")
            if not self.has_pod
            else Repair(f"Create network “{shown(interface.name, 30)}”", f"wire:create:{box}")
        ]
        offered = [
            Repair(
                f"Connect to “{shown(free, 30)}”", f"wire:connect:{box}:network.{self.network_of[free].mark}"
            )
            for free in self.free[:_OFFERED]
        ]
        self.sheet.join(
            box,
            ghost,
            State.BROKEN,
            f"The network card “{name}” has no network.",
            *(create if interface.name else []),
            *offered,
            Repair("Remove the card", f"wire:remove:{box}"),
        )

    def network(self, network: Entry, row: int) -> str:
        box = f"{Lane.NETWORK}.{network.mark}"
        if network.pointer in self.placed:
            return box
        self.placed.add(network.pointer)
        self.sheet.put(
            Lane.NETWORK, row, network.mark, words.network(network), network.pointer, name=network.name
        )
        kinds = network.kinds()
        if len(kinds) == 1:
            said = words.attachment(kinds[0], network.value[kinds[0]])
            self.sheet.join(box, self.sheet.put(Lane.ATTACHMENT, row, network.mark, said, network.pointer))
            return box
        ghost = self.sheet.missing(
            Lane.ATTACHMENT,
            row,
            network.mark,
            "nothing" if not kinds else "several",
            network.pointer,
            "Attached to",
        )
        says = f"The network “{shown(network.name)}” is of {'no kind' if not kinds else 'several kinds'}."
        pod = (
            []
            if self.has_pod and "pod" not in kinds
            else [Repair("Use the pod network", f"wire:kind:{box}:pod")]
        )
        named = Repair("Use a named network", f"wire:kind:{box}:multus")
        self.sheet.join(box, ghost, State.BROKEN, says, *pod, named)
        return box

    def without_card(self, network: Entry) -> None:
        row, self.row = self.row, self.row + 1
        box = self.network(network, row)
        ghost = self.sheet.missing(
            Lane.INTERFACE, row, network.mark, "no card", network.pointer, "Network card"
        )
        remove = Repair("Remove the network", f"wire:remove:{box}")
        if network.name and self.network_of[network.name] is network:
            says = f"No network card joins the network “{shown(network.name)}”."
            self.sheet.join(
                ghost, box, State.BROKEN, says, Repair("Add a network card", f"wire:create:{box}"), remove
            )
            return
        says = "Another network has this name." if network.name else "This network has no name."
        self.sheet.join(ghost, box, State.BROKEN, f"{says} Give it a name of its own.", remove)
