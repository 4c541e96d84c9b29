"""Data volume templates, which the schema leaves free."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import (
    DATA_VOLUMES,
    VOLUMES,
    check_size,
    duplicates,
    entries,
    error,
    fix,
    mapping,
    shown,
    size,
    text,
    warning,
)
from vms.schema import Edit, Problem, get

_ACCESS_MODES: Final = ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")
_LONGEST_CLASS: Final = 253
_LEAST: Final = 2**20


def have_names(document: dict[str, Any]) -> Iterator[Problem]:
    pairs: list[tuple[str, str]] = []
    for place, template in entries(document, DATA_VOLUMES):
        pointer = f"{place}/metadata/name"
        name = text(get(template, "/metadata/name"))
        if not name:
            message = "The data volume has no name. Give it one."
            yield error(pointer, "data-volume-name", message, rule="B.9-122")
        else:
            pairs.append((pointer, name))
        namespace, own = get(template, "/metadata/namespace"), get(document, "/metadata/namespace")
        if isinstance(namespace, str) and namespace != own:
            message = "A data volume lives where its machine lives. Remove its namespace."
            pointer = f"{place}/metadata/namespace"
            remove = fix("Remove it", Edit(pointer))
            yield error(pointer, "data-volume-namespace", message, remove, rule="B.9-127")
    for pointer, _, name in duplicates(pairs):
        message = f"There are two data volumes named “{shown(name)}”. Rename one."
        yield error(pointer, "duplicate-name", message)


def have_one_source(document: dict[str, Any]) -> Iterator[Problem]:
    for place, template in entries(document, DATA_VOLUMES):
        spec = template.get("spec")
        if not isinstance(spec, dict):
            message = "Say where the data volume comes from and how large it is."
            yield error(f"{place}/spec", "data-volume-spec", message, rule="B.9-123")
            continue
        source, reference = spec.get("source"), spec.get("sourceRef")
        count = len(source) if isinstance(source, dict) else 0
        if count + (reference is not None) and _is_populated(spec):
            message = "This volume is filled from elsewhere, so it has no source. Remove the source."
            remove = fix("Remove the source", Edit(f"{place}/spec/source"), Edit(f"{place}/spec/sourceRef"))
            yield error(f"{place}/spec/source", "data-volume-source", message, remove, rule="B.9-124")
        elif count > 1 or (source is not None and count == 0 and reference is None):
            message = "A data volume has exactly one source, such as registry, http, pvc or blank. Keep one."
            blank = fix("Make it an empty disk", Edit(f"{place}/spec/source", {"blank": {}}))
            repair = blank if count == 0 else None
            yield error(f"{place}/spec/source", "data-volume-source", message, repair, rule="B.9-125")
        elif count and reference is not None:
            message = "A data volume has either a source or a reference to one, not both. Keep one."
            keep = fix("Keep the source", Edit(f"{place}/spec/sourceRef"))
            yield error(f"{place}/spec/source", "data-volume-source", message, keep, rule="B.9-130")
        elif count == 0 and reference is None and not _is_populated(spec):
            message = "A data volume has exactly one source, such as registry, http, pvc or blank. Add one."
            blank = fix("Make it an empty disk", Edit(f"{place}/spec/source", {"blank": {}}))
            yield error(f"{place}/spec/source", "data-volume-source", message, blank, rule="B.9-124")


def _is_populated(spec: dict[str, Any]) -> bool:
    """Whether something beside CDI fills the claim."""
    return any(
        get(spec, f"/{key}/{reference}")
        for key in ("pvc", "storage")
        for reference in ("dataSource", "dataSourceRef")
    )


def have_a_size(document: dict[str, Any]) -> Iterator[Problem]:
    for place, template in entries(document, DATA_VOLUMES):
        spec = mapping(template, "/spec")
        kinds = [kind for kind in ("pvc", "storage") if isinstance(spec.get(kind), dict)]
        if spec and len(kinds) != 1:
            message = "A data volume has its size under exactly one of “pvc” and “storage”. Keep or add one."
            size_of_20 = {"resources": {"requests": {"storage": "20Gi"}}}
            repair = (
                fix("Keep “storage”", Edit(f"{place}/spec/pvc"))
                if kinds
                else fix("Give it 20Gi", Edit(f"{place}/spec/storage", size_of_20))
            )
            yield error(f"{place}/spec/storage", "data-volume-storage", message, repair, rule="B.9-123")
            continue
        for kind in kinds:
            pointer = f"{place}/spec/{kind}/resources/requests/storage"
            written = get(document, pointer)
            problems = list(check_size(pointer, written, "quantity", "20Gi", "B.9-128"))
            yield from problems
            capacity = size(written)
            if not problems and capacity is not None and capacity < _LEAST:
                message = "A disk has at least 1Mi. Write for example 20Gi."
                repair = fix("Use 1Gi", Edit(pointer, "1Gi"))
                yield error(pointer, "capacity-too-small", message, repair, rule="B.9-128")
            yield from _storage_class(f"{place}/spec/{kind}", mapping(spec, f"/{kind}"))


def _storage_class(place: str, storage: dict[str, Any]) -> Iterator[Problem]:
    written = text(storage.get("storageClassName"))
    if written is not None and len(written) > _LONGEST_CLASS:
        pointer = f"{place}/storageClassName"
        message = f"The name of a storage class has at most {_LONGEST_CLASS} characters. Shorten it."
        remove = fix("Use the usual class", Edit(pointer))
        yield warning(pointer, "storage-class", message, remove, rule="B.9-128")
    modes, pointer = storage.get("accessModes"), f"{place}/accessModes"
    if place.endswith("/pvc") and not (isinstance(modes, list) and len(modes) == 1):
        message = "A claim has exactly one access mode. Use ReadWriteOnce."
        repair = fix("Use ReadWriteOnce", Edit(pointer, ["ReadWriteOnce"]))
        yield warning(pointer, "access-modes", message, repair, rule="B.9-129")
    elif isinstance(modes, list) and any(mode not in _ACCESS_MODES for mode in modes):
        message = f"An access mode is one of {', '.join(_ACCESS_MODES)}. Use one of them."
        repair = fix("Use ReadWriteOnce", Edit(pointer, ["ReadWriteOnce"]))
        yield warning(pointer, "access-modes", message, repair, rule="B.9-129")


def are_used(document: dict[str, Any]) -> Iterator[Problem]:
    used = {
        get(volume, pointer)
        for _, volume in entries(document, VOLUMES)
        for pointer in ("/dataVolume/name", "/persistentVolumeClaim/claimName")
        if isinstance(get(volume, pointer), str)
    }
    for place, template in entries(document, DATA_VOLUMES):
        name = text(get(template, "/metadata/name"))
        if name and name not in used:
            message = (
                f"No volume uses the data volume “{shown(name)}”. Add a volume that names it, or remove it."
            )
            remove = fix("Remove it", Edit(place))
            yield error(place, "data-volume-unused", message, remove, rule="B.9-126")


RULES: Final = (have_names, have_one_source, have_a_size, are_used)
