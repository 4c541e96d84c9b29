"""What a machine takes from its host, in the order and the words in which pages show it."""

from collections.abc import Iterator
from dataclasses import dataclass

from vms import manifest
from vms.manifest import Document, ManifestInvalid


@dataclass(frozen=True, slots=True)
class Amount:
    """Numbers are bytes."""

    label: str
    icon: str
    value: int | str


def amounts(document: Document) -> Iterator[Amount]:
    """Nothing for a document that is not in order."""
    try:
        meaning = manifest.parse(document)
    except ManifestInvalid:
        return
    needs = manifest.resources(meaning)
    yield Amount("CPU", "cpu", f"{needs.vcpus} core{'s' if needs.vcpus != 1 else ''}")
    yield Amount("Memory", "memory", needs.memory_bytes)
    yield Amount("Storage", "device-ssd", needs.storage_bytes or "none that lasts")
    names = [network.multus_name or "pod network" for network in meaning.networks]
    yield Amount("Network", "ethernet", ", ".join(names) or "none")
