"""``manage.py watch_hosts`` as a process of its own: it finds its hosts, and ends cleanly."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_SECONDS = 60

REGISTER = """
from vms.models import Host
Host.objects.create(name="h1", uri="test:///default")
"""


def manage(*command: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *command]


@pytest.mark.libvirt
def test_it_reaches_its_hosts_and_ends_when_told_to(tmp_path: Path) -> None:
    database = tmp_path / "watch.sqlite3"
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{database}", "SLIPWAY_STATE_DIR": str(tmp_path)}
    for command in (["migrate", "-v0"], ["shell", "-v0", "-c", REGISTER]):
        subprocess.run(manage(*command), env=environment, check=True, timeout=DEADLINE_SECONDS)

    with subprocess.Popen(manage("watch_hosts"), env=environment) as process:
        try:
            assert becomes_ready(process, database)
        finally:
            process.send_signal(signal.SIGTERM)
            ended = process.wait(DEADLINE_SECONDS)

    assert ended == 0


def becomes_ready(process: subprocess.Popen[bytes], database: Path) -> bool:
    """Wait until the host's row says so, or the process ends, or it takes too long."""
    with sqlite3.connect(database) as reader:
        for _ in range(DEADLINE_SECONDS * 2):
            if reader.execute("select state from vms_host").fetchone() == ("ready",):
                return True
            try:
                process.wait(0.5)
            except subprocess.TimeoutExpired:
                continue
            return False
    return False
