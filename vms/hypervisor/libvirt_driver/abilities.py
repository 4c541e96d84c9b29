"""What the drivers behind a connection differ in. No other file asks for the driver's name."""

from dataclasses import dataclass

import libvirt

from vms.hypervisor.libvirt_driver.connection import is_session

TPM_FLAG_SINCE = 8_009_000


@dataclass(frozen=True, slots=True)
class Abilities:
    """``makes_files`` is false for libvirt's test driver: its volumes are names without a file, so nothing
    is uploaded to them, and its machines have no consoles. ``describes_guests`` is false where
    capabilities say nothing about machine types. Networks and filters are for libvirt with privileges."""

    makes_files: bool
    has_consoles: bool
    describes_guests: bool
    undefine_flags: int
    has_networks: bool
    has_filters: bool


def abilities(connection: libvirt.virConnect) -> Abilities:
    flags = libvirt.VIR_DOMAIN_UNDEFINE_MANAGED_SAVE | libvirt.VIR_DOMAIN_UNDEFINE_SNAPSHOTS_METADATA
    if connection.getType() == "TEST":
        return Abilities(
            makes_files=False,
            has_consoles=False,
            describes_guests=False,
            undefine_flags=flags,
            has_networks=True,
            has_filters=False,
        )
    flags |= libvirt.VIR_DOMAIN_UNDEFINE_CHECKPOINTS_METADATA | libvirt.VIR_DOMAIN_UNDEFINE_NVRAM
    if connection.getLibVersion() >= TPM_FLAG_SINCE:
        flags |= libvirt.VIR_DOMAIN_UNDEFINE_TPM
    privileged = not is_session(connection)
    return Abilities(
        makes_files=True,
        has_consoles=True,
        describes_guests=True,
        undefine_flags=flags,
        has_networks=privileged,
        has_filters=privileged,
    )
