"""What another schema than the shipped one changes about what is said of a document.

The portal runs what its own schema and rules allow. A team may write against a newer schema: what that one
refuses is wrong, too; what it alone knows is kept for clusters, which is told, not minded.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from vms.schema import Problem, Schema, Severity, StandingKind

_OF_UNKNOWN_KEYS: Final = frozenset({"unknown-field", "misspelled-field"})


def of_both(newer: Iterable[Problem], own: Iterable[Problem]) -> list[Problem]:
    """What is said under another schema, then what only the portal's own says of other places: what it
    refuses is refused all the same, with the reason; what it does not know is no stranger any more."""
    found = list(newer)
    told = {problem.pointer for problem in found}
    return [*found, *(_of_own(problem) for problem in own if problem.pointer not in told)]


def _of_own(problem: Problem) -> Problem:
    if problem.keyword in _OF_UNKNOWN_KEYS:
        words = "The schema in force knows this; the portal does nothing with it and keeps it for export."
        kept = StandingKind.EXPORT_ONLY
        return Problem(problem.pointer, words, "unknown-field", Severity.INFO, standing=kept)
    if problem.severity is Severity.ERROR:
        words = "The schema in force allows this, but the portal cannot run it."
        return replace(problem, message=f"{problem.message} {words}", standing=StandingKind.NOT_HERE)
    return problem


def is_of_machines(schema: Schema) -> bool:
    """Whether documents under it can be those that the portal runs at all."""
    return (
        all(
            _allows(schema, pointer, value)
            for pointer, value in (("/apiVersion", "kubevirt.io/v1"), ("/kind", "VirtualMachine"))
        )
        and schema.at("/spec/template/spec/domain") is not None
    )


def _allows(schema: Schema, pointer: str, value: Any) -> bool:
    node = schema.at(pointer)
    if node is None:
        return False
    return node.const == value if "const" in node.raw else not node.enum or value in node.enum
