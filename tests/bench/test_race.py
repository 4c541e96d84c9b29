"""Benchmarks run: that they are fast enough is for ``python -m bench`` to say, on a quiet machine."""

import json
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


def _rows_of(benchmark: str) -> list[float]:
    """The ratios of one round, in a process of its own: it has a portal and a database for itself."""
    code = f"from bench import {benchmark.partition('.')[0]}; print([row.ratio for row in {benchmark}])"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    ratios: list[float] = json.loads(done.stdout)
    return ratios


def test_the_editor_benchmark_asks_a_portal_of_its_own() -> None:
    ratios = _rows_of("editor.rows(1, disks=(2, 5), others=3)")

    assert len(ratios) == 8
    assert all(ratio > 0 for ratio in ratios)


@pytest.mark.browser
@pytest.mark.parametrize(("benchmark", "rows"), [("keystroke.rows(1, (1, 2))", 16), ("crd.rows(1, (2,))", 8)])
def test_the_benchmarks_in_a_browser_type_and_wait_for_what_is_saved(benchmark: str, rows: int) -> None:
    ratios = _rows_of(benchmark)

    assert len(ratios) == rows
    assert all(ratio > 0 for ratio in ratios)


def test_a_race_compares_contestants_within_rounds() -> None:
    found = race({"one": lambda: sum(range(10)), "ten": lambda: sum(range(20_000))}, 3, 0.0005)

    assert found.ratio("ten", "one") > 1
    assert len(found.seconds["one"]) == 3


def test_a_table_says_what_was_missed() -> None:
    text = table([Row("a", "b", 2.0, 1.0), Row("c", "d", 200.0, 100, at_least=True), Row("e", "f", 3.0)])

    assert [line.split()[3:4] for line in text.splitlines()[1:]] == [["1x"], ["100x"], []]
    assert "MISSED" in text.splitlines()[1]
    assert "met" in text.splitlines()[2]


def test_several_benchmarks_run_in_processes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[list[str]] = []

    def run(command: list[str], *, check: bool) -> subprocess.CompletedProcess[str]:
        begun.append(command[1:])
        return subprocess.CompletedProcess(command, int(check or command[-1] == "form"))

    monkeypatch.setattr(subprocess, "run", run)

    assert main(["form", "editor"]) == 1
    assert begun == [["-m", "bench", "form"], ["-m", "bench", "editor"]]


def test_without_a_name_the_benchmarks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert "validation" in names()
    assert "validation" in capsys.readouterr().out


def test_an_unknown_name_is_refused() -> None:
    assert subprocess.run([sys.executable, "-m", "bench", "nothing"], check=False).returncode == 2
