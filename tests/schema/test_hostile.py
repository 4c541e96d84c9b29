"""Whatever file is given as a schema: a sentence or a schema, soon, and no connection to anywhere."""

import socket
from collections.abc import Iterator
from time import thread_time
from typing import Any

import pytest

from tests.schema.hostile import SECONDS, cases
from vms.formtree import build
from vms.schema import Schema, SchemaInvalid, check, load_text, walk

CASES = cases()
DOCUMENTS: dict[str, Any] = {
    "nothing": {},
    "null": None,
    "a list": [1, 2, 3],
    "a long text": "x" * 100_000,
    "short texts": ["ab"] * 10_000,
    "texts of zeros and ones": {"a": "01" * 200_000, "b": 1},
    "letters": {"a": "é" * 100_000},
    "empty objects": [{}] * 10_000,
}


def _deep() -> Any:
    inner: Any = 1
    for _ in range(90):
        inner = {"n": inner, "a": [inner]} if inner == 1 else {"n": inner}
    return inner


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


def _is_left_alone(server: socket.socket) -> bool:
    try:
        server.accept()
    except BlockingIOError:
        return True
    return False


def _loaded(text: str) -> Schema | str:
    before = thread_time()
    try:
        found: Schema | str = load_text(text)
    except SchemaInvalid as error:
        found = str(error)
    taken = thread_time() - before
    assert taken < SECONDS, f"{taken:.2f} s"
    return found


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 400


# A few of each kind always, all of them in the longer run.
SHORT = {name for place, name in enumerate(CASES) if place % 8 == 0}


@pytest.mark.parametrize(
    "name", [pytest.param(n, marks=() if n in SHORT else pytest.mark.full) for n in CASES]
)
def test_a_hostile_schema_is_answered_soon(name: str) -> None:
    found = _loaded(CASES[name])

    if isinstance(found, str):
        assert found.startswith("The schema cannot be used: ")
        assert found.endswith(".")
        assert len(found) < 700
        return
    _is_used_soon(found)


def _is_used_soon(schema: Schema) -> None:
    before = thread_time()
    places = list(walk(schema))
    build(schema, {}, {})
    assert thread_time() - before < SECONDS, f"{len(places)} places"
    for name, document in {**DOCUMENTS, "deep": _deep()}.items():
        before = thread_time()
        check(schema, document)
        assert thread_time() - before < SECONDS, name


def test_nothing_is_fetched_for_any_schema(listener: socket.socket) -> None:
    for text in cases(listener.getsockname()[1]).values():
        if "127.0.0.1" in text:
            _loaded(text)

    assert _is_left_alone(listener)


def test_a_document_whose_texts_are_too_long_for_a_pattern_is_told_so() -> None:
    schema = load_text('{"properties": {"a": {"pattern": "[01]*1[01]{900}x"}}}')

    assert check(schema, {"a": "01" * 2_000})[0].keyword == "pattern"
    (problem,) = check(schema, {"a": "01" * 200_000})
    assert "too long" in problem.message


def test_of_a_document_with_very_many_faults_one_is_told() -> None:
    schema = load_text('{"items": {"required": ["a", "b", "c", "d", "e", "f", "g"]}}')

    assert len(check(schema, [{}] * 10)) == 70
    assert len(check(schema, [{}] * 20_000)) == 1
    assert check(schema, [1] * 20_000) == []
