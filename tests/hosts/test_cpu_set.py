import pytest

from vms.hosts import parse_cpus, write_cpus


@pytest.mark.parametrize(
    ("text", "cpus"),
    [("", ()), ("2-4", (2, 3, 4)), ("3, 35,2-2", (3, 35, 2)), ("1,1-2", (1, 2))],
)
def test_a_set_is_read_in_its_order(text: str, cpus: tuple[int, ...]) -> None:
    assert parse_cpus(text) == cpus


@pytest.mark.parametrize("text", ["a", "1-", "4-2", ",", "1;2", "99999"])
def test_what_is_no_set_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write it like"):
        parse_cpus(text)


def test_a_set_is_written_in_ranges() -> None:
    assert write_cpus((9, 5, 7, 6, 5)) == "5-7,9"
