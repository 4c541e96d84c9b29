"""What a document does against its schema, said in plain sentences."""

from collections.abc import Iterator, Sequence
from typing import Any

from vms.schema.fixes import fix_for_type
from vms.schema.load import Schema
from vms.schema.pointer import exists, get, join
from vms.schema.problem import Problem
from vms.schema.sentences import sentence


def check(schema: Schema, document: Any) -> list[Problem]:
    """All problems, in the order of the schema; an empty list for a valid document.

    A required property that is missing is reported where it belongs. A document that is no JSON (a lone
    surrogate in a text, a key that is no text, 255 levels) is one problem of the whole. About 5 µs for a
    small valid document, linear in its size.
    """
    try:
        errors = list(schema.validator.iter_errors(document))
    except ValueError:
        return [Problem("", "The document is not plain JSON, or too deeply nested. Simplify it.", "json")]
    return [_problem(document, error.instance_path, error.kind, error.instance) for error in errors]


def _problem(document: Any, path: Sequence[str | int], kind: Any, value: Any) -> Problem:
    # jsonschema-rs 0.60 leaves empty keys out of its paths: without them a repair would hit the parent.
    if get(document, join(path)) != value:
        path = next(
            (true for true in _paths(document, tuple(path)) if get(document, join(true)) == value), path
        )
    pointer = join([*path, kind.property] if kind.name == "required" else path)
    fix = fix_for_type(pointer, kind.types, value) if kind.name == "type" else None
    return Problem(pointer, sentence(kind, value), kind.name, fix=fix)


def _paths(here: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    """The path itself, then the path with empty keys wherever the document has some."""
    if not path:
        yield ()
    elif exists(here, join(path[:1])):
        for rest in _paths(get(here, join(path[:1])), path[1:]):
            yield (path[0], *rest)
    if isinstance(here, dict) and "" in here:
        for rest in _paths(here[""], path):
            yield ("", *rest)
