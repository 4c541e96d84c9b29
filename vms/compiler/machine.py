"""Which machine type a manifest means on a host: an alias is resolved once, and then stays what it was."""

import re
from typing import Final

from vms.compiler.effective import DOMAIN
from vms.compiler.errors import CompileError
from vms.hosts import DomainType, HostFacts
from vms.manifest import Manifest

_DEFAULT: Final = "q35"
_Q35: Final = re.compile(r"(pc-)?q35[A-Za-z0-9.-]*")  # the only family the controllers are laid out for
_POINTER: Final = f"{DOMAIN}/machine/type"


def machine_type(manifest: Manifest, host: HostFacts) -> str:
    """The host's versioned name. What an alias meant when the machine was first made is in its identity:
    a newer QEMU would otherwise change the hardware under a guest that is installed.

    Raises ``CompileError`` for a type that the host cannot be, or can no longer be.
    """
    wanted = manifest.machine_type or _DEFAULT
    resolved = host.machines.get(wanted)
    if resolved is None and host.domain_type is DomainType.TEST:
        resolved = wanted  # libvirt's test driver names no machine types and takes any
    if resolved is None or not _Q35.fullmatch(resolved):
        some = ", ".join(sorted(name for name in set(host.machines.values()) if _Q35.fullmatch(name))[-3:])
        hint = f"use q35, one of {some}, or remove the field" if some else "use q35, or remove the field"
        raise CompileError(_POINTER, f"The host {host.name} cannot be a machine of type {wanted}; {hint}.")
    remembered = manifest.identity.machine_type
    if resolved == wanted or remembered is None or remembered == resolved:
        return resolved
    if remembered in host.machines:
        return remembered
    reason = (
        f"This machine was made as {remembered}, which the host {host.name} no longer offers; "
        f"write {resolved} here to move it to that."
    )
    raise CompileError(_POINTER, reason)
