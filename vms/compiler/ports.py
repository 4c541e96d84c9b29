"""The ports of a guest that its pod network lets in."""

from collections.abc import Iterator
from dataclasses import dataclass

from vms.compiler.effective import INTERFACES, interfaces, mac_address
from vms.hosts import HostFacts, port_key
from vms.manifest import Binding, Manifest


@dataclass(frozen=True, slots=True)
class Forward:
    """``host_port`` is ``None`` while nobody has set one aside."""

    interface: str
    protocol: str  # tcp or udp
    port: int
    name: str | None
    host_port: int | None
    address: str | None = None  # the guest's, on its host's network


def forwards(manifest: Manifest, host: HostFacts) -> Iterator[Forward]:
    """Each port once, in the manifest's order. Bindings other than masquerade need no forwarding."""
    seen: set[str] = set()
    for interface, network in interfaces(manifest):
        if interface.binding is not Binding.MASQUERADE or not network.is_pod:
            continue
        for port in interface.ports:
            key = port_key(interface.name, port.protocol, port.port)
            if key not in seen:
                seen.add(key)
                protocol = port.protocol.lower()
                yield Forward(
                    interface.name,
                    protocol,
                    port.port,
                    port.name,
                    host.host_ports.get(key),
                    manifest.identity.addresses.get(interface.name),
                )


@dataclass(frozen=True, slots=True)
class PodCard:
    """A card on the pod network, which the host's network gives an address."""

    interface: str
    mac: str
    pointer: str


def pod_cards(manifest: Manifest) -> tuple[PodCard, ...]:
    """In the manifest's order. Raises ``CompileError`` for an interface without a network."""
    return tuple(
        PodCard(
            interface.name,
            mac_address(manifest, interface.name, interface.mac_address),
            f"{INTERFACES}/{index}",
        )
        for index, (interface, network) in enumerate(interfaces(manifest))
        if network.is_pod and interface.binding in (Binding.MASQUERADE, Binding.BRIDGE)
    )
