"""Locks, bounds and size cards, on documents that people made of a blueprint."""

from copy import deepcopy
from typing import Any

import pytest

from vms import catalogue
from vms.catalogue import LOCKED, OUT_OF_BOUNDS, Bound, Lock, Size, Terms
from vms.manifest import edit_document
from vms.schema import UNSET, Edit, Problem, apply, get

SPEC = "/spec/template/spec"
MEMORY = f"{SPEC}/domain/memory/guest"
CORES = f"{SPEC}/domain/cpu/cores"
IMAGE = f"{SPEC}/volumes/0/containerDisk/image"


def a_document() -> dict[str, Any]:
    domain = {"cpu": {"cores": 1}, "memory": {"guest": "1Gi"}}
    volumes = [
        {"name": "root", "containerDisk": {"image": "tiny:1"}},
        {"name": "data", "emptyDisk": {"capacity": "1Gi"}},
    ]
    return {"metadata": {"name": "a"}, "spec": {"template": {"spec": {"domain": domain, "volumes": volumes}}}}


def problems(document: Any, *terms: Lock | Bound) -> list[Problem]:
    locked = tuple(term for term in terms if isinstance(term, Lock))
    bounded = tuple(term for term in terms if isinstance(term, Bound))
    return catalogue.check(Terms("Tiny", a_document(), locked, bounded), document)


def changed(*edits: Edit) -> Any:
    return apply(a_document(), edits)


def repaired(document: Any, found: list[Problem]) -> Any:
    assert found[0].fix is not None
    return edit_document(document, found[0].fix.edits)


def test_a_document_as_the_blueprint_has_it_is_in_order() -> None:
    assert problems(a_document(), Lock(IMAGE), Bound(MEMORY, "1Gi", "2Gi"), Lock("/spec/running")) == []


def test_a_locked_value_that_differs_is_told_with_its_reason_and_put_back() -> None:
    document = changed(Edit(IMAGE, "other:2"))
    found = problems(document, Lock(IMAGE, "It was tested."))

    assert [(one.pointer, one.keyword) for one in found] == [(IMAGE, LOCKED)]
    assert found[0].message == "The blueprint Tiny fixes this value. It was tested. Put back tiny:1."
    assert repaired(document, found) == a_document()


def test_a_locked_value_that_was_removed_is_put_back() -> None:
    document = changed(Edit(CORES))

    assert repaired(document, problems(document, Lock(CORES))) == a_document()


def test_what_the_blueprint_leaves_unset_can_be_locked_so() -> None:
    document = changed(Edit("/spec/running", True))
    found = problems(document, Lock("/spec/running"))

    assert found[0].fix is not None
    assert found[0].fix.label == "Remove it again"
    assert repaired(document, found) == a_document()


def test_a_lock_follows_its_disk_when_another_is_put_in_front() -> None:
    document = a_document()
    document["spec"]["template"]["spec"]["volumes"].insert(0, {"name": "new", "emptyDisk": {}})

    assert problems(document, Lock(IMAGE)) == []
    document = apply(document, [Edit(f"{SPEC}/volumes/1/containerDisk/image", "other:2")])
    assert problems(document, Lock(IMAGE))[0].pointer == f"{SPEC}/volumes/1/containerDisk/image"


def test_a_lock_follows_its_disk_when_that_is_renamed() -> None:
    document = changed(Edit(f"{SPEC}/volumes/0/name", "system"), Edit(IMAGE, "other:2"))

    assert problems(document, Lock(IMAGE))[0].pointer == IMAGE


def test_an_entry_that_held_a_locked_value_is_put_back_whole() -> None:
    document = changed(Edit(f"{SPEC}/volumes/0"))
    found = problems(document, Lock(IMAGE))

    assert found[0].pointer == f"{SPEC}/volumes"
    assert get(repaired(document, found), f"{SPEC}/volumes/1/containerDisk/image") == "tiny:1"


def test_a_list_that_is_gone_comes_back_with_the_entry() -> None:
    document = changed(Edit(f"{SPEC}/volumes"))

    assert get(repaired(document, problems(document, Lock(IMAGE))), IMAGE) == "tiny:1"


@pytest.mark.parametrize("written", ["1024Mi", "1Gi", 2**30])
def test_quantities_are_compared_as_quantities(written: Any) -> None:
    assert problems(changed(Edit(MEMORY, written)), Lock(MEMORY), Bound(MEMORY, "1Gi", "1Gi")) == []


@pytest.mark.parametrize(
    ("written", "use"), [("512Mi", "1Gi"), ("1023Mi", "1Gi"), ("3G", "2Gi"), ("4096Mi", "2Gi")]
)
def test_a_value_out_of_bounds_is_brought_to_the_nearest(written: str, use: str) -> None:
    document = changed(Edit(MEMORY, written))
    found = problems(document, Bound(MEMORY, "1Gi", "2Gi", reason="Ask for more."))

    assert [one.keyword for one in found] == [OUT_OF_BOUNDS]
    assert found[0].message == f"The blueprint Tiny allows 1Gi to 2Gi here. Ask for more. Use {use}."
    assert get(repaired(document, found), MEMORY) == use


@pytest.mark.parametrize(
    ("bound", "allowed"),
    [
        (Bound(CORES, minimum=2), "at least 2"),
        (Bound(CORES, maximum=0), "at most 0"),
        (Bound(CORES, choices=(2, 4)), "only 2, 4"),
    ],
)
def test_a_bound_says_what_it_allows(bound: Bound, allowed: str) -> None:
    assert f"allows {allowed} here" in problems(a_document(), bound)[0].message


def test_one_of_some_choices_is_fine() -> None:
    assert problems(changed(Edit(CORES, 4)), Bound(CORES, choices=(2, 4))) == []


@pytest.mark.parametrize("value", [UNSET, "much", None, {}])
def test_a_bound_says_nothing_of_what_is_unset_or_no_number(value: Any) -> None:
    assert problems(changed(Edit(MEMORY, value)), Bound(MEMORY, "1Gi", "2Gi")) == []


@pytest.mark.parametrize("document", [{}, {"spec": None}, {"spec": {"template": {"spec": {"volumes": 3}}}}])
def test_any_document_can_be_checked(document: Any) -> None:
    for problem in problems(document, Lock(IMAGE), Lock(CORES), Bound(MEMORY, "2Gi")):
        assert problem.fix is not None
        edit_document(document, problem.fix.edits)


SMALL = Size("small", "Small", "", (Edit(CORES, 1), Edit(MEMORY, "1Gi")))
LARGE = Size(
    "large",
    "Large",
    "",
    (Edit(CORES, 4), Edit(MEMORY, "4Gi"), Edit(f"{SPEC}/volumes/1/emptyDisk/capacity", "8Gi")),
)
TERMS = Terms("Tiny", a_document(), sizes=(SMALL, LARGE))


def test_a_size_changes_only_what_differs() -> None:
    document = changed(Edit(MEMORY, "1024Mi"), Edit(CORES, 2))

    assert catalogue.edits_for(SMALL, TERMS, document) == (Edit(CORES, 1),)


def test_the_document_that_a_size_made_is_of_that_size() -> None:
    document = edit_document(a_document(), catalogue.edits_for(LARGE, TERMS, a_document()))

    assert catalogue.current(TERMS.sizes, TERMS, document) == LARGE
    assert catalogue.current(TERMS.sizes, TERMS, a_document()) == SMALL
    assert catalogue.current(TERMS.sizes, TERMS, changed(Edit(CORES, 3))) is None


def test_a_size_finds_its_disk_behind_another() -> None:
    document = a_document()
    document["spec"]["template"]["spec"]["volumes"].insert(
        0, {"name": "new", "emptyDisk": {"capacity": "5Gi"}}
    )
    after = edit_document(document, catalogue.edits_for(LARGE, TERMS, document))

    assert [get(entry, "/emptyDisk/capacity") for entry in after["spec"]["template"]["spec"]["volumes"]] == [
        "5Gi",
        None,
        "8Gi",
    ]


def test_a_size_out_of_bounds_is_not_offered() -> None:
    terms = Terms("Tiny", a_document(), bounded=(Bound(MEMORY, maximum="2Gi"),))

    assert catalogue.offered((SMALL, LARGE), terms, a_document()) == (SMALL,)


def test_checking_changes_nothing() -> None:
    document = changed(Edit(IMAGE, "other:2"))
    before = deepcopy(document)
    problems(document, Lock(IMAGE))

    assert document == before


def test_terms_survive_being_kept_as_json() -> None:
    lock, bound = Lock(IMAGE, "Why."), Bound(MEMORY, None, "2Gi", (), "Why.")
    kept = ([lock.to_json()], [bound.to_json()], [LARGE.to_json()])

    assert Terms.of("Tiny", a_document(), *kept) == Terms("Tiny", a_document(), (lock,), (bound,), (LARGE,))
    unset = Size("bare", "Bare", "", (Edit("/spec/running"),))
    assert Size.from_json(unset.to_json()) == unset


def test_the_fields_of_a_document_are_its_values() -> None:
    found = {leaf.pointer: (leaf.value, leaf.is_number) for leaf in catalogue.leaves(a_document())}

    assert found[MEMORY] == ("1Gi", True)
    assert found[IMAGE] == ("tiny:1", False)
    assert "/kind" not in found


def test_terms_hold_where_their_places_are_now() -> None:
    document = a_document()
    document["spec"]["template"]["spec"]["volumes"].insert(0, {"name": "new", "emptyDisk": {}})
    lock, bound = Lock(IMAGE), Bound(MEMORY, maximum="2Gi")
    terms = Terms("Tiny", a_document(), (lock,), (bound,))

    assert catalogue.held(terms, document) == {f"{SPEC}/volumes/1/containerDisk/image": lock, MEMORY: bound}
    assert catalogue.held(terms, apply(document, [Edit(f"{SPEC}/volumes")])) == {MEMORY: bound}
