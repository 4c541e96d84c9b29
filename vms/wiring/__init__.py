"""The machine as a drawing: what is joined to what, where each box stands, and how a joint is changed.

In: plain documents of any shape, ``Problem`` values, actions as short texts. Out: a ``Diagram`` of boxes and
edges, positions, SVG and a table that say the same, and the edits behind every operation. The room must not
know of hosts, forms, HTTP or the database; it draws and never measures a screen.
"""

from vms.wiring.act import PREFIX, act
from vms.wiring.add import add
from vms.wiring.boot import boot
from vms.wiring.devices import PALETTE, Device
from vms.wiring.errors import WiringRefused
from vms.wiring.join import connect
from vms.wiring.layout import Layout, Place, layout
from vms.wiring.model import Box, Diagram, Edge, Lane, Repair, State
from vms.wiring.remove import remove
from vms.wiring.rename import rename
from vms.wiring.svg import render
from vms.wiring.table import table
from vms.wiring.wire import wire

__all__ = [
    "PALETTE",
    "PREFIX",
    "Box",
    "Device",
    "Diagram",
    "Edge",
    "Lane",
    "Layout",
    "Place",
    "Repair",
    "State",
    "WiringRefused",
    "act",
    "add",
    "boot",
    "connect",
    "layout",
    "remove",
    "rename",
    "render",
    "table",
    "wire",
]
