"""All that buttons can mend, in one go."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from vms.schema import Edit, Problem, Severity, apply

_MOST: Final = 200  # of a document no form can show the rest of either


def repairs(document: Any, check: Callable[[Any], Iterable[Problem]]) -> tuple[Edit, ...]:
    """The edits of every repair that errors and warnings offer, each made on what the ones before left.

    A repair that leaves its own problem behind is not tried again. Costs one check for each repair.
    """
    edits: list[Edit] = []
    tried: set[tuple[str, str]] = set()
    for _ in range(_MOST):
        problem = next((each for each in check(document) if _is_open(each, tried)), None)
        if problem is None or problem.fix is None:
            break
        tried.add((problem.keyword, problem.pointer))
        edits += problem.fix.edits
        document = apply(document, problem.fix.edits)
    return tuple(edits)


def _is_open(problem: Problem, tried: set[tuple[str, str]]) -> bool:
    return (
        problem.fix is not None
        and problem.severity is not Severity.INFO
        and (problem.keyword, problem.pointer) not in tried
    )
