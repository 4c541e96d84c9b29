"""Network cards and the networks they join."""

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import (
    INTERFACES,
    NETWORKS,
    duplicates,
    entries,
    error,
    fix,
    named,
    shown,
    text,
)
from vms.schema import Edit, Problem

_BINDINGS: Final = ("masquerade", "bridge", "sriov", "binding")
_ELSEWHERE: Final = ("slirp", "macvtap", "passt", "passtBinding")
_RESERVED_MAC: Final = "02:00:00:00:00:00"  # KubeVirt's own bridge inside the pod
_LONGEST_PREFIX: Final = 30  # network, gateway, guest, broadcast


def join_one_another(document: dict[str, Any]) -> Iterator[Problem]:
    interfaces, networks = named(document, INTERFACES), named(document, NETWORKS)
    has_pod = any("pod" in network for _, network in networks.values())
    for name, (place, _) in interfaces.items():
        if name not in networks:
            yield error(
                f"{place}/name",
                "interface-without-network",
                f"The network card “{shown(name)}” has no network. Add a network of that name.",
                None
                if has_pod
                else fix("Join the pod network", Edit(f"{NETWORKS}/-", {"name": name, "pod": {}})),
                rule="B.7-99",
            )
    for name, (place, network) in networks.items():
        if name not in interfaces:
            binding = "masquerade" if "pod" in network else "bridge"
            yield error(
                f"{place}/name",
                "network-without-interface",
                f"No network card joins the network “{shown(name)}”. Add such a card, or remove it.",
                fix("Add a network card", Edit(f"{INTERFACES}/-", {"name": name, binding: {}})),
                rule="B.7-98",
            )


def have_one_binding(document: dict[str, Any]) -> Iterator[Problem]:
    for place, interface in entries(document, INTERFACES):
        elsewhere = [key for key in _ELSEWHERE if interface.get(key) is not None]
        found = [key for key in _BINDINGS if interface.get(key) is not None]
        if elsewhere:
            message = f"The binding “{elsewhere[0]}” cannot be used here. Use masquerade or bridge."
            repair = fix("Use masquerade", Edit(f"{place}/{elsewhere[0]}"), Edit(f"{place}/masquerade", {}))
            rule = "" if elsewhere[0] == "passtBinding" else "B.7-109"
            yield error(place, "binding-unsupported", message, None if found else repair, rule=rule)
        elif len(found) > 1:
            message = f"A network card has one binding; this has {' and '.join(found)}. Keep one."
            yield error(place, "bindings", message, rule="B.7-92")
        elif not found:
            message = "Say how this card joins its network: masquerade, bridge, sriov or a plugin."
            repair = fix("Use masquerade", Edit(f"{place}/masquerade", {}))
            yield error(place, "binding-missing", message, repair, rule="B.7-92")
        plugin = interface.get("binding")
        if isinstance(plugin, dict) and not plugin.get("name"):
            yield error(f"{place}/binding/name", "plugin-missing", "Name the plugin that binds this card.")


def have_one_type(document: dict[str, Any]) -> Iterator[Problem]:
    pods: list[str] = []
    defaults: list[str] = []
    has_pod = any(network.get("pod") is not None for _, network in entries(document, NETWORKS))
    for place, network in entries(document, NETWORKS):
        kinds = [key for key, value in network.items() if key != "name" and value is not None]
        if len(kinds) != 1:
            message = "A network is either the pod network or one named by multus. Choose exactly one."
            choice = None
            if not kinds and not has_pod:
                choice = fix("Use the pod network", Edit(f"{place}/pod", {}))
            yield error(place, "network-type", message, choice, rule="B.7-90")
        elif kinds[0] not in {"pod", "multus"}:
            message = f"A network of the kind “{shown(kinds[0])}” cannot be used here. Use pod or multus."
            yield error(place, "network-unsupported", message)
        if network.get("pod") is not None:
            pods.append(place)
        multus = network.get("multus")
        if isinstance(multus, dict):
            yield from _multus(place, multus)
            if multus.get("default") is True:
                defaults.append(place)
    for place in pods[1:]:
        message = "A machine has one pod network. Remove this one, or use multus."
        yield error(place, "second-pod-network", message, rule="B.7-87")
    for place in defaults[1:] or (defaults if pods else []):
        message = "The default network is there already. Turn “default” off here."
        pointer = f"{place}/multus/default"
        rule = "B.7-89" if pods else "B.7-88"
        off = fix("Turn it off", Edit(pointer))
        yield error(pointer, "second-default-network", message, off, rule=rule)


def _multus(place: str, multus: dict[str, Any]) -> Iterator[Problem]:
    name = text(multus.get("networkName"))
    if name is not None and not name.strip():
        message = "This is empty. Name the network to join."
        yield error(f"{place}/multus/networkName", "reference-empty", message, rule="B.7-91")


def are_masqueraded_on_the_pod_network_only(document: dict[str, Any]) -> Iterator[Problem]:
    networks = named(document, NETWORKS)
    for place, interface in entries(document, INTERFACES):
        _, network = networks.get(text(interface.get("name")) or "", ("", {}))
        if interface.get("masquerade") is not None and network and network.get("pod") is None:
            yield error(
                f"{place}/masquerade",
                "masquerade-needs-pod",
                "Masquerade works on the pod network only. Use bridge here.",
                fix("Use bridge", Edit(f"{place}/masquerade"), Edit(f"{place}/bridge", {})),
                rule="B.7-93",
            )


def have_addresses_of_their_own(document: dict[str, Any]) -> Iterator[Problem]:
    pairs: list[tuple[str, str]] = []
    for place, interface in entries(document, INTERFACES):
        mac = (text(interface.get("macAddress")) or "").lower()
        pointer = f"{place}/macAddress"
        if not mac:
            continue
        pairs.append((pointer, mac))
        if re.match(r"[0-9a-f][13579bdf]:", mac):
            message = "No card can have a multicast address. Make the first byte even, such as 02 or 52."
            even = f"{int(mac[:2], 16) & 0xFE:02x}{mac[2:]}"
            yield error(pointer, "mac-multicast", message, fix(f"Use {shown(even)}", Edit(pointer, even)))
        if mac == _RESERVED_MAC and interface.get("masquerade") is not None:
            message = "This address belongs to the network itself. Choose another."
            choose = fix("Let the portal choose", Edit(pointer))
            yield error(pointer, "mac-reserved", message, choose, rule="B.7-94")
    for pointer, _, mac in duplicates(pairs):
        message = f"Two cards have the address {shown(mac)}. Give each its own."
        choose = fix("Let the portal choose", Edit(pointer))
        yield error(pointer, "duplicate-mac", message, choose, rule="B.11-145")


def have_room_for_a_guest(document: dict[str, Any]) -> Iterator[Problem]:
    for place, network in entries(document, NETWORKS):
        pod = network.get("pod")
        cidr = text(pod.get("vmNetworkCIDR")) if isinstance(pod, dict) else None
        if cidr is None:
            continue
        try:
            subnet = ipaddress.IPv4Network(cidr, strict=False) if "/" in cidr else None
        except ValueError:
            subnet = None
        if subnet is None or subnet.prefixlen > _LONGEST_PREFIX:
            message = f"“{shown(cidr)}” is not a network with room for a guest. Write it like 10.0.2.0/24."
            pointer = f"{place}/pod/vmNetworkCIDR"
            usual = fix("Use 10.0.2.0/24", Edit(pointer, "10.0.2.0/24"))
            yield error(pointer, "network-cidr", message, usual, rule="B.7-110")


RULES: Final = (
    join_one_another,
    have_one_binding,
    have_one_type,
    are_masqueraded_on_the_pod_network_only,
    have_addresses_of_their_own,
    have_room_for_a_guest,
)
