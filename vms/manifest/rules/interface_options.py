"""What KubeVirt lets one say of a network card beyond the schema: kept for export, and judged for it."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import (
    INTERFACES,
    NETWORKS,
    entries,
    fix,
    is_number,
    mapping,
    named,
    shown,
    text,
    warning,
)
from vms.schema import Edit, Problem

_PCI: Final = re.compile(r"[0-9a-fA-F]{4}:[0-9a-fA-F]{2}:[01][0-9a-fA-F]\.[0-7]")
_STATES: Final = (None, "", "up", "down", "absent")
_PRIVATE: Final = range(224, 255)


def have_an_address_that_exists(document: dict[str, Any]) -> Iterator[Problem]:
    for place, interface in entries(document, INTERFACES):
        address = text(interface.get("pciAddress"))
        if address and not _PCI.fullmatch(address):
            pointer = f"{place}/pciAddress"
            message = f"“{shown(address)}” is not a PCI address. Write it like 0000:05:00.0."
            remove = fix("Let the machine choose", Edit(pointer))
            yield warning(pointer, "pci-address", message, remove, rule="B.7-104")


def have_a_state_that_can_be(document: dict[str, Any]) -> Iterator[Problem]:
    networks = named(document, NETWORKS)
    for place, interface in entries(document, INTERFACES):
        state, message = interface.get("state"), ""
        _, network = networks.get(text(interface.get("name")) or "", ("", {}))
        is_default = "pod" in network or mapping(network, "/multus").get("default") is True
        if state not in _STATES:
            message = f"“{shown(state)}” is no state of a network card. Use up, down or absent."
        elif state == "absent" and (interface.get("bridge") is None or is_default):
            message = "Only a bridged card of another than the default network can be absent. Remove this."
        elif state in ("up", "down") and interface.get("sriov") is not None:
            message = "The link of an SR-IOV card cannot be set. Remove this."
        if message:
            remove = fix("Remove it", Edit(f"{place}/state"))
            yield warning(f"{place}/state", "interface-state", message, remove, rule="B.7-108")


def hand_out_options_that_exist(document: dict[str, Any]) -> Iterator[Problem]:
    for place, interface in entries(document, INTERFACES):
        options = mapping(interface, "/dhcpOptions")
        seen: set[Any] = set()
        for inner, option in entries(options, "/privateOptions"):
            number = option.get("option")
            if not is_number(number) or number not in _PRIVATE or number in seen:
                message = "A private DHCP option has a number of its own from 224 to 254. Change it."
                free = next((each for each in _PRIVATE if each not in seen), 224)
                pointer = f"{place}/dhcpOptions{inner}/option"
                repair = fix(f"Use {free}", Edit(pointer, free))
                yield warning(pointer, "dhcp-option", message, repair, rule="B.7-107")
            else:
                seen.add(number)
        servers = options.get("ntpServers")
        for index, server in enumerate(servers if isinstance(servers, list) else []):
            if not _is_ipv4(server):
                pointer = f"{place}/dhcpOptions/ntpServers/{index}"
                message = f"“{shown(server)}” is not an IPv4 address. Name the time server by its address."
                remove = fix("Remove it", Edit(pointer))
                yield warning(pointer, "dhcp-ntp-server", message, remove, rule="B.7-107")


def _is_ipv4(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(ipaddress.IPv4Address(value))
    except ValueError:
        return False


RULES: Final = (have_an_address_that_exists, have_a_state_that_can_be, hand_out_options_that_exist)
