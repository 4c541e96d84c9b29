"""Every text of the document: nothing invisible in it."""

import re
from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import error
from vms.manifest.shipped import schema
from vms.schema import NodeKind, Problem, join

_NEVER: Final = re.compile("[\x00\ud800-\udfff]")  # PostgreSQL holds no NUL, UTF-8 no half characters
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LINE_BREAK: Final = re.compile("[\t\r\n]")
_DATA: Final = frozenset({"userData", "networkData"})

Place = tuple[str | int, ...]


def hold_no_control_characters(document: dict[str, Any]) -> Iterator[Problem]:
    for place, written in _texts(document):
        is_data = bool(place) and place[-1] in _DATA
        bad = (_NEVER if is_data else _CONTROL).search(written)
        if bad:
            message = f"The text holds the invisible character U+{ord(bad[0]):04X}. Remove it."
            yield error(join(place), "control-character", message)
        elif not is_data and _LINE_BREAK.search(written) and _is_one_line(place):
            yield error(
                join(place), "control-character", "The text holds a line break or tab. Write it on one line."
            )


def _is_one_line(place: Place) -> bool:
    """Whether the schema knows the place as a text of its own; annotations may hold anything."""
    if place[:2] == ("metadata", "annotations"):
        return False
    node = schema().at(join(place))
    return node is not None and node.kind is NodeKind.STRING


def _texts(document: Any) -> Iterator[tuple[Place, str]]:
    """Every text and every key with its place; a stack of our own, for no depth may end it."""
    waiting: list[tuple[Place, Any]] = [((), document)]
    while waiting:
        place, value = waiting.pop()
        if isinstance(value, str):
            yield place, value
        elif isinstance(value, list):
            waiting.extend(((*place, index), item) for index, item in reversed(list(enumerate(value))))
        elif isinstance(value, dict):
            for key, member in reversed(value.items()):
                if _CONTROL.search(key):
                    yield place, key
                waiting.append(((*place, key), member))


RULES: Final = (hold_no_control_characters,)
