"""The fast checker against the reference implementation: same verdicts, same places, same keywords."""

from typing import Any

import jsonschema
import pytest
import referencing
from hypothesis import assume, given, settings

from tests.schema.shipped import raw, shipped
from tests.schema.strategies import broken, documents
from vms.schema import check, join

REFERENCE = jsonschema.Draft202012Validator(
    raw(), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER, registry=referencing.Registry()
)


def _by_reference(document: Any) -> list[tuple[str, str]]:
    found = []
    for error in REFERENCE.iter_errors(document):
        path = list(error.absolute_path)
        if error.validator == "required":
            missing = [name for name in error.validator_value if name not in error.instance]
            path.append(next(name for name in missing if f"'{name}'" in error.message))
        found.append((join(path), str(error.validator)))
    return sorted(found)


def _by_us(document: Any) -> list[tuple[str, str]]:
    return sorted((problem.pointer, problem.keyword) for problem in check(shipped(), document))


@given(documents(shipped().root))
@settings(max_examples=60, deadline=None)
def test_both_find_generated_documents_valid(document: Any) -> None:
    assert _by_us(document) == _by_reference(document) == []


@given(broken(shipped().root))
@settings(max_examples=120, deadline=None)
def test_both_find_the_same_faults_at_the_same_places(document: Any) -> None:
    assume(not _has_trailing_newline(document))  # the one known difference, tested by name below

    assert _by_us(document) == _by_reference(document)


def _has_trailing_newline(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_trailing_newline(member) for member in value.values())
    if isinstance(value, list):
        return any(_has_trailing_newline(element) for element in value)
    return isinstance(value, str) and value.endswith("\n")


@pytest.mark.parametrize("document", raw()["examples"])
def test_the_schemas_own_example_is_valid_for_both(document: Any) -> None:
    assert _by_us(document) == _by_reference(document) == []


def test_only_the_reference_lets_a_pattern_match_before_a_last_line_break() -> None:
    document = {**raw()["examples"][0], "spec": {"template": {"spec": {"hostname": "web\n"}}}}

    assert _by_reference(document) == []
    assert _by_us(document) == [("/spec/template/spec/hostname", "pattern")]
