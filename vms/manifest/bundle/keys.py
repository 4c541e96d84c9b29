"""Which fields a KubeVirt cluster knows; any other is dropped there without a word, or refused."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from vms.schema import join, split


@cache
def known_keys() -> Mapping[str, Any]:
    """The fields of ``kubevirt.io/v1 VirtualMachine`` as nested names. Lists stand for their entries; below
    ``true`` anything may follow."""
    found: dict[str, Any] = json.loads(
        (files("vms.manifest.bundle") / "kubevirt_keys.json").read_text("utf-8")
    )
    return found


def is_known(pointer: str) -> bool:
    """Whether KubeVirt knows a place of a document."""
    here: Any = known_keys()
    for part in split(pointer):
        if here is True:
            return True
        if part.isascii() and part.isdigit():
            continue
        if part not in here:
            return False
        here = here[part]
    return True


def unknown(document: Any) -> Iterator[str]:
    """The outermost places that KubeVirt does not know. The status is none of them: clusters write it."""
    yield from _unknown(known_keys(), document, ())


def _unknown(known: Any, value: Any, place: tuple[str | int, ...]) -> Iterator[str]:
    if known is True or place == ("status",):
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _unknown(known, item, (*place, index))
    elif isinstance(value, dict):
        for key, member in value.items():
            if key in known:
                yield from _unknown(known[key], member, (*place, key))
            elif (*place, key) != ("status",):
                yield join((*place, key))
