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
    mapping,
    shown,
    size,
    text,
)
from vms.schema import Problem, get

_LEAST: Final = 2**20


def have_names(document: dict[str, Any]) -> Iterator[Problem]:
    pairs: list[tuple[str, str]] = []
    for place, template in entries(document, DATA_VOLUMES):
        pointer = f"{place}/metadata/name"
        name = text(get(template, "/metadata/name"))
        if not name:
            yield error(pointer, "data-volume-name", "The data volume has no name. Give it one.")
        else:
            pairs.append((pointer, name))
        namespace, own = get(template, "/metadata/namespace"), get(document, "/metadata/namespace")
        if isinstance(namespace, str) and namespace != own:
            message = "A data volume lives where its machine lives. Remove its namespace."
            yield error(f"{place}/metadata/namespace", "data-volume-namespace", message)
    for pointer, _, name in duplicates(pairs):
        yield error(
            pointer, "duplicate-name", f"There are two data volumes named “{shown(name)}”. Rename one."
        )


def have_one_source(document: dict[str, Any]) -> Iterator[Problem]:
    for place, template in entries(document, DATA_VOLUMES):
        if not isinstance(template.get("spec"), dict):
            yield error(
                f"{place}/spec",
                "data-volume-spec",
                "Say where the data volume comes from and how large it is.",
            )
            continue
        spec = template["spec"]
        source, reference = spec.get("source"), spec.get("sourceRef")
        count = len(source) if isinstance(source, dict) else 0
        populated = any(
            get(spec, f"/{key}/{ref}")
            for key in ("pvc", "storage")
            for ref in ("dataSource", "dataSourceRef")
        )
        if not populated and count + (reference is not None) != 1:
            message = (
                "A data volume has exactly one source, such as registry, http, pvc or blank. Keep or add one."
            )
            yield error(f"{place}/spec/source", "data-volume-source", message)


def have_a_size(document: dict[str, Any]) -> Iterator[Problem]:
    for place, template in entries(document, DATA_VOLUMES):
        spec = mapping(template, "/spec")
        kinds = [kind for kind in ("pvc", "storage") if isinstance(spec.get(kind), dict)]
        if spec and len(kinds) != 1:
            message = "A data volume has its size under exactly one of “pvc” and “storage”. Keep or add one."
            yield error(f"{place}/spec/storage", "data-volume-storage", message)
            continue
        for kind in kinds:
            pointer = f"{place}/spec/{kind}/resources/requests/storage"
            written = get(document, pointer)
            problems = list(check_size(pointer, written, "quantity", "20Gi"))
            yield from problems
            capacity = size(written)
            if not problems and capacity is not None and capacity < _LEAST:
                yield error(pointer, "capacity-too-small", "A disk has at least 1Mi. Write for example 20Gi.")


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
            yield error(place, "data-volume-unused", message)


RULES: Final = (have_names, have_one_source, have_a_size, are_used)
