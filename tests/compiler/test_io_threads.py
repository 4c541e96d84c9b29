"""KubeVirt's count of I/O threads, case by case."""

import pytest

from tests.builders import a_disk, a_manifest
from vms.compiler import CompileError
from vms.compiler.threads import io_threads
from vms.manifest import Manifest


def machine(
    policy: str | None = None, *, dedicated: int = 0, others: int = 0, cpus: str | None = None, sata: int = 0
) -> Manifest:
    domain: dict[str, object] = {}
    if policy:
        domain["ioThreadsPolicy"] = policy
    if policy == "supplementalPool":
        domain["ioThreads"] = {"supplementalPoolThreadCount": 4}
    if cpus:
        domain["resources"] = {"requests": {"cpu": cpus}}
    disks = (
        *(a_disk(f"own{index}", dedicated_io_thread=True) for index in range(dedicated)),
        *(a_disk(f"d{index}") for index in range(others)),
        *(a_disk(f"s{index}", bus="sata") for index in range(sata)),
    )
    return a_manifest(disks=disks, document={"spec": {"template": {"spec": {"domain": domain}}}})


def test_without_policy_and_dedicated_disk_there_are_none() -> None:
    assert io_threads(machine(others=3)).count == 0


@pytest.mark.parametrize(
    ("policy", "cpus", "of"),
    [
        ("shared", None, [2, 1, 1, 1, 1, 1, 1]),
        ("auto", "1", [2, 1, 1, 1, 1, 1, 1]),
        ("auto", "2", [4, 1, 2, 3, 1, 2, 3]),
        ("auto", "3", [6, 1, 2, 3, 4, 5, 1]),
        ("auto", "4", [7, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_one_dedicated_disk_and_six_others(policy: str, cpus: str | None, of: list[int]) -> None:
    threads = io_threads(machine(policy, dedicated=1, others=6, cpus=cpus))

    assert list(dict(sorted(threads.of.items(), key=lambda each: each[0] != "own0")).values()) == of
    assert threads.count == max(of)


@pytest.mark.parametrize(("cpus", "count"), [("1", 3), ("2", 4), ("3", 6), ("4", 6)])
def test_two_dedicated_disks_and_four_others(cpus: str, count: int) -> None:
    assert io_threads(machine("auto", dedicated=2, others=4, cpus=cpus)).count == count


def test_a_disk_alone_needs_no_pool() -> None:
    assert io_threads(machine(dedicated=1)).of == {"own0": 1}
    assert io_threads(machine("shared", others=1)).of == {"d0": 1}


def test_disks_of_other_buses_count_and_have_none() -> None:
    threads = io_threads(machine(dedicated=1, sata=1))

    assert (threads.count, threads.of) == (2, {"own0": 2})


def test_a_pool_alone_is_shared_in_turns() -> None:
    threads = io_threads(machine("supplementalPool", dedicated=1, others=5))

    assert (threads.count, list(threads.of.values())) == (4, [1, 2, 3, 4, 1, 2])


def test_only_virtio_can_have_a_thread_of_its_own() -> None:
    with pytest.raises(CompileError, match="set its bus to virtio"):
        io_threads(a_manifest(disks=(a_disk(bus="scsi", dedicated_io_thread=True),)))


def test_what_is_no_number_of_cpus_is_refused() -> None:
    with pytest.raises(CompileError, match="no number of CPUs"):
        io_threads(machine("auto", others=2, cpus="two"))
