"""What cloud-init would mind about a network-config text: its version 1, or netplan's version 2."""

import ipaddress
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

from vms.manifest.cloud_init.check import MOST_INLINE_BYTES, size_of
from vms.manifest.cloud_init.look import misfits, unknown_keys, warning
from vms.manifest.cloud_init.shipped import NETWORK, schema
from vms.manifest.cloud_init.text import read_text
from vms.manifest.errors import YamlInvalid
from vms.schema import Edit, Fix, Problem, get, join, split

_MAC: Final = re.compile(r"[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")
_DEVICES: Final = ("ethernets", "bonds", "bridges", "vlans")
_OPENSTACK: Final = frozenset({"links", "networks", "services"})


def check_network_data(text: str, *, openstack: bool = False) -> list[Problem]:
    """All that can be said of a network-config text; pointers as ``check_user_data`` has them. Never raises.

    ``openstack``: the text is for a config drive, whose readers expect OpenStack's JSON.
    """
    return list(_checked(text, openstack))


@lru_cache(maxsize=256)
def _checked(text: str, openstack: bool) -> tuple[Problem, ...]:  # noqa: FBT001  a cache's key
    found = list(_size(text))
    if openstack:
        found.extend(_openstack(text))
    elif text.strip():
        found.extend(_network_config(text))
    return tuple(found)


def _size(text: str) -> Iterator[Problem]:
    size = size_of(text)
    if size > MOST_INLINE_BYTES:
        message = (
            f"It works here, but KubeVirt takes at most {MOST_INLINE_BYTES:,} bytes in a manifest; this has "
            f"{size:,}. Shorten it to export."
        )
        yield warning("", "cloud-init-large", message)


def _openstack(text: str) -> Iterator[Problem]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or not _OPENSTACK & document.keys():
        message = (
            "A config drive carries OpenStack's network_data.json: a JSON object with links and networks. "
            "For network config of version 1 or 2, use cloudInitNoCloud."
        )
        yield warning("", "network-data-openstack", message)


def _network_config(text: str) -> Iterator[Problem]:
    try:
        document = read_text(text)
    except YamlInvalid as error:
        yield Problem("", f"The network data cannot be read as YAML. {error}", "network-data-yaml")
        return
    inner = document.get("network")
    place = "/network" if isinstance(inner, dict) and "version" not in document else ""
    config = inner if place else document
    assert isinstance(config, dict)  # noqa: S101  both are
    version = config.get("version")
    if isinstance(version, bool) or version not in (1, 2):
        message = (
            "cloud-init reads network data of version 1 or 2. Write “version: 2” and list the ethernets."
        )
        fix = Fix("Write version: 2", (Edit(f"{place}/version", 2),)) if "ethernets" in config else None
        yield Problem(f"{place}/version", message, "network-data-version", fix=fix)
        return
    for problem in misfits(schema(NETWORK[version]), config, "network-data"):
        yield warning(f"{place}{problem.pointer}", problem.keyword, problem.message)
    yield from (_of_devices if version == 2 else _of_entries)(config, place)


def _of_devices(config: dict[str, Any], place: str) -> Iterator[Problem]:
    root = schema(NETWORK[2]).root
    yield from unknown_keys(root, config, place, "network-data-unknown")
    for kind in _DEVICES:
        devices = config.get(kind)
        for name, device in devices.items() if isinstance(devices, dict) else ():
            here = join((*split(f"{place}/{kind}"), name))
            yield from unknown_keys(root.properties[kind].values, device, here, "network-data-unknown")
            yield from _of_device(device, here)


def _of_device(device: Any, here: str) -> Iterator[Problem]:
    yield from _addresses(get(device, "/addresses"), f"{here}/addresses")
    for key in ("gateway4", "gateway6"):
        yield from _address(get(device, f"/{key}"), f"{here}/{key}")
    servers = get(device, "/nameservers/addresses")
    for index, server in enumerate(servers if isinstance(servers, list) else ()):
        yield from _address(server, f"{here}/nameservers/addresses/{index}")
    for key in ("/macaddress", "/match/macaddress"):
        given = get(device, key)
        if isinstance(given, str) and not _MAC.fullmatch(given):
            message = "This is no MAC address. Write six pairs of digits, such as 52:54:00:12:34:56."
            yield warning(f"{here}{key}", "network-data-mac", message)
    if get(device, "/set-name") is not None and get(device, "/match") is None:
        message = (
            "A device is renamed only when “match” says which one it is. Add match with its MAC address."
        )
        yield warning(f"{here}/set-name", "network-data-rename", message)


def _of_entries(config: dict[str, Any], place: str) -> Iterator[Problem]:
    entries = config.get("config")
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        here = f"{place}/config/{index}"
        if get(entry, "/type") in {"physical", "bond", "bridge", "vlan"} and not get(entry, "/name"):
            yield warning(
                f"{here}/name", "network-data-name", "A device needs a name, such as enp1s0. Add it."
            )
        subnets = get(entry, "/subnets")
        for number, subnet in enumerate(subnets if isinstance(subnets, list) else ()):
            below = f"{here}/subnets/{number}"
            if get(subnet, "/type") in {"static", "static6"} and not get(subnet, "/address"):
                message = "A static subnet needs its address, such as 192.0.2.10/24. Add it."
                yield warning(f"{below}/address", "network-data-address", message)
            yield from _address(get(subnet, "/gateway"), f"{below}/gateway")


def _addresses(listed: Any, pointer: str) -> Iterator[Problem]:
    for index, given in enumerate(listed if isinstance(listed, list) else ()):
        here = f"{pointer}/{index}"
        if isinstance(given, str) and "/" not in given:
            message = "An address needs the length of its network, such as 192.0.2.10/24. Add it."
            yield warning(here, "network-data-address", message)
        elif isinstance(given, str):
            yield from _address(given, here, with_prefix=True)


def _address(given: Any, pointer: str, *, with_prefix: bool = False) -> Iterator[Problem]:
    if not isinstance(given, str) or not given:
        return
    try:
        ipaddress.ip_interface(given) if with_prefix else ipaddress.ip_address(given)
    except ValueError:
        example = "192.0.2.10/24" if with_prefix else "192.0.2.1"
        yield warning(pointer, "network-data-address", f"This is no IP address. Write one such as {example}.")
