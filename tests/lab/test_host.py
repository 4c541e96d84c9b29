"""The portal's own libvirt host: apart from the machine, several at once, and gone without a trace."""

import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

import lab
from lab.waiting import until

from .guests import host_in_sight, launch

pytestmark = pytest.mark.qemu
OwnHost = lab.own_host()


def namespace_of(state_dir: Path) -> str:
    """The process namespace of the host that keeps its files there."""
    for process, command in processes():
        if command.startswith("tini ") and f" {state_dir} " in command:
            return str((process / "ns/pid").readlink())
    raise AssertionError(f"no host runs in {state_dir}")


def commands_in(namespace: str) -> list[str]:
    found = []
    for process, command in processes():
        with suppress(OSError):  # it ended, or belongs to another user
            if str((process / "ns/pid").readlink()) == namespace:
                found.append(command)
    return found


def processes() -> Iterator[tuple[Path, str]]:
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield path, (path / "cmdline").read_text().replace("\0", " ")


def interfaces() -> set[str]:
    return {path.name for path in Path("/sys/class/net").iterdir()}


def test_two_hosts_run_side_by_side_and_leave_nothing(tmp_path: Path, tiny_image: lab.GuestImage) -> None:
    before = interfaces()
    first, second = tmp_path / "first", tmp_path / "second"
    with OwnHost(first) as one, OwnHost(second) as two:
        guest = launch(host_in_sight(one, first), tiny_image, "alone")
        namespaces = [namespace_of(first), namespace_of(second)]

        assert guest.state() == "running"
        assert any("qemu-system" in command for command in commands_in(namespaces[0]))
        assert host_in_sight(two, second).virsh("list", "--name").strip() == ""
        assert interfaces() == before

    assert until(lambda: not any(commands_in(namespace) for namespace in namespaces), 10)
    assert interfaces() == before
    assert str(tmp_path) not in Path("/proc/self/mountinfo").read_text()
    assert list((first / "run").iterdir()) == []


def test_a_machine_is_still_defined_and_off_after_a_restart_of_its_host(
    tmp_path: Path, tiny_image: lab.GuestImage
) -> None:
    with OwnHost(tmp_path) as address:
        host = host_in_sight(address, tmp_path)
        launch(host, tiny_image, "kept")
        identity = host.virsh("capabilities").partition("<uuid>")[2][:36]

    with OwnHost(tmp_path) as address:
        assert host.virsh("domstate", "kept").strip() == "shut off"
        assert host.virsh("capabilities").partition("<uuid>")[2][:36] == identity
        assert host.virsh("pool-list", "--name").split() == ["slipway"]


def test_a_killed_supervisor_takes_its_host_along(tmp_path: Path) -> None:
    program = textwrap.dedent(
        """
        import pathlib, signal, sys, lab
        lab.own_host()(pathlib.Path(sys.argv[1])).start()
        print("started", flush=True)
        signal.pause()
        """
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    supervisor = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert supervisor.stdout is not None
    assert supervisor.stdout.readline() == "started\n"
    namespace = namespace_of(tmp_path)
    assert any("libvirtd" in command for command in commands_in(namespace))

    supervisor.send_signal(signal.SIGKILL)
    supervisor.wait()
    supervisor.stdout.close()

    assert until(lambda: not commands_in(namespace), 10)


def test_a_deep_state_directory_gets_its_sockets_elsewhere(tmp_path: Path) -> None:
    deep = tmp_path / ("deep" * 25)
    with OwnHost(deep) as address:
        socket = Path(address.uri.partition("socket=")[2])

        assert len(str(socket)) <= 107
        assert host_in_sight(address, deep).virsh("pool-list", "--name").split() == ["slipway"]

    assert not socket.parent.exists()


def test_a_host_that_cannot_start_says_why(tmp_path: Path) -> None:
    (tmp_path / "host-uuid").write_text("no uuid")

    with pytest.raises(lab.HostFailed, match="did not start"):
        OwnHost(tmp_path).start()
