"""What is settled before the first element is built: nothing pending is asked for, the host may be used."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vms.compiler.effective import TEMPLATE
from vms.compiler.errors import CompileError
from vms.compiler.ledger import LEDGER, Pending
from vms.hosts import HostFacts
from vms.manifest import Manifest
from vms.schema import join, split


def refuse_pending(manifest: Manifest) -> None:
    """Raises ``CompileError`` for the first leaf that is set while the ledger calls it pending. A switch
    that is off asks for nothing."""
    for pointer, reason in pending(manifest.document):
        raise CompileError(pointer, reason)


def pending(document: Any) -> Iterator[tuple[str, str]]:
    """Every place of any JSON that asks for what the ledger calls pending, and its reason."""
    for pattern, entry in LEDGER.items():
        if isinstance(entry, Pending):
            for pointer, value in _found(document, split(pattern), ()):
                if value is not None and value is not False:
                    yield pointer, entry.reason


def refuse_foreign_host(manifest: Manifest, host: HostFacts) -> None:
    """Raises ``CompileError`` when the host lacks a label that ``nodeSelector`` asks for. The reason
    names no label of the host: those are not the asker's to learn."""
    if host.assume_labels:
        return
    for key, value in manifest.node_selector.items():
        if host.labels.get(key) != value:
            reason = (
                f"The host {host.name} is not labelled {key}={value}; remove the line or ask for the label."
            )
            raise CompileError(join((*split(TEMPLATE), "nodeSelector", key)), reason)


def _found(value: Any, pattern: Sequence[str], path: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Every place in the document that the pattern fits, ``*`` being any member of an array or map."""
    if not pattern:
        yield join(path), value
        return
    head, *rest = pattern
    for key, member in _members(value):
        if head in ("*", key):
            yield from _found(member, rest, (*path, key))


def _members(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list | tuple):
        yield from ((str(index), member) for index, member in enumerate(value))
