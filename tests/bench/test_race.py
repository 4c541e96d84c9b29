"""Benchmarks run: that they are fast enough is for ``python -m bench`` to say, on a quiet machine."""

import subprocess
import sys

import pytest

from bench import validation
from bench.__main__ import main, names
from bench.pairs import Row, race, table


def test_the_validation_benchmark_runs_and_verifies_what_it_times() -> None:
    rows = list(validation.rows(rounds=1))

    assert [row.limit for row in rows] == [1.0, 100, 2.2, None, None]
    assert all(row.ratio > 0 for row in rows)


def test_a_race_compares_contestants_within_rounds() -> None:
    found = race({"one": lambda: sum(range(10)), "ten": lambda: sum(range(20_000))}, 3, 0.0005)

    assert found.ratio("ten", "one") > 1
    assert len(found.seconds["one"]) == 3


def test_a_table_says_what_was_missed() -> None:
    text = table([Row("a", "b", 2.0, 1.0), Row("c", "d", 200.0, 100, at_least=True), Row("e", "f", 3.0)])

    assert [line.split()[3:4] for line in text.splitlines()[1:]] == [["1x"], ["100x"], []]
    assert "MISSED" in text.splitlines()[1]
    assert "met" in text.splitlines()[2]


def test_without_a_name_the_benchmarks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "validation" in names()
    assert "validation" in capsys.readouterr().out


def test_an_unknown_name_is_refused() -> None:
    assert subprocess.run([sys.executable, "-m", "bench", "nothing"], check=False).returncode == 2
