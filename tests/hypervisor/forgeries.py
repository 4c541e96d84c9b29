"""What a guest's card may not say: frames with a name, made for one speaker and one victim.

Each carries a cookie, to be known again by, inside of what is said: a bridge may cut off what follows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network

from . import frames
from .frames import ARP, BROADCAST, ICMPV6, IPV4, IPV6, UDP, VLAN, arp, ethernet, ipv4, ipv6, udp

ME, MY_IP = "02:00:00:00:00:11", "10.64.1.2"
VICTIM, VICTIM_IP = "02:00:00:00:00:12", "10.64.1.3"
GATEWAY_IP = "10.64.1.1"
STRANGER, STRANGER_IP = "02:00:00:00:00:99", "10.64.1.77"
NOBODY, UNKNOWN_IP = "00:00:00:00:00:00", "0.0.0.0"  # noqa: S104
ALL_NODES, LINK_LOCAL = "ff02::1", "fe80::ff:fe00:11"


Payload = Callable[[bytes], bytes]  # with this cookie in it


@dataclass(frozen=True)
class Forgery:
    name: str
    source: str
    target: str
    kind: int
    payload: Payload

    def frame(self, cookie: bytes) -> str:
        return ethernet(self.source, self.target, self.kind, self.payload(cookie)).hex()


def _mine(name: str, kind: int, payload: Payload, target: str = VICTIM) -> Forgery:
    """Under the speaker's own hardware address."""
    return Forgery(name, ME, target, kind, payload)


def _sent(source: str, target: str = VICTIM_IP, source_port: int = 4000, target_port: int = 4000) -> Payload:
    return lambda cookie: ipv4(source, target, UDP, udp(source_port, target_port, cookie))


def _offer(source: str, target: str = "255.255.255.255", kind: int = 2) -> Payload:
    return lambda cookie: ipv4(source, target, UDP, udp(67, 68, frames.dhcp_offer(cookie, kind)))


def _arp(operation: int, sender_mac: str, sender: str, target_mac: str, target: str) -> Payload:
    return lambda cookie: arp(operation, sender_mac, sender, target_mac, target) + cookie


def _sent_by_ipv6(source: str, source_port: int, target_port: int) -> Payload:
    return lambda cookie: ipv6(source, ALL_NODES, UDP, udp(source_port, target_port, cookie))


def _router_advertisement(cookie: bytes) -> bytes:
    return ipv6(LINK_LOCAL, ALL_NODES, ICMPV6, frames.router_advertisement(cookie))


def _after(beginning: bytes, payload: Payload = bytes) -> Payload:
    return lambda cookie: beginning + payload(cookie)


FORGERIES = (
    Forgery("a foreign hardware address", STRANGER, VICTIM, IPV4, _sent(MY_IP)),
    Forgery("the victim's own hardware address", VICTIM, BROADCAST, IPV4, _sent(MY_IP, "10.64.1.255")),
    Forgery(
        "ARP from a foreign hardware address", STRANGER, BROADCAST, ARP, _arp(1, ME, MY_IP, NOBODY, VICTIM_IP)
    ),
    Forgery(
        "an unknown protocol from a foreign hardware address", STRANGER, VICTIM, 0x88B5, _after(b"slipway")
    ),
    _mine("a neighbour's IP address", IPV4, _sent(STRANGER_IP)),
    _mine("the gateway's IP address", IPV4, _sent(GATEWAY_IP)),
    _mine("the victim's IP address", IPV4, _sent(VICTIM_IP)),
    _mine("an IP address from far away", IPV4, _sent("192.0.2.1")),
    _mine("no IP address, and no question for one", IPV4, _sent(UNKNOWN_IP)),
    _mine("no IP address, and a question to another port", IPV4, _sent(UNKNOWN_IP, source_port=68)),
    _mine("an ARP answer for the gateway", ARP, _arp(2, ME, GATEWAY_IP, VICTIM, VICTIM_IP)),
    _mine("an ARP answer for a neighbour", ARP, _arp(2, ME, STRANGER_IP, VICTIM, VICTIM_IP)),
    _mine(
        "an ARP question in a neighbour's name", ARP, _arp(1, ME, STRANGER_IP, NOBODY, VICTIM_IP), BROADCAST
    ),
    _mine(
        "an ARP notice of the gateway's address", ARP, _arp(1, ME, GATEWAY_IP, NOBODY, GATEWAY_IP), BROADCAST
    ),
    _mine("an ARP answer with a foreign hardware address", ARP, _arp(2, STRANGER, MY_IP, VICTIM, VICTIM_IP)),
    _mine("a reverse ARP", 0x8035, _arp(3, ME, STRANGER_IP, ME, STRANGER_IP), BROADCAST),
    _mine("a DHCP offer", IPV4, _offer(MY_IP), BROADCAST),
    _mine("a DHCP offer to one", IPV4, _offer(MY_IP, VICTIM_IP)),
    _mine("a DHCP offer in the gateway's name", IPV4, _offer(GATEWAY_IP), BROADCAST),
    _mine("a DHCP offer without an address", IPV4, _offer(UNKNOWN_IP), BROADCAST),
    _mine("a DHCP acknowledgement", IPV4, _offer(MY_IP, kind=5), BROADCAST),
    _mine("a router's advertisement", IPV6, _router_advertisement, "33:33:00:00:00:01"),
    _mine("a DHCPv6 advertisement", IPV6, _sent_by_ipv6(LINK_LOCAL, 547, 546), "33:33:00:00:00:01"),
    _mine("a neighbour's IPv6 address", IPV6, _sent_by_ipv6("fe80::99", 4000, 4000), "33:33:00:00:00:01"),
    _mine("a tag of another VLAN", VLAN, _after(b"\0\7\x08\0", _sent(MY_IP))),
    _mine("two tags", VLAN, _after(b"\0\1\x81\0\0\7\x08\0", _sent(MY_IP))),
    _mine("spanning tree", 38, _after(b"\x42\x42\x03" + bytes(31)), "01:80:c2:00:00:00"),
    _mine("LLDP", 0x88CC, _after(b"\x02\x07\x04" + bytes(26)), "01:80:c2:00:00:0e"),
)

HONEST = (
    _mine("its own addresses", IPV4, _sent(MY_IP)),
    _mine("its own addresses to everybody", IPV4, _sent(MY_IP, "10.64.1.255"), BROADCAST),
    _mine("an ARP question", ARP, _arp(1, ME, MY_IP, NOBODY, VICTIM_IP), BROADCAST),
    _mine("an ARP answer", ARP, _arp(2, ME, MY_IP, VICTIM, VICTIM_IP)),
    _mine(
        "an ARP question whether an address is free", ARP, _arp(1, ME, UNKNOWN_IP, NOBODY, MY_IP), BROADCAST
    ),
    _mine("a question for an address", IPV4, _sent(UNKNOWN_IP, "255.255.255.255", 68, 67), BROADCAST),
)


def variations() -> Iterator[Forgery]:
    """Every address of the network, every hardware address one bit away, each as source of every kind."""
    sources = [str(address) for address in IPv4Network("10.64.1.0/24") if str(address) != MY_IP]
    for source in sources:
        yield _mine(f"IP from {source}", IPV4, _sent(source))
        yield _mine(f"ARP from {source}", ARP, _arp(2, ME, source, VICTIM, VICTIM_IP))
        yield _mine(f"DHCP from {source}", IPV4, _offer(source), BROADCAST)
    whole = int(ME.replace(":", ""), 16)
    for bit in range(48):
        near = f"{whole ^ (1 << bit):012x}"
        other = ":".join(near[at : at + 2] for at in range(0, 12, 2))
        yield Forgery(f"IP from {other}", other, VICTIM, IPV4, _sent(MY_IP))
        yield _mine(f"ARP with {other}", ARP, _arp(2, other, MY_IP, VICTIM, VICTIM_IP))
    for kind in range(0x0600, 0x10000, 0x0111):
        if kind not in (IPV4, ARP):
            yield _mine(f"protocol {kind:#06x}", kind, _after(b"slipway"))
