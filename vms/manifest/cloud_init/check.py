"""What cloud-init would mind about a user-data text, before a guest finds out."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

from vms.manifest.cloud_init import secrets_in
from vms.manifest.cloud_init.kinds import Kind, kind_of
from vms.manifest.cloud_init.look import misfits, unknown_keys, warning
from vms.manifest.cloud_init.shipped import CLOUD_CONFIG, schema
from vms.manifest.cloud_init.text import HEADER, read_text
from vms.manifest.errors import YamlInvalid
from vms.schema import Edit, Fix, Problem, get

MOST_INLINE_BYTES: Final = 2048  # KubeVirt's limit for what stands in the manifest itself
_NAMED_LISTS: Final = ("/users", "/write_files")


def check_user_data(text: str) -> list[Problem]:
    """All that can be said of a user-data text. Never raises; remembers the last few texts.

    Pointers lead inside the text, empty ones mean it all. A fix with an empty pointer holds the whole new
    text. Only what cloud-init would throw away as a whole, and a private key, are errors.
    """
    return list(_checked(text))


@lru_cache(maxsize=256)  # a draft is checked at every change, and its user data seldom is the change
def _checked(text: str) -> tuple[Problem, ...]:
    found = list(_size(text))
    kind = kind_of(text)
    if kind is Kind.UNKNOWN:
        found.append(_heading(text))
    if kind is Kind.CLOUD_CONFIG:
        found.extend(_cloud_config(text))
    return tuple(found)


def size_of(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _size(text: str) -> Iterator[Problem]:
    size = size_of(text)
    if size > MOST_INLINE_BYTES:
        message = (
            f"It works here, but KubeVirt takes at most {MOST_INLINE_BYTES:,} bytes in a manifest; this has "
            f"{size:,}. Keep it in a secret, or shorten it."
        )
        yield warning("", "cloud-init-large", message)


def _heading(text: str) -> Problem:
    message = (
        "cloud-init ignores this unless it begins with “#cloud-config”, or with “#!/bin/sh” for a script."
    )
    try:
        known = schema(CLOUD_CONFIG).root.properties
        is_config = any(key in known for key in read_text(text))
    except YamlInvalid:
        is_config = False
    fix = Fix("Write “#cloud-config” above it", (Edit("", HEADER + text.lstrip()),)) if is_config else None
    return warning("", "user-data-heading", message, fix)


def _cloud_config(text: str) -> Iterator[Problem]:
    try:
        document = read_text(text)
    except YamlInvalid as error:
        yield Problem("", f"The user data cannot be read as YAML. {error}", "user-data-yaml")
        return
    for rule in _RULES:
        yield from rule(document)


def _schema(document: dict[str, Any]) -> Iterator[Problem]:
    yield from misfits(schema(CLOUD_CONFIG), document, "user-data")


def _names(document: dict[str, Any]) -> Iterator[Problem]:
    root = schema(CLOUD_CONFIG).root
    yield from unknown_keys(root, document, "", "user-data-unknown")
    for pointer in _NAMED_LISTS:
        entries = get(document, pointer)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            node = root.properties[pointer[1:]].items
            yield from unknown_keys(node, entry, f"{pointer}/{index}", "user-data-unknown")


def _permissions(document: dict[str, Any]) -> Iterator[Problem]:
    """Without quotes, 0644 is 420 to one YAML reader and 644 to the next."""
    files = get(document, "/write_files")
    for index, entry in enumerate(files if isinstance(files, list) else ()):
        given = get(entry, "/permissions")
        if isinstance(given, int) and not isinstance(given, bool):
            pointer, meant = f"/write_files/{index}/permissions", f"{given:04d}"
            message = "Readers of YAML differ about this number. Write it in quotes."
            yield warning(
                pointer, "user-data-permissions", message, Fix(f"Write '{meant}'", (Edit(pointer, meant),))
            )


_RULES: Final[tuple[Callable[[dict[str, Any]], Iterator[Problem]], ...]] = (
    _schema,
    _names,
    _permissions,
    secrets_in.plain_passwords,
    secrets_in.keys,
)
