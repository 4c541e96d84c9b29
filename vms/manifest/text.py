"""Manifest texts: the generic YAML room, told which parts of a ``VirtualMachine`` may vanish when empty."""

from collections.abc import Iterable
from typing import Any, Final

from vms.manifest.model import Document
from vms.manifest.yaml_text import Span, compose, construct, line_at, spans_of, without
from vms.manifest.yaml_text import edit_yaml as edit_generic
from vms.schema import UNSET, Edit, apply, exists, split

_BOM: Final = "\ufeff"
_SPEC: Final = "/spec/template/spec"
_DOMAIN: Final = f"{_SPEC}/domain"

# Empty or absent, these mean the same. Everything else (``masquerade: {}``, ``efi: {}``, ``cdrom: {}``)
# says something by being there, and stays as ``{}`` when its last member is removed.
_DISPENSABLE: Final = frozenset(
    split(pointer)
    for pointer in (
        "/metadata/labels",
        "/metadata/annotations",
        "/spec/dataVolumeTemplates",
        "/spec/template/metadata",
        "/spec/template/metadata/labels",
        "/spec/template/metadata/annotations",
        f"{_SPEC}/networks",
        f"{_SPEC}/nodeSelector",
        f"{_SPEC}/volumes",
        f"{_SPEC}/volumes/*/cloudInitNoCloud/userDataSecretRef",
        f"{_SPEC}/volumes/*/sysprep/configMap",
        f"{_SPEC}/volumes/*/sysprep/secret",
        f"{_DOMAIN}/cpu",
        f"{_DOMAIN}/devices/disks",
        f"{_DOMAIN}/devices/interfaces",
        f"{_DOMAIN}/devices/interfaces/*/ports",
        f"{_DOMAIN}/features",
        f"{_DOMAIN}/firmware",
        f"{_DOMAIN}/firmware/bootloader",
        f"{_DOMAIN}/machine",
        f"{_DOMAIN}/memory",
        f"{_DOMAIN}/memory/hugepages",
        f"{_DOMAIN}/resources",
        f"{_DOMAIN}/resources/limits",
        f"{_DOMAIN}/resources/requests",
        "/status",
        "/status/conditions",
    )
)


def from_yaml(text: str) -> Document:
    """The document a text stands for. Raises ``YamlInvalid`` with the line, the column and what to do."""
    document: Document = construct(compose(text))
    return document


def edit_yaml(text: str, edits: Iterable[Edit]) -> str:
    """The text after the edits; only the lines change that must.

    ``from_yaml`` of the result equals ``edit_document`` of the text's document. Raises ``YamlInvalid``, and
    ``EditRefused`` where another place of the text would change too, or for an index beyond a list's end.
    """
    return edit_generic(text, edits, _DISPENSABLE.__contains__)


def edit_document(document: Document, edits: Iterable[Edit]) -> Document:
    """A changed copy: ``vms.schema.apply``, and what a removal empties goes where that means the same."""
    changed: Any = document
    for edit in edits:
        if edit.value is not UNSET:
            changed = apply(changed, [edit])
        elif edit.pointer and exists(changed, edit.pointer):
            changed, _ = without(changed, split(edit.pointer), _DISPENSABLE.__contains__)
    edited: Document = changed
    return edited


def line_of(text: str, pointer: str) -> int:
    """The line, counted from 1, of a value's key or list entry; of the nearest place around if absent.

    Raises ``YamlInvalid``.
    """
    return line_at(compose(text), split(pointer))


def lines_of(text: str, pointers: Iterable[str]) -> dict[str, int]:
    """``line_of`` for many pointers, with one reading. Raises ``YamlInvalid``."""
    root = compose(text)
    return {pointer: line_at(root, split(pointer)) for pointer in pointers}


def spans(text: str) -> list[Span]:
    """Where each value of a text is written, in the order of the text. Raises ``YamlInvalid``."""
    found = spans_of(text.removeprefix(_BOM), compose(text))
    if not text.startswith(_BOM):
        return found
    return [span._replace(start=span.start + 1, end=span.end + 1) for span in found]
