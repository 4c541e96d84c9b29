"""DataVolumes that stand beside their machine in a file, and can become its own."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from vms.manifest.importing.server import OF_THE_SERVER, nulls
from vms.manifest.importing.split import Piece
from vms.manifest.model import Document
from vms.manifest.rules.look import DATA_VOLUMES, VOLUMES, entries
from vms.schema import Edit, apply, get

KIND: Final = "DataVolume"
_REFERENCES: Final = ("dataVolume/name", "persistentVolumeClaim/claimName")


def adopted(machines: Sequence[Document], found: Sequence[Piece]) -> Mapping[int, tuple[str, ...]]:
    """By the machine's place: the names of the volumes that it alone uses, and that live where it lives."""
    by_name = {get(piece.document, "/metadata/name"): piece for piece in found}
    users = Counter(name for machine in machines for name in set(_used(machine)))
    taken: dict[int, tuple[str, ...]] = {}
    for at, machine in enumerate(machines):
        own = {get(entry, "/metadata/name") for _, entry in entries(machine, DATA_VOLUMES)}
        names = [
            name
            for name in dict.fromkeys(_used(machine))
            if users[name] == 1
            and name not in own
            and name in by_name
            and _lives_with(by_name[name].document, machine)
        ]
        if names:
            taken[at] = tuple(names)
    return taken


def template(document: Document) -> dict[str, Any]:
    """A DataVolume as an entry of ``dataVolumeTemplates``, without what its cluster added."""
    kept = {
        key: value
        for key, value in document.get("metadata", {}).items()
        if key not in (*OF_THE_SERVER, "namespace")
    }
    entry = {"metadata": kept, "spec": document["spec"]}
    cleaned: dict[str, Any] = apply(entry, nulls(entry))
    return cleaned


def steps(document: Document, volumes: Sequence[Document]) -> Iterator[Edit]:
    if volumes and not isinstance(get(document, DATA_VOLUMES), list):
        yield Edit(DATA_VOLUMES, [template(volume) for volume in volumes])
        return
    for volume in volumes:
        yield Edit(f"{DATA_VOLUMES}/-", template(volume))


def _used(machine: Document) -> Iterator[str]:
    for _, volume in entries(machine, VOLUMES):
        for reference in _REFERENCES:
            name = get(volume, f"/{reference}")
            if isinstance(name, str) and name:
                yield name


def _lives_with(volume: Document, machine: Document) -> bool:
    there, here = (get(one, "/metadata/namespace") for one in (volume, machine))
    if not isinstance(volume.get("spec"), dict) or get(volume, "/spec/source/upload") is not None:
        return False  # what waits for an upload is no disk that could be filled
    return there is None or there == here
