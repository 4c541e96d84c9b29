"""A manifest made fit for others to begin from: without who the machine was, and without its secrets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from vms.manifest import (
    Document,
    EditRefused,
    YamlInvalid,
    edit_document,
    edit_yaml,
    from_yaml,
    to_yaml,
)
from vms.schema import Edit, exists, get, join

_SPEC: Final = "/spec/template/spec"
_IDENTITY: Final = (
    "/metadata/uid",
    "/metadata/resourceVersion",
    "/metadata/generation",
    "/metadata/creationTimestamp",
    "/metadata/selfLink",
    "/metadata/managedFields",
    "/metadata/ownerReferences",
    "/metadata/finalizers",
    "/metadata/annotations/kubectl.kubernetes.io~1last-applied-configuration",
    "/spec/template/metadata/creationTimestamp",
    f"{_SPEC}/domain/firmware/uuid",
    f"{_SPEC}/domain/firmware/serial",
    "/status",
)
_CLOUD_INIT: Final = ("cloudInitNoCloud", "cloudInitConfigDrive")
# Names that cloud-init gives to secrets, anywhere in its text.
_SECRET: Final = frozenset({"password", "passwd", "hashed_passwd", "plain_text_passwd", "ssh_keys"})
_SUSPECT: Final = ("PRIVATE KEY", "password", "passwd", "token", "secret")
_HEADER: Final = "#cloud-config"


@dataclass(frozen=True, slots=True)
class Stripped:
    """``removed`` and ``look`` are sentences: what is gone, and what a person should look at."""

    text: str
    removed: tuple[str, ...]
    look: tuple[str, ...]


def identity_edits(document: Document) -> tuple[Edit, ...]:
    """The edits that take away what one machine alone may have: UUID, serial number, MAC addresses, and what
    a cluster wrote. Its name stays."""
    found = [Edit(pointer) for pointer in _IDENTITY if exists(document, pointer)]
    interfaces = get(document, f"{_SPEC}/domain/devices/interfaces")
    for index, _ in enumerate(interfaces if isinstance(interfaces, list) else ()):
        pointer = f"{_SPEC}/domain/devices/interfaces/{index}/macAddress"
        if exists(document, pointer):
            found.append(Edit(pointer))
    return tuple(found)


def stripped(text: str, name: str) -> Stripped:
    """The text for a blueprint, with ``name`` in place of the machine's. Comments stay.

    Raises ``YamlInvalid``.
    """
    document = from_yaml(text)
    edits = [*identity_edits(document)]
    removed = [_told(edit.pointer) for edit in edits]
    if exists(document, "/metadata/namespace"):
        edits.append(Edit("/metadata/namespace"))
        removed.append("The namespace: it becomes that of whoever begins.")
    if get(document, "/metadata/name") != name:
        edits.append(Edit("/metadata/name", name))
    look: list[str] = []
    for edit, gone, suspect in _cloud_init(document):
        edits += [edit] if edit else []
        removed += gone
        look += suspect
    return Stripped(_edited(text, document, edits), tuple(removed), tuple(look))


def _told(pointer: str) -> str:
    name = pointer.rpartition("/")[2]
    kinds = {"uuid": "The UUID", "serial": "The serial number", "macAddress": "A MAC address"}
    return (
        f"{kinds.get(name, name)}: each machine gets its own."
        if name in kinds
        else f"{name}, from a cluster."
    )


def _edited(text: str, document: Document, edits: list[Edit]) -> str:
    try:
        return edit_yaml(text, edits)
    except EditRefused:  # a value that anchors share: the layout has to go
        return to_yaml(edit_document(document, edits))


def _cloud_init(document: Document) -> Iterator[tuple[Edit | None, list[str], list[str]]]:
    volumes = get(document, f"{_SPEC}/volumes")
    for index, volume in enumerate(volumes if isinstance(volumes, list) else ()):
        for kind in _CLOUD_INIT:
            source = volume.get(kind) if isinstance(volume, dict) else None
            if isinstance(source, dict):
                where = f"{_SPEC}/volumes/{index}/{kind}"
                yield from _of_source(where, str(volume.get("name", index)), source)


def _of_source(
    where: str, name: str, source: dict[str, Any]
) -> Iterator[tuple[Edit | None, list[str], list[str]]]:
    for key, value in source.items():
        if key.endswith("SecretRef") or key == "secretRef":
            yield None, [], [f"{name} names a Secret of the team; others need one of that name of their own."]
        elif key.endswith("Base64"):
            yield None, [], [f"{name}: {key} is encoded. Make sure that it holds no secret."]
        elif key == "networkData" and "mac" in str(value).lower():
            yield None, [], [f"{name}: networkData tells of MAC addresses. No other machine has them."]
        elif key == "userData" and isinstance(value, str):
            text, gone, look = _user_data(name, value)
            yield (Edit(f"{where}/{key}", text) if text != value else None), gone, look


def _user_data(name: str, text: str) -> tuple[str, list[str], list[str]]:
    config: Document | None = None
    if text.startswith(_HEADER):
        try:
            config = from_yaml(text)
        except YamlInvalid:
            config = None
    if config is None:
        words = ", ".join(word for word in _SUSPECT if word in text)
        return (
            text,
            [],
            [f"{name}: the user data speaks of {words}. Take out what is secret."] if words else [],
        )
    pointers = list(_secrets((), config))
    if isinstance(get(config, "/chpasswd/list"), str | list):
        pointers.append("/chpasswd/list")
    cleaned = text
    try:
        cleaned = edit_yaml(text, [Edit(pointer) for pointer in pointers])
        gone = [f"{name}: {pointer} of the user data." for pointer in pointers]
        look: list[str] = []
    except EditRefused:
        gone, look = [], [f"{name}: the user data holds secrets that anchors share. Take them out by hand."]
    return cleaned, gone, [*look, *_personal(name, cleaned)]


def _personal(name: str, text: str) -> Iterable[str]:
    if "ssh_authorized_keys" in text:
        yield f"{name}: whoever owns the SSH keys in the user data may enter every machine made from this."
    if "PRIVATE KEY" in text:
        yield f"{name}: the user data holds a private key. Take it out."


def _secrets(parts: tuple[str | int, ...], value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, member in value.items():
            if key in _SECRET:
                yield join((*parts, key))
            else:
                yield from _secrets((*parts, key), member)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _secrets((*parts, index), member)
