"""What is wrong with a document before any host is asked: its own problems, and what no host can do yet."""

from typing import Any

from vms import manifest
from vms.compiler.preconditions import pending
from vms.schema import Problem, Schema, Severity, StandingKind


def check(document: Any, schema: Schema | None = None) -> list[Problem]:
    """``manifest.check``, and a warning for each device or volume that no host of the portal can have yet.

    Such a manifest may be kept and exported, but its launch would be refused with the same sentence.
    """
    problems = manifest.check(document, schema)
    spoken_of = {problem.pointer for problem in problems}
    told: set[tuple[str, str]] = set()
    for pointer, reason in pending(document):
        about = (_entry(pointer), reason)  # one sentence for all fields of one device
        if pointer not in spoken_of and about not in told:
            told.add(about)
            here = StandingKind.NOT_HERE
            problems.append(Problem(pointer, reason, "not-here", Severity.WARNING, standing=here))
    return problems


def _entry(pointer: str) -> str:
    """The pointer up to the first entry of a list in it."""
    parts = pointer.split("/")
    first = next((index for index, part in enumerate(parts) if part.isdecimal()), len(parts) - 1)
    return "/".join(parts[: first + 1])
