"""What an editor tells of a machine in a few lines."""

from typing import Any

from bench.editor import a_machine
from vms.web.summary import MOST, summary


def _disks(number: int) -> tuple[str, ...]:
    document: dict[str, Any] = a_machine(number)
    return next(line.values for line in summary(document) if line.label == "Disks")


def test_a_few_disks_are_told_one_by_one() -> None:
    assert len(_disks(MOST)) == MOST


def test_of_many_disks_the_first_are_told_and_the_others_counted() -> None:
    told = _disks(MOST + 22)
    assert (len(told), told[-1]) == (MOST + 1, "and 22 more")


def test_one_disk_too_many_is_told_rather_than_counted() -> None:
    assert _disks(MOST + 1)[-1].startswith(f"disk-{MOST:03}: ")
