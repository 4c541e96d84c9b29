import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal.demonstration import Processes, StepFailed


@pytest.fixture
def processes(tmp_path: Path) -> Iterator[Processes]:
    with Processes({"COLOUR": "blue"}, tmp_path / "log") as started:
        yield started


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def test_a_process_is_ready_when_its_condition_holds(processes: Processes, tmp_path: Path) -> None:
    processes.start("writer", python(f"open({str(tmp_path / 'made')!r}, 'w'); import signal; signal.pause()"))

    processes.wait_for("writer", seconds=20, until=(tmp_path / "made").exists)


def test_it_gets_the_environment(processes: Processes, tmp_path: Path) -> None:
    processes.start(
        "printer", python("import os, signal; print(os.environ['COLOUR'], flush=True); signal.pause()")
    )
    log = tmp_path / "log" / "printer.log"

    processes.wait_for("printer", seconds=20, until=lambda: "blue" in log.read_text())


def test_one_that_ends_while_waited_for_tells_its_last_words(processes: Processes) -> None:
    processes.start("quitter", python("raise SystemExit('no cheese')"))

    with pytest.raises(StepFailed, match="no cheese"):
        processes.wait_for("quitter", seconds=20, until=lambda: False)


def test_one_that_is_never_ready_fails_at_the_deadline(processes: Processes) -> None:
    processes.start("sleeper", python("import signal; signal.pause()"))

    with pytest.raises(StepFailed, match="not ready after"):
        processes.wait_for("sleeper", seconds=0.2, until=lambda: False)


def test_what_ended_by_itself_is_started_again(processes: Processes, tmp_path: Path) -> None:
    tally = tmp_path / "tally"
    program = f"f = open({str(tally)!r}, 'a'); f.write('x'); f.close()"
    processes.start("brief", python(program))
    processes._running["brief"][1].wait(20)

    assert processes.restart_the_dead() == ["brief"]
    processes._running["brief"][1].wait(20)
    assert tally.read_text() == "xx"


def test_one_that_ignores_the_request_is_killed(tmp_path: Path) -> None:
    program = "import signal as s; s.signal(s.SIGTERM, s.SIG_IGN); print('up', flush=True); s.pause()"
    log = tmp_path / "stubborn.log"
    with Processes({}, tmp_path, grace_seconds=0.2) as processes:
        processes.start("stubborn", python(program))
        processes.wait_for("stubborn", seconds=20, until=lambda: "up" in log.read_text())
        process = processes._running["stubborn"][1]

    assert process.returncode == -9
