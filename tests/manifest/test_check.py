"""Rules beyond the schema: what each says, where, and what its button does."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.manifest.documents import a_fleet_document, documents, values
from tests.manifest.fixture_files import FAULTY, FIXTURES, read
from tests.manifest.rule_cases import CASES, DEVICES, DISK, DOMAIN, EFI, SPEC, VOLUME, a_document
from vms.manifest import check, edit_document, from_yaml, schema
from vms.schema import UNSET, Edit, Problem, Severity, walk


def _found(document: Any) -> set[tuple[str, str]]:
    return {(problem.keyword, problem.pointer) for problem in check(document)}


def test_a_good_machine_has_no_problems() -> None:
    assert check(a_document()) == []


@pytest.mark.parametrize(("keyword", "pointer", "edits"), CASES)
def test_a_rule_speaks_at_the_place_it_is_about(keyword: str, pointer: str, edits: list[Edit]) -> None:
    assert (keyword, pointer) in _found(a_document(*edits))


@pytest.mark.parametrize(("keyword", "pointer", "edits"), CASES)
def test_a_button_removes_the_problem_it_stands_beside(keyword: str, pointer: str, edits: list[Edit]) -> None:
    document = a_document(*edits)
    for problem in check(document):
        if problem.fix is not None:
            assert (problem.keyword, problem.pointer) not in _found(
                edit_document(document, problem.fix.edits)
            )


@pytest.mark.parametrize(("keyword", "pointer", "edits"), CASES)
def test_a_problem_is_said_in_whole_sentences(keyword: str, pointer: str, edits: list[Edit]) -> None:
    for problem in check(a_document(*edits)):
        assert (
            problem.message[0].isupper()
            or not problem.message[0].isalpha()
            or "cloud-init" in problem.message
        )
        assert problem.message.endswith(".") or problem.keyword == "pattern"


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(f"{DEVICES}/disks/-", {"name": "media", "cdrom": {"bus": "sata"}})],
        [Edit("/metadata/name", "web.example.org")],
        [Edit("/metadata/annotations/note", "two\nlines")],
        [Edit(f"{DOMAIN}/memory/guest", UNSET), Edit(f"{DOMAIN}/resources/limits/memory", 2147483648)],
        [Edit(f"{DEVICES}/networkInterfaceMultiqueue", value=True)],
        [Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {"secretRef": {"name": "data"}}})],
        [Edit(f"{EFI}/secureBoot", value=True), Edit(f"{DOMAIN}/features/smm", {})],
        [Edit(f"{EFI}/secureBoot", value=False)],
        [Edit(f"{DEVICES}/interfaces", UNSET), Edit(f"{SPEC}/networks", UNSET)],
        [Edit(f"{DOMAIN}/machine/type", "")],
    ],
)
def test_what_is_allowed_is_not_spoken_of(edits: list[Edit]) -> None:
    assert check(a_document(*edits)) == []


def test_warnings_are_told_from_errors() -> None:
    problems = check(a_document(Edit(f"{DISK}/io", "io_uring"), Edit(f"{DOMAIN}/launchSecurity", {})))

    assert {problem.keyword: problem.severity for problem in problems} == {
        "io-uring-local": Severity.WARNING,
        "unknown-field": Severity.INFO,
    }


def test_a_disk_is_offered_the_one_volume_that_has_no_disk() -> None:
    problems = check(a_document(Edit(f"{DISK}/name", "system")))

    assert [problem.fix.edits for problem in problems if problem.fix] == [(Edit(f"{DISK}/name", "root"),)]


def test_rules_keep_silent_where_the_schema_has_spoken() -> None:
    problems = check(a_document(Edit(f"{DISK}/disk/bus", "floppy"), Edit(f"{DOMAIN}/memory/guest", 5)))

    assert [(problem.keyword, problem.pointer) for problem in problems] == [
        ("type", f"{DOMAIN}/memory/guest"),
        ("enum", f"{DISK}/disk/bus"),
    ]


@given(values | documents)
@settings(max_examples=200, deadline=None)
def test_no_json_whatever_makes_it_raise(document: Any) -> None:
    assert all(isinstance(problem, Problem) for problem in check(document))


_LEAVES = [pointer for pointer, _ in walk(schema())]
_ANYTHING: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, 0, -1, 2.5, "", "x", "\ud800", "1Gi", [], [[]], {}, {"name": None}, [{}]]
)


@given(st.lists(st.tuples(st.sampled_from(_LEAVES), st.integers(1, 12), _ANYTHING), max_size=6))
@settings(max_examples=300, deadline=None)
def test_nothing_in_any_place_makes_it_raise(changes: list[tuple[str, int, Any]]) -> None:
    document: Any = a_document()
    for pointer, depth, value in changes:
        parts = [part.replace("*", "0") for part in pointer.split("/")[1:]][:depth]
        document = edit_document(document, [Edit("/" + "/".join(parts), value)])

    assert all(isinstance(problem, Problem) for problem in check(document))


def test_depth_is_one_problem_of_the_whole() -> None:
    document: Any = json.loads("[" * 500 + "]" * 500)

    assert [problem.keyword for problem in check({"spec": document})] == ["depth"]


@pytest.mark.parametrize("name", FIXTURES)
def test_the_fixtures_are_valid_but_the_faulty_ones(name: str) -> None:
    errors = [problem for problem in check(from_yaml(read(name))) if problem.severity is Severity.ERROR]

    assert bool(errors) == (name in FAULTY), errors


def test_a_machine_with_many_disks_is_fine() -> None:
    assert check(a_fleet_document(200)) == []
