"""Size cards as YAML."""

import pytest

from vms.catalogue import Size, SizesInvalid, read_sizes, write_sizes
from vms.schema import Edit

CARDS = (
    Size("small", "Small", "1 core", (Edit("/spec/cores", 1), Edit("/spec/memory", "1Gi"))),
    Size("bare", "Bare", "", (Edit("/spec/extra"),)),
)


def test_cards_survive_being_written_and_read() -> None:
    assert read_sizes(write_sizes(CARDS)) == CARDS
    assert read_sizes(write_sizes(())) == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("small: ]", "cannot be read"),
        ("small: 3", "needs a title"),
        ("small: {title: S}", "needs a title"),
        ("small: {set: {}, memory: 1}", "needs a title"),
        ("Not good: {set: {}}", "cannot name a size card"),
        ("small: {set: {memory: 1}}", "no JSON pointer"),
        ("small: {title: 3, set: {}}", "at most 40 characters"),
        ("\n".join(f"s{number}: {{set: {{}}}}" for number in range(13)), "Keep at most 12"),
    ],
)
def test_what_is_no_card_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(SizesInvalid, match=sentence):
        read_sizes(text)
