"""``manage.py up`` where it is interrupted, killed, or started twice."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from portal.demonstration import free_port
from portal.management.commands.up import Interrupted, Stop
from tests.stack import ROOT, eventually, running_stack


@pytest.fixture
def stop() -> Iterator[Stop]:
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield Stop()
    for number, handler in before.items():
        signal.signal(number, handler)


def test_ctrl_c_while_something_starts_is_obeyed_between_two_steps(stop: Stop) -> None:
    signal.raise_signal(signal.SIGINT)

    with pytest.raises(Interrupted):
        stop.obey()


def test_ctrl_c_breaks_into_a_wait(stop: Stop) -> None:
    with pytest.raises(Interrupted), stop.at_once():
        signal.raise_signal(signal.SIGINT)


def test_ctrl_c_just_before_a_wait_is_not_lost(stop: Stop) -> None:
    signal.raise_signal(signal.SIGTERM)

    with pytest.raises(Interrupted), stop.at_once():
        pytest.fail("the wait began")


def test_a_second_ctrl_c_does_not_tear_the_stopping(stop: Stop) -> None:
    def interrupted_twice() -> None:
        with stop.at_once():
            try:
                signal.raise_signal(signal.SIGINT)
            finally:
                signal.raise_signal(signal.SIGINT)

    with pytest.raises(Interrupted):
        interrupted_twice()


@contextmanager
def starting(state: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "up", f"--port={free_port()}"],
        env={**os.environ, "SLIPWAY_STATE_DIR": str(state), "SLIPWAY_HYPERVISOR": "test:///default"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def read_until(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if words in line:
            return
    pytest.fail(f"{words!r} was not said, only: {said}")


def processes_of(state: Path) -> list[str]:
    """What still runs with this state folder, wherever it is."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            if f"SLIPWAY_STATE_DIR={state}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_bytes().decode())
    return found


@pytest.mark.libvirt
def test_a_second_portal_on_the_same_state_is_refused_with_a_sentence() -> None:
    with running_stack("test:///default") as first, starting(first.state) as second:
        said, _ = second.communicate(timeout=60)

        assert second.returncode == 1
        assert f"a portal already runs with its state in {first.state}" in said
        assert "Traceback" not in said
        assert (first.state / "run" / "ready.json").exists()


@pytest.mark.libvirt
@pytest.mark.parametrize("moment", ["broker", "hypervisor", "register the host", "Ctrl-C stops"])
def test_ctrl_c_leaves_nothing_at_any_moment(tmp_path: Path, moment: str) -> None:
    with starting(tmp_path) as portal:
        read_until(portal, moment)
        os.killpg(portal.pid, signal.SIGINT)  # as a terminal does it: to all in the foreground
        said, _ = portal.communicate(timeout=60)

        assert portal.returncode == 0
        assert "Stop" in said
        assert "Traceback" not in said
    assert processes_of(tmp_path) == []
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text()
    assert not (tmp_path / "run" / "ready.json").exists()


@pytest.mark.libvirt
@pytest.mark.parametrize("moment", ["hypervisor", "Ctrl-C stops"])
def test_a_killed_portal_takes_everything_along(tmp_path: Path, moment: str) -> None:
    with starting(tmp_path) as portal:
        read_until(portal, moment)
        portal.kill()

    eventually(lambda: not processes_of(tmp_path), seconds=30, what="something outlived the portal")
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text()
