"""A machine in a few lines, from any document: what it will be when nothing is wrong with the rest."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from vms.manifest import Document
from vms.schema import get

from .pages import SummaryLine

MOST: Final = 8  # disks or interfaces that are told one by one
_SPEC: Final = "/spec/template/spec"
_DOMAIN: Final = f"{_SPEC}/domain"
_SOURCES: Final[Mapping[str, tuple[str, str]]] = {
    "containerDisk": ("image", "image"),
    "dataVolume": ("data volume", "name"),
    "persistentVolumeClaim": ("claim", "claimName"),
    "emptyDisk": ("empty", "capacity"),
    "cloudInitNoCloud": ("cloud-init", ""),
    "cloudInitConfigDrive": ("cloud-init", ""),
    "sysprep": ("Windows answer file", ""),
}


def summary(document: Document | None) -> tuple[SummaryLine, ...]:
    """Nothing for a text that cannot be read."""
    return tuple(_lines(document)) if document is not None else ()


def _lines(document: Document) -> Iterator[SummaryLine]:
    yield SummaryLine("CPU", "cpu", (_cpu(document),), f"{_DOMAIN}/cpu")
    yield SummaryLine("Memory", "memory", (_memory(document),), f"{_DOMAIN}/memory/guest")
    volumes = {_name(volume): volume for volume in _entries(document, f"{_SPEC}/volumes")}
    disks = _entries(document, f"{_DOMAIN}/devices/disks")
    shown = _first(disks, lambda disk: _disk(disk, volumes)) or ("none",)
    yield SummaryLine("Disks", "device-ssd", shown, f"{_DOMAIN}/devices/disks")
    networks = {_name(network): network for network in _entries(document, f"{_SPEC}/networks")}
    cards = _entries(document, f"{_DOMAIN}/devices/interfaces")
    yield SummaryLine(
        "Network",
        "ethernet",
        _first(cards, lambda card: _card(card, networks)) or ("the pod network",),
        f"{_DOMAIN}/devices/interfaces",
    )
    yield SummaryLine("Firmware", "motherboard", (_firmware(document),), f"{_DOMAIN}/firmware/bootloader")
    yield SummaryLine("Runs", "play-fill", (_runs(document),), "/spec/runStrategy")


def _first(entries: Sequence[Mapping[str, Any]], tell: Callable[[Mapping[str, Any]], str]) -> tuple[str, ...]:
    """A line for each of the first entries, and one that counts the others."""
    more = len(entries) - MOST
    shown = entries if more <= 1 else entries[:MOST]
    lines = tuple(map(tell, shown))
    return lines if more <= 1 else (*lines, f"and {more} more")


def _cpu(document: Document) -> str:
    counts = [get(document, f"{_DOMAIN}/cpu/{key}") for key in ("sockets", "cores", "threads")]
    known = [count if isinstance(count, int) and count > 0 else 1 for count in counts]
    vcpus = known[0] * known[1] * known[2]
    topology = (
        f" ({known[0]}\N{MULTIPLICATION SIGN}{known[1]}\N{MULTIPLICATION SIGN}{known[2]})"
        if vcpus > 1
        else ""
    )
    return f"{vcpus} vCPU{'' if vcpus == 1 else 's'}{topology}"


def _memory(document: Document) -> str:
    for place in ("memory/guest", "resources/requests/memory", "resources/limits/memory"):
        amount = get(document, f"{_DOMAIN}/{place}")
        if isinstance(amount, str | int) and amount != "":
            text = str(amount)
            return f"{text[:-2]} {text[-2:]}B" if text.endswith(("Ki", "Mi", "Gi", "Ti")) else text[:40]
    return "not set"


def _disk(disk: Mapping[str, Any], volumes: Mapping[str, Mapping[str, Any]]) -> str:
    name = _name(disk) or "unnamed"
    volume = volumes.get(name)
    if volume is None:
        return f"{name}: no volume"
    for source, (word, member) in _SOURCES.items():
        if source in volume:
            detail = get(volume[source], f"/{member}") if member else None
            return f"{name}: {word} {detail}" if isinstance(detail, str) else f"{name}: {word}"
    return f"{name}: {next((key for key in volume if key != 'name'), 'no source')}"


def _card(card: Mapping[str, Any], networks: Mapping[str, Mapping[str, Any]]) -> str:
    name = _name(card) or "unnamed"
    network = networks.get(name)
    if network is None:
        return f"{name}: no network"
    attached = get(network, "/multus/networkName")
    joined = attached if isinstance(attached, str) else "pod network"
    binding = next((key for key in ("masquerade", "bridge", "sriov", "binding") if key in card), "")
    return f"{name}: {joined}{f', {binding}' if binding else ''}"


def _firmware(document: Document) -> str:
    efi = get(document, f"{_DOMAIN}/firmware/bootloader/efi")
    if efi is None:
        return "BIOS"
    return "UEFI" if get(efi, "/secureBoot") is False else "UEFI with Secure Boot"


def _runs(document: Document) -> str:
    strategy = get(document, "/spec/runStrategy")
    if strategy is None and get(document, "/spec/running") is True:
        strategy = "Always"
    words = {
        "Always": "as soon as it is approved, and always",
        "RerunOnFailure": "as soon as it is approved, again after a failure",
        "Once": "once, as soon as it is approved",
        "Manual": "when somebody starts it",
    }
    return (
        words.get(strategy, "not before somebody starts it")
        if isinstance(strategy, str)
        else ("not before somebody starts it")
    )


def _entries(document: Document, pointer: str) -> list[Mapping[str, Any]]:
    found = get(document, pointer)
    return [entry for entry in found if isinstance(entry, dict)] if isinstance(found, list) else []


def _name(entry: Mapping[str, Any]) -> str:
    name = entry.get("name")
    return name if isinstance(name, str) else ""
