"""Ethernet frames as nobody's kernel would send them."""

import struct
from ipaddress import IPv4Address, IPv6Address

BROADCAST = "ff:ff:ff:ff:ff:ff"
IPV4, ARP, VLAN, IPV6 = 0x0800, 0x0806, 0x8100, 0x86DD
UDP, ICMPV6 = 17, 58


def mac(text: str) -> bytes:
    return bytes.fromhex(text.replace(":", ""))


def ethernet(source: str, target: str, kind: int, payload: bytes) -> bytes:
    return (mac(target) + mac(source) + struct.pack("!H", kind) + payload).ljust(60, b"\0")


def arp(operation: int, sender_mac: str, sender: str, target_mac: str, target: str) -> bytes:
    return (
        struct.pack("!HHBBH", 1, IPV4, 6, 4, operation)
        + mac(sender_mac)
        + IPv4Address(sender).packed
        + mac(target_mac)
        + IPv4Address(target).packed
    )


def ipv4(source: str, target: str, protocol: int, payload: bytes) -> bytes:
    header = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 7, 0, 64, protocol, 0)
    header += IPv4Address(source).packed + IPv4Address(target).packed
    return header[:10] + struct.pack("!H", _checksum(header)) + header[12:] + payload


def udp(source_port: int, target_port: int, payload: bytes) -> bytes:
    """Without a checksum, which UDP over IPv4 may leave out."""
    return struct.pack("!HHHH", source_port, target_port, 8 + len(payload), 0) + payload


def ipv6(source: str, target: str, next_header: int, payload: bytes) -> bytes:
    header = struct.pack("!IHBB", 0x60000000, len(payload), next_header, 255)
    return header + IPv6Address(source).packed + IPv6Address(target).packed + payload


def router_advertisement(cookie: bytes) -> bytes:
    return struct.pack("!BBHBBHI", 134, 0, 0, 64, 0, 1800, 0) + cookie


def dhcp_offer(cookie: bytes, kind: int = 2) -> bytes:
    """``kind`` 2 offers, 5 acknowledges. Only as much as a client looks at first."""
    fixed = (struct.pack("!BBBB", 2, 1, 6, 0) + cookie).ljust(236, b"\0")
    return fixed + b"\x63\x82\x53\x63" + bytes([53, 1, kind, 255])


def _checksum(header: bytes) -> int:
    total: int = sum(struct.unpack(f"!{len(header) // 2}H", header))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF
