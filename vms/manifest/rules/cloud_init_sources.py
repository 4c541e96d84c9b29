"""Cloud-init volumes: where what they carry comes from. What it says is looked at by ``cloud_init``."""

import base64
import binascii
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import VOLUMES, entries, error, fix, warning
from vms.schema import UNSET, Edit, Fix, Problem, StandingKind

_KINDS: Final = ("cloudInitNoCloud", "cloudInitConfigDrive")
_USER_DATA: Final = ("userData", "userDataBase64", "userDataSecretRef", "secretRef")
_NETWORK_DATA: Final = ("networkData", "networkDataBase64", "networkDataSecretRef")
_LARGEST: Final = 2048


def comes_once(document: dict[str, Any]) -> Iterator[Problem]:
    for pointer, _ in _volumes(document)[1:]:
        message = "Only the first cloud-init volume of a machine is used. Remove this one."
        yield warning(pointer, "second-cloud-init", message, standing=StandingKind.EXPORT_ONLY)


def has_one_source_of_each(document: dict[str, Any]) -> Iterator[Problem]:
    for pointer, inner in _volumes(document):
        user = [key for key in _USER_DATA if inner.get(key) is not None]
        network = [key for key in _NETWORK_DATA if inner.get(key) is not None]
        if len(user) > 1:
            message = f"User data comes from one place; here it is {' and '.join(user)}. Keep one."
            yield error(pointer, "user-data-twice", message, rule="B.6-73")
        if len(network) > 1:
            message = f"Network data comes from one place; here it is {' and '.join(network)}. Keep one."
            yield error(pointer, "network-data-twice", message, rule="B.6-75")
        if not user and not network:
            yield error(
                pointer,
                "cloud-init-empty",
                "This cloud-init volume holds nothing. Write user data, or network data.",
                fix("Begin with #cloud-config", Edit(f"{pointer}/userData", "#cloud-config\n")),
                rule="B.6-76",
            )


def is_written_as_text(document: dict[str, Any]) -> Iterator[Problem]:
    for pointer, inner in _volumes(document):
        for key in ("userDataBase64", "networkDataBase64"):
            if inner.get(key) is not None:
                yield from _encoded(pointer, inner, key)
        if inner.get("networkDataSecretRef") is not None:
            message = "“networkDataSecretRef” cannot be used here. Write the data as text, under networkData."
            yield error(f"{pointer}/networkDataSecretRef", "cloud-init-unsupported", message)


def _encoded(pointer: str, inner: dict[str, Any], key: str) -> Iterator[Problem]:
    plain = key.removesuffix("Base64")
    found = _decoded(inner[key])
    if found is None:
        message = f"This is no base64. Write the data as text, under {plain}."
        yield error(f"{pointer}/{key}", "cloud-init-base64", message, rule="B.6-77")
        return
    message = f"“{key}” cannot be used here. Write the data as text, under {plain}."
    yield error(f"{pointer}/{key}", "cloud-init-unsupported", message, _as_text(pointer, inner, key, found))
    if len(found) > _LARGEST:
        yield _too_large(f"{pointer}/{key}", plain)


def _as_text(pointer: str, inner: dict[str, Any], key: str, data: bytes) -> Fix | None:
    plain = key.removesuffix("Base64")
    try:
        written = data.decode()
    except UnicodeDecodeError:
        return None
    if plain in inner:
        return None
    return fix("Write it as text", Edit(f"{pointer}/{key}", UNSET), Edit(f"{pointer}/{plain}", written))


def _decoded(value: Any) -> bytes | None:
    try:
        return base64.b64decode("".join(value.split()), validate=True) if isinstance(value, str) else None
    except (binascii.Error, ValueError):
        return None


def _too_large(pointer: str, kind: str) -> Problem:
    message = f"It works here, but KubeVirt takes at most {_LARGEST} bytes. Shorten it to export."
    rule = "B.6-74" if kind == "userData" else "B.6-75"
    return warning(pointer, "cloud-init-large", message, rule=rule)


def _volumes(document: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{place}/{kind}", volume[kind])
        for place, volume in entries(document, VOLUMES)
        for kind in _KINDS
        if isinstance(volume.get(kind), dict)
    ]


RULES: Final = (
    comes_once,
    has_one_source_of_each,
    is_written_as_text,
)
