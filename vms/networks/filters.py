"""What a guest's card may say: libvirt's network filters, which the host applies and no guest can undo.

Complete in themselves, because not every distribution installs the filters that libvirt comes with. The
rules are few and in one chain, for each costs a start some milliseconds. A filter is never changed, because
libvirt would do that to every running guest: other rules get another name.
"""

from typing import Final

from lxml import etree

GUEST_FILTER: Final = "slipway-guest-1"  # for a card whose address the portal gives: needs MAC and IP
LINK_FILTER: Final = "slipway-link-1"  # for a card on an administrator's network: needs MAC

_Rule = tuple[str, str, str, dict[str, str]]  # action, direction as the guest sees it, protocol, matches

_OWN_MAC: Final[_Rule] = ("drop", "out", "mac", {"match": "no", "srcmacaddr": "$MAC"})
_ARP_OF_ANOTHER_MAC: Final[_Rule] = ("drop", "out", "arp", {"match": "no", "arpsrcmacaddr": "$MAC"})
_DHCP_SERVER: Final[_Rule] = ("drop", "out", "ip", {"protocol": "udp", "srcportstart": "67"})

_GUEST: Final[tuple[_Rule, ...]] = (
    _OWN_MAC,
    _ARP_OF_ANOTHER_MAC,
    _DHCP_SERVER,
    (
        "accept",
        "out",
        "ip",
        {"srcipaddr": "0.0.0.0", "protocol": "udp", "srcportstart": "68", "dstportstart": "67"},  # noqa: S104
    ),
    ("accept", "out", "ip", {"srcipaddr": "$IP"}),
    ("accept", "out", "arp", {"arpsrcipaddr": "$IP"}),
    ("accept", "out", "arp", {"arpsrcipaddr": "0.0.0.0"}),  # noqa: S104 - asks whether an address is free
    ("accept", "in", "ip", {}),
    ("accept", "in", "arp", {}),
    ("drop", "inout", "all", {}),  # IPv6, VLAN tags and everything else
)

_LINK: Final[tuple[_Rule, ...]] = (
    _OWN_MAC,
    _ARP_OF_ANOTHER_MAC,
    _DHCP_SERVER,
    ("drop", "out", "ipv6", {"protocol": "udp", "srcportstart": "547"}),  # a DHCPv6 server
    (
        "drop",
        "out",
        "ipv6",
        {"protocol": "icmpv6", "type": "134", "typeend": "134"},
    ),  # a router's advertisement
    ("drop", "out", "vlan", {}),
)


def _filter_xml(name: str, rules: tuple[_Rule, ...]) -> str:
    root = etree.Element("filter", name=name, chain="root")
    for position, (action, direction, protocol, matches) in enumerate(rules):
        priority = str(100 + position)
        rule = etree.SubElement(root, "rule", action=action, direction=direction, priority=priority)
        if protocol != "all" or matches:
            etree.SubElement(rule, "mac" if protocol == "all" else protocol, matches)
    return etree.tostring(root, encoding="unicode")


FILTERS: Final = {
    GUEST_FILTER: _filter_xml(GUEST_FILTER, _GUEST),
    LINK_FILTER: _filter_xml(LINK_FILTER, _LINK),
}
