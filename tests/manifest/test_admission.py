"""KubeVirt's admission rules by number: each that is checked finds its fault, and its button mends it."""

import re
from typing import Any

import jsonschema
import pytest

from tests.manifest.admission import ADMISSION
from tests.manifest.rule_cases import a_document
from vms.manifest import check, edit_document, schema
from vms.manifest.rules.catalogue import COVERED, LEFT_OUT
from vms.schema import Edit, Problem, Severity, StandingKind, join, split
from vms.schema import check as check_schema

_IDS = [f"{number}-{keyword}" for number, keyword, _, _ in ADMISSION]
# Buttons would have to guess here: which of two to keep, or what a missing name is.
_FOR_PEOPLE_ONLY = {
    "bindings", "cloud-init-base64", "cloud-init-large", "data-volume-name", "data-volume-source",
    "disk-kind", "disk-without-volume", "duplicate-name", "format", "kernel-boot", "network-data-twice",
    "network-type", "port-missing", "probe", "quantity", "reference-empty", "registry-source", "required",
    "second-pod-network", "second-volume-of-kind", "source-incomplete", "source-reference",
    "sysprep-source", "user-data-twice", "volume-source-missing", "volume-sources",
}  # fmt: skip


def _found(document: Any) -> set[tuple[str, str]]:
    problems = check(document)
    return {(problem.keyword, problem.pointer) for problem in problems if problem.severity != "info"}


def _of(number: str, document: Any) -> list[Problem]:
    return [problem for problem in check(document) if problem.rule == number]


@pytest.mark.parametrize(("number", "keyword", "pointer", "edits"), ADMISSION, ids=_IDS)
def test_a_broken_rule_is_found_by_its_number_and_no_other_is(
    number: str, keyword: str, pointer: str, edits: list[Edit]
) -> None:
    problems = [problem for problem in check(a_document(*edits)) if problem.rule]

    assert [(problem.rule, problem.keyword, problem.pointer) for problem in problems] == [
        (number, keyword, pointer)
    ]


@pytest.mark.parametrize(("number", "keyword", "pointer", "edits"), ADMISSION, ids=_IDS)
def test_the_button_of_a_broken_rule_mends_it_and_touches_nothing_else(
    number: str, keyword: str, pointer: str, edits: list[Edit]
) -> None:
    document = a_document(*edits)
    [problem] = _of(number, document)
    if problem.fix is None:
        assert keyword in _FOR_PEOPLE_ONLY
        return

    mended = edit_document(document, problem.fix.edits)

    assert not _of(number, mended)
    assert _found(mended) < _found(document)
    assert _elsewhere(mended, problem) == _elsewhere(document, problem)


def _elsewhere(document: Any, problem: Problem) -> Any:
    """The document without the places that the button speaks of, and without what only held them."""
    assert problem.fix is not None
    ends = [split(edit.pointer.removesuffix("/-")) for edit in problem.fix.edits]
    return [
        (place, value)
        for place, value in _ends(document, ())
        if not any(place[: len(end)] == end or end[: len(place)] == place for end in ends)
    ]


def _ends(value: Any, place: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    members = (
        value.items()
        if isinstance(value, dict)
        else [(str(index), item) for index, item in enumerate(value)]
        if isinstance(value, list)
        else None
    )
    if members is None:
        return [(place, value)]
    return [(place, type(value))] + [end for key, member in members for end in _ends(member, (*place, key))]


def test_the_schema_finds_in_every_broken_document_what_the_reference_finds() -> None:
    reference = jsonschema.Draft202012Validator(
        dict(schema().raw), format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )
    for _, _, _, edits in ADMISSION:
        document = a_document(*edits)
        theirs = []
        for error in reference.iter_errors(document):
            missing = [error.message.split("'")[1]] if error.validator == "required" else []
            theirs.append((join([*error.absolute_path, *missing]), error.validator))

        ours = [(problem.pointer, problem.keyword) for problem in check_schema(schema(), document)]

        assert sorted(ours) == sorted(theirs)


def test_every_number_is_checked_or_left_out_for_a_reason() -> None:
    numbers = sorted(int(number.split("-")[1]) for number in [*COVERED, *LEFT_OUT])

    assert numbers == list(range(1, 151))
    assert all(re.fullmatch(r"B\.\d+-\d+", number) for number in [*COVERED, *LEFT_OUT])
    assert all(sentence.endswith(".") for sentence in [*COVERED.values(), *LEFT_OUT.values()])


def test_every_number_that_is_checked_has_a_broken_document() -> None:
    assert {number for number, _, _, _ in ADMISSION} == set(COVERED)


@pytest.mark.parametrize(("number", "keyword", "pointer", "edits"), ADMISSION, ids=_IDS)
def test_a_warning_runs_here_and_an_error_does_not(
    number: str, keyword: str, pointer: str, edits: list[Edit]
) -> None:
    [problem] = _of(number, a_document(*edits))

    if problem.severity is Severity.ERROR:
        assert problem.standing in {StandingKind.REFUSED_BY_KUBEVIRT, StandingKind.NOT_HERE}
    else:
        assert problem.standing in {StandingKind.REFUSED_BY_KUBEVIRT, StandingKind.RUNS_HERE}
