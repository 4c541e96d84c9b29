"""What a manifest asks for beyond the schema, under KubeVirt's own names.

No schema has looked at these places, so each is read with what KubeVirt takes there; all raise
``CompileError`` at the place for anything else. ``None`` means that the manifest does not say.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from vms.compiler.errors import CompileError
from vms.manifest import Manifest
from vms.schema import get


def mapping(manifest: Manifest, pointer: str) -> Mapping[str, Any] | None:
    value = get(manifest.document, pointer)
    if value is None or isinstance(value, Mapping):
        return value
    raise CompileError(pointer, "This must be an object, for example {}.")


def flag(manifest: Manifest, pointer: str) -> bool | None:
    value = get(manifest.document, pointer)
    if value is None or isinstance(value, bool):
        return value
    raise CompileError(pointer, "This must be true or false.")


def switch(manifest: Manifest, pointer: str) -> bool | None:
    """An object that is on by being there, unless it says ``enabled: false``."""
    if mapping(manifest, pointer) is None:
        return None
    return flag(manifest, f"{pointer}/enabled") is not False


def word(manifest: Manifest, pointer: str, *choices: str) -> str | None:
    """One of the choices; an empty text says nothing, as for KubeVirt."""
    value = get(manifest.document, pointer)
    if value is None or value == "":
        return None
    if isinstance(value, str) and value in choices:
        return value
    raise CompileError(pointer, f"This must be one of {', '.join(choices)}; choose one, or remove it.")


def text(manifest: Manifest, pointer: str) -> str | None:
    """Printable text on one line."""
    value = get(manifest.document, pointer)
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.isprintable():
        return value
    raise CompileError(pointer, "This must be a text of printable characters; please retype it.")


def name(manifest: Manifest, pointer: str) -> str | None:
    """Text that can be a device's alias."""
    value = text(manifest, pointer)
    if value is None or re.fullmatch(r"[A-Za-z0-9_-]{1,63}", value):
        return value
    raise CompileError(pointer, "A name is made of letters, digits, hyphens and underscores; change it.")


def number(manifest: Manifest, pointer: str, least: int, most: int) -> int | None:
    value = get(manifest.document, pointer)
    if value is None:
        return None
    is_whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if is_whole and not isinstance(value, bool) and least <= value <= most:
        return int(value)
    raise CompileError(pointer, f"This must be a whole number from {least} to {most}.")


def entries(manifest: Manifest, pointer: str) -> Iterator[str]:
    """The pointer of each entry of a list of objects."""
    value = get(manifest.document, pointer)
    if value is None:
        return
    if not isinstance(value, list):
        raise CompileError(pointer, "This must be a list.")
    for index in range(len(value)):
        mapping(manifest, f"{pointer}/{index}")
        yield f"{pointer}/{index}"
