"""What is wrong with a document before any host is asked: its own problems, and what no host can do yet."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from vms import manifest
from vms.compiler.standings import standings
from vms.schema import Problem, Schema, Severity, StandingKind, join, split


def check(document: Any, schema: Schema | None = None) -> list[Problem]:
    """``manifest.check``, and a warning for each thing that no host of the portal can do yet.

    Such a manifest may be kept and exported, but its launch would be refused.
    """
    problems = manifest.check(document, schema)
    spoken_of = {problem.pointer for problem in problems}
    for pattern, standing in standings().items():
        if standing.kind is not StandingKind.NOT_HERE:
            continue
        for pointer in _found(document, split(pattern), ()):
            if pointer not in spoken_of:
                reason, here = standing.reason, StandingKind.NOT_HERE
                problems.append(Problem(pointer, reason, "not-here", Severity.WARNING, standing=here))
    return problems


def _found(value: Any, pattern: Sequence[str], path: tuple[str, ...]) -> Iterator[str]:
    """Every place in the document that the pattern fits, ``*`` being any member of an array or map."""
    if not pattern:
        if value is not None:
            yield join(path)
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
