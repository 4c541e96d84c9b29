"""What a file leaves to be understood, written out as a cluster would understand it."""

import base64
import binascii
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.errors import QuantityInvalid
from vms.manifest.importing.spelling import CLOUD_INIT
from vms.manifest.importing.steps import Rename, Step
from vms.manifest.model import Document
from vms.manifest.quantity import parse_quantity, to_count
from vms.manifest.rules.look import (
    DOMAIN,
    INTERFACES,
    NETWORKS,
    VOLUMES,
    entries,
    is_number,
    mapping,
    named,
    text,
)
from vms.schema import Edit, get

_BINDINGS: Final = ("masquerade", "bridge", "sriov", "binding")
_ANY_BINDING: Final = (*_BINDINGS, "slirp", "macvtap", "passt", "passtBinding")
_DATA: Final = (("userDataBase64", "userData"), ("networkDataBase64", "networkData"))


def empty_choices(document: Document) -> Iterator[Step]:
    """``pod:`` and ``masquerade:`` with nothing behind them, where nothing else is chosen."""
    for pointer, keys in ((INTERFACES, _BINDINGS[:3]), (NETWORKS, ("pod",))):
        for place, entry in entries(document, pointer):
            empty = [key for key in keys if key in entry and entry[key] is None]
            chosen = [key for key in (*_ANY_BINDING, "pod", "multus") if entry.get(key) is not None]
            if len(empty) == 1 and not chosen:
                yield Edit(f"{place}/{empty[0]}", {})


def generated_name(document: Document) -> Iterator[Step]:
    base = (text(get(document, "/metadata/generateName")) or "").strip("-.")
    if not base:
        return
    if not get(document, "/metadata/name"):
        yield Edit("/metadata/name", base[:63])
    yield Edit("/metadata/generateName")


def decoded_data(document: Document) -> Iterator[Step]:
    for place, volume in entries(document, VOLUMES):
        for source in CLOUD_INIT:
            inner = volume.get(source)
            for coded, plain in _DATA:
                found = _decoded(inner.get(coded)) if isinstance(inner, dict) else None
                if found is not None and isinstance(inner, dict) and inner.get(plain) is None:
                    yield Rename(f"{place}/{source}/{coded}", plain)
                    yield Edit(f"{place}/{source}/{plain}", found)


def running(document: Document) -> Iterator[Step]:
    spec = mapping(document, "/spec")
    value = spec.get("running")
    if value is None:
        return
    if spec.get("runStrategy") is not None:
        yield Edit("/spec/running")
    elif isinstance(value, bool):
        yield Rename("/spec/running", "runStrategy")
        yield Edit("/spec/runStrategy", "Always" if value else "Halted")


def missing_run_strategy(document: Document) -> Iterator[Step]:
    spec = document.get("spec")
    if isinstance(spec, dict) and spec.get("running") is None and spec.get("runStrategy") is None:
        yield Edit("/spec/runStrategy", "Halted")  # what a cluster makes of it


def memory_as_text(document: Document) -> Iterator[Step]:
    guest = get(document, f"{DOMAIN}/memory/guest")
    if is_number(guest):
        yield Edit(f"{DOMAIN}/memory/guest", _quantity(guest))


def memory_from_resources(document: Document) -> Iterator[Step]:
    if get(document, f"{DOMAIN}/memory/guest") is not None or get(document, "/spec/instancetype") is not None:
        return
    reserved = _reserved(document, ("requests", "limits"), "memory")
    if reserved is not None:
        yield Edit(f"{DOMAIN}/memory/guest", _quantity(reserved))


def cpu_from_resources(document: Document) -> Iterator[Step]:
    cpu = mapping(document, f"{DOMAIN}/cpu")
    if {"cores", "sockets", "threads"} & cpu.keys() or get(document, "/spec/instancetype") is not None:
        return
    reserved = _reserved(document, ("limits", "requests"), "cpu")
    if reserved is not None:
        yield Edit(f"{DOMAIN}/cpu/sockets", max(1, to_count(reserved)))


def empty_machine_type(document: Document) -> Iterator[Step]:
    if get(document, f"{DOMAIN}/machine/type") == "":
        yield Edit(f"{DOMAIN}/machine/type")


def bindings(document: Document) -> Iterator[Step]:
    networks = named(document, NETWORKS)
    for place, interface in entries(document, INTERFACES):
        if any(interface.get(key) is not None for key in _ANY_BINDING):
            continue
        _, network = networks.get(text(interface.get("name")) or "", ("", {}))
        yield Edit(f"{place}/{'bridge' if network.get('multus') is not None else 'masquerade'}", {})


def _reserved(document: Document, kinds: tuple[str, str], what: str) -> str | int | float | None:
    """The first that is a quantity above nothing."""
    for kind in kinds:
        found = get(document, f"{DOMAIN}/resources/{kind}/{what}")
        if isinstance(found, str | int | float) and not isinstance(found, bool) and _is_positive(found):
            return found
    return None


def _is_positive(quantity: str | int | float) -> bool:
    try:
        return parse_quantity(quantity) > 0
    except QuantityInvalid:
        return False


def _quantity(value: str | int | float) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _decoded(value: Any) -> str | None:
    """The text in base64, unless it is none or holds other bytes than text."""
    if not isinstance(value, str):
        return None
    try:
        return base64.b64decode("".join(value.split()), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
