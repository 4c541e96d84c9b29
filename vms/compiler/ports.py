"""The ports of a guest that its pod network lets in."""

from collections.abc import Iterator
from dataclasses import dataclass

from vms.compiler.effective import interfaces
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
                yield Forward(interface.name, protocol, port.port, port.name, host.host_ports.get(key))
