"""Changes of a text, undone and laid over each other."""

from hypothesis import given
from hypothesis import strategies as st

from vms.manifest.splices import Splice, between, merge, splices

texts = st.text(alphabet="ab\n", max_size=40)


def _after(text: str, changes: tuple[Splice, ...]) -> str:
    for change in changes:
        text = change.apply(text)
    return text


@given(texts, texts)
def test_a_splice_makes_the_new_text_of_the_old_one_and_its_inverse_goes_back(old: str, new: str) -> None:
    splice = between(old, new)

    assert splice.apply(old) == new
    assert splice.inverse().apply(new) == old


@given(texts, texts)
def test_line_splices_lead_from_one_text_to_the_other(old: str, new: str) -> None:
    assert _after(old, splices(old, new)) == new


def test_two_changed_lines_are_two_splices() -> None:
    changes = splices("a: 1\nb: 2\nc: 3\n", "a: 9\nb: 2\nc: 8\n")

    assert [(change.removed, change.inserted) for change in changes] == [("1\n", "9\n"), ("c: 3", "c: 8")]


@given(texts, texts, texts)
def test_merged_changes_hold_both_or_are_refused(base: str, mine: str, theirs: str) -> None:
    changes = merge(splices(base, mine), splices(base, theirs))
    if changes is None:
        return
    merged = _after(theirs, changes)

    assert len(merged) == len(mine) + len(theirs) - len(base)


def test_changes_of_different_lines_merge() -> None:
    base = "cpu: 1\nmemory: 1Gi\nname: a\n"
    changes = merge(
        splices(base, base.replace("a\n", "b\n")), splices(base, base.replace("cpu: 1", "cpu: 12"))
    )

    assert changes is not None
    assert _after(base.replace("cpu: 1", "cpu: 12"), changes) == "cpu: 12\nmemory: 1Gi\nname: b\n"


def test_changes_of_the_same_word_do_not_merge() -> None:
    base = "memory: 1Gi\n"

    assert merge(splices(base, "memory: 2Gi\n"), splices(base, "memory: 4Gi\n")) is None


def test_of_two_insertions_at_one_place_theirs_stays_in_front() -> None:
    changes = merge(splices("a\n", "a\nmine\n"), splices("a\n", "a\ntheirs\n"))

    assert changes is not None
    assert _after("a\ntheirs\n", changes) == "a\ntheirs\nmine\n"
