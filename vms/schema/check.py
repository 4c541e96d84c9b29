"""What a document does against its schema, said in plain sentences."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import jsonschema_rs

from vms.schema.fixes import fix_for_type
from vms.schema.load import Schema
from vms.schema.pointer import exists, get, join
from vms.schema.problem import Problem
from vms.schema.sentences import sentence

_LIGHT_TEXT: Final = 120  # for which a document of any size is checked soon
_LIGHT_FAULTS: Final = 6
_MOST_TEXT: Final = 10**8  # steps of automata: some 0.4 s
_MOST_FAULTS: Final = 60_000
_MOST_COPIED: Final = 2 * 10**8  # bytes, of the places at fault
_BYTES: Final = 64  # of a value without text


def check(schema: Schema, document: Any) -> list[Problem]:
    """All problems, in the order of the schema; an empty list for a valid document.

    A required property that is missing is reported where it belongs. A document that is no JSON (a lone
    surrogate in a text, a key that is no text, 255 levels) is one problem of the whole. About 5 µs for a
    small valid document, linear in its size. Where the schema makes that too much (see ``Costs``), only the
    first fault is told, or that the texts are too long to be checked.
    """
    try:
        errors = _errors(schema, document)
    except ValueError:
        return [Problem("", "The document is not plain JSON, or too deeply nested. Simplify it.", "json")]
    if errors is None:
        told = "The texts in this document are too long for the patterns of its schema. Shorten them."
        return [Problem("", told, "pattern")]
    return [_problem(document, error.instance_path, error.kind, error.instance) for error in errors]


def _errors(schema: Schema, document: Any) -> list[Any] | None:
    """What the validator says, which tells all faults of a document or one, each with a copy of its place."""
    costs = schema.costs
    if costs.text > _LIGHT_TEXT or costs.faults > _LIGHT_FAULTS:
        levels, values, characters = _size(document)
        if characters * costs.text > _MOST_TEXT:
            return None
        copied = levels * (values * _BYTES + characters) * costs.faults
        if values * costs.faults > _MOST_FAULTS or copied > _MOST_COPIED:
            try:
                schema.validator.validate(document)
            except jsonschema_rs.ValidationError as error:
                return [error]
            return []
    return list(schema.validator.iter_errors(document))


def _size(document: Any) -> tuple[int, int, int]:
    """Levels, values and characters."""
    levels, values, characters = 0, 0, 0
    level = [document]
    while level:
        levels += 1
        values += len(level)
        below: list[Any] = []
        for here in level:
            if isinstance(here, dict):
                below += here
                below += here.values()
            elif isinstance(here, list):
                below += here
            elif isinstance(here, str):
                characters += len(here)
        level = below
    return levels, values, characters


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
