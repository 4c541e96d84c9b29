"""Who a machine is, when nobody has decided yet."""

from typing import Final
from uuid import UUID, uuid5

from vms.manifest.model import Identity

_MACHINES: Final = UUID("6f1d3c0e-5b0a-5a55-9d5a-2f6c0f2c7d11")


def identity_for(namespace: str, name: str) -> Identity:
    """The same identity for the same names, always: for previews. A launched machine keeps its own."""
    machine_id = uuid5(_MACHINES, f"{namespace}/{name}")
    return Identity(machine_id, uuid5(machine_id, "uuid"), str(uuid5(machine_id, "serial")))
