"""How the checks of cloud-init's texts look at a document, and how they speak."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Final

from vms.schema import Edit, Fix, Problem, Schema, SchemaNode, Severity, check, get, join, split

# cloud-init reads YAML 1.1, where these are true and false; only the type "boolean" may ask for them.
_SWITCH_WORDS: Final = frozenset({"yes", "no", "on", "off", "true", "false"})
_CLOSE: Final = 0.75


def warning(pointer: str, keyword: str, message: str, fix: Fix | None = None) -> Problem:
    return Problem(pointer, message, keyword, Severity.WARNING, fix)


def misfits(schema: Schema, document: Any, subject: str) -> Iterator[Problem]:
    """What the schema says, as warnings: cloud-init skips what it cannot use and goes on."""
    for problem in check(schema, document):
        value = get(document, problem.pointer)
        is_switch = isinstance(value, str) and value.lower() in _SWITCH_WORDS
        if not (problem.keyword == "type" and is_switch):
            yield warning(problem.pointer, f"{subject}-{problem.keyword}", problem.message, problem.fix)


def unknown_keys(node: SchemaNode, entry: Any, place: str, keyword: str) -> Iterator[Problem]:
    """Keys of a mapping that nobody reads, each with the one that is probably meant."""
    if not isinstance(entry, dict):
        return
    for key, value in entry.items():
        if key in node.properties:
            continue
        here = join((*split(place), key))
        meant = _closest(key, node)
        shown = key if len(key) <= 40 else f"{key[:39]}…"
        if meant is None or meant in entry:
            yield warning(here, keyword, f"cloud-init knows nothing named “{shown}”, and ignores it.")
            continue
        there = join((*split(place), meant))
        yield warning(
            here,
            keyword,
            f"cloud-init knows nothing named “{shown}”. “{meant}” is probably meant.",
            Fix(f"Write “{meant}”", (Edit(here), Edit(there, value))),
        )


def _closest(key: str, node: SchemaNode) -> str | None:
    """The known name that is most like a key; of several the first in the schema."""
    likeness = {name: SequenceMatcher(None, key[:100], name).ratio() for name in node.properties}
    best = max(likeness, key=lambda name: likeness[name], default=None)
    return best if best is not None and likeness[best] >= _CLOSE else None
