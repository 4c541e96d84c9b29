"""Ports that a network card lets in."""

import re
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import (
    INTERFACES,
    Entry,
    duplicates,
    entries,
    error,
    fix,
    is_number,
    shown,
    text,
    warning,
)
from vms.schema import Edit, Problem

_PORT_NAME: Final = re.compile(r"(?!.*--)(?=.*[a-z])[a-z0-9](?:[a-z0-9-]{0,13}[a-z0-9])?")


def forward_ports_that_exist(document: dict[str, Any]) -> Iterator[Problem]:
    for place, interface in entries(document, INTERFACES):
        ports = entries(interface, "/ports")
        if ports and interface.get("masquerade") is None:
            message = "Ports are forwarded with masquerade only; here they have no effect. Remove them."
            remove = fix("Remove the ports", Edit(f"{place}/ports"))
            yield warning(f"{place}/ports", "ports-without-masquerade", message, remove)
        yield from _ports(place, ports)


def _ports(place: str, ports: list[Entry]) -> Iterator[Problem]:
    names: list[tuple[str, str]] = []
    numbers: list[tuple[str, tuple[Any, Any]]] = []
    for inner, port in ports:
        pointer, name, number = f"{place}{inner}", text(port.get("name")), port.get("port")
        if number is None:
            message = "Say which port is forwarded."
            yield error(f"{pointer}/port", "port-missing", message, rule="B.7-105")
        elif is_number(number):
            numbers.append((f"{pointer}/port", (number, port.get("protocol") == "UDP")))
        if name:
            names.append((f"{pointer}/name", name))
            if not _PORT_NAME.fullmatch(name):
                message = "A port's name has up to 15 small letters, digits and “-”, and a letter. Change it."
                better = re.sub("-{2,}|[^a-z0-9]+", "-", name.lower())[:15].strip("-")
                good = _PORT_NAME.fullmatch(better)
                repair = fix(f"Use “{better}”", Edit(f"{pointer}/name", better)) if good else None
                remove = fix("Remove the name", Edit(f"{pointer}/name"))
                yield error(f"{pointer}/name", "port-name", message, repair or remove, rule="B.7-105")
    for pointer, _, name in duplicates(names):
        message = f"Two ports are named “{shown(name)}”. Rename one."
        remove = fix("Remove this name", Edit(pointer))
        yield error(pointer, "duplicate-name", message, remove, rule="B.7-105")
    for pointer, _, (number, _udp) in duplicates(numbers):
        message = f"The port {number} is listed twice. Remove one."
        remove = fix("Remove it", Edit(pointer.removesuffix("/port")))
        yield warning(pointer, "duplicate-port", message, remove)


RULES: Final = (forward_ports_that_exist,)
