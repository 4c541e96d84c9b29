"""What a blueprint does not leave to its users: places that are locked, and values that have bounds."""

from dataclasses import dataclass
from typing import Any, Literal

from vms.formtree.html import escape, slug
from vms.formtree.node import FieldNode


@dataclass(frozen=True, slots=True)
class Lock:
    """``locked``: the place and all beneath it are shown and cannot be changed. ``bounded``: only within
    ``minimum`` and ``maximum`` (as people write them, ``4`` or ``16Gi``) or to one of ``options``."""

    kind: Literal["locked", "bounded"]
    reason: str
    minimum: Any = None
    maximum: Any = None
    options: tuple[Any, ...] = ()


def is_locked(node: FieldNode) -> bool:
    lock = node.lock
    return lock is not None and lock.kind == "locked"


def lock_note(node: FieldNode) -> str:
    """Why a field cannot be changed, or how far."""
    lock = node.lock
    if lock is None:
        return ""
    said = " ".join(part for part in (_bounds(lock), lock.reason) if part)
    word = "Locked" if lock.kind == "locked" else "Limited"
    return (
        f'<p class="field__lock field__lock--{escape(str(lock.kind))}" id="lock-{slug(node.pointer)}">'
        f'<span class="field__badge">{word}</span> {escape(said)}</p>'
    )


def _bounds(lock: Any) -> str:
    if lock.kind == "locked":
        return ""
    if lock.minimum is not None and lock.maximum is not None:
        return f"From {lock.minimum} to {lock.maximum}."
    if lock.minimum is not None:
        return f"At least {lock.minimum}."
    return f"At most {lock.maximum}." if lock.maximum is not None else ""
