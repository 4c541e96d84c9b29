"""Host CPUs of a machine's own."""

from collections.abc import Iterable

import pytest

from tests.builders import a_disk, a_host, a_manifest
from vms.compiler import CompileError, Element, compile_domain
from vms.hosts import DomainType
from vms.manifest import Cpu, Manifest

POINTER = "/spec/template/spec/domain/cpu/dedicatedCpuPlacement"
AUTO = {
    "spec": {
        "template": {
            "spec": {"domain": {"ioThreadsPolicy": "auto", "resources": {"requests": {"cpu": "8"}}}},
        }
    }
}


def pinned(cores: int, *, isolated: bool = False, disks: int = 0, policy: bool = False) -> Manifest:
    return a_manifest(
        cpu=Cpu(cores=cores, dedicated_cpu_placement=True, isolate_emulator_thread=isolated or None),
        disks=tuple(a_disk(f"d{index}") for index in range(disks)),
        document=AUTO if policy else {},
    )


def cputune(manifest: Manifest, free: Iterable[int]) -> Element:
    element = compile_domain(manifest, a_host(dedicated_cpus=tuple(free))).find("cputune")
    assert element is not None
    return element


def test_without_dedicated_cpus_nothing_is_pinned() -> None:
    assert compile_domain(a_manifest(), a_host()).find("cputune") is None


def test_each_virtual_cpu_has_one_of_the_hosts() -> None:
    element = cputune(pinned(3), (4, 36, 5, 37))

    pins = [(pin.get("vcpu"), pin.get("cpuset")) for pin in element.iterfind("vcpupin")]
    assert pins == [("0", "4"), ("1", "36"), ("2", "5")]
    assert element.find("emulatorpin") is None


def test_an_emulator_that_is_set_apart_has_the_next_one() -> None:
    element = cputune(pinned(2, isolated=True, disks=1, policy=True), (4, 5, 6))

    assert element.find("emulatorpin[@cpuset='6']") is not None
    assert [pin.get("cpuset") for pin in element.iterfind("iothreadpin")] == ["6"]


@pytest.mark.parametrize(
    ("cores", "threads", "sets"),
    [
        (16, 6, ["5-7", "8-10", "11-13", "14-16", "17-18", "19-20"]),
        (2, 4, ["5", "6", "5", "6"]),
        (4, 1, ["5-8"]),
    ],
)
def test_io_threads_share_the_machines_cpus(cores: int, threads: int, sets: list[str]) -> None:
    element = cputune(pinned(cores, disks=threads, policy=True), range(5, 5 + cores))

    assert [pin.get("cpuset") for pin in element.iterfind("iothreadpin")] == sets


@pytest.mark.parametrize(("isolated", "needed"), [(False, 4), (True, 5)])
def test_too_few_free_cpus_are_counted(isolated: bool, needed: int) -> None:
    with pytest.raises(CompileError, match=f"has 3 CPUs .* needs {needed}") as refusal:
        compile_domain(pinned(4, isolated=isolated), a_host(dedicated_cpus=(1, 2, 3)))

    assert refusal.value.pointer == POINTER


def test_emulated_cpus_cannot_be_pinned() -> None:
    with pytest.raises(CompileError, match="emulates its CPUs") as refusal:
        compile_domain(pinned(1), a_host(domain_type=DomainType.QEMU))

    assert refusal.value.pointer == POINTER


def test_memory_of_dedicated_cpus_is_not_given_back() -> None:
    domain = compile_domain(pinned(1), a_host())

    assert domain.find("devices/memballoon[@freePageReporting='off']") is not None


def test_a_machine_with_cpus_of_its_own_stays_on_them() -> None:
    domain = compile_domain(pinned(2, isolated=True), a_host(dedicated_cpus=(7, 3, 4), shared_cpus=(0, 1)))

    assert domain.find("vcpu[@cpuset='3-4,7']") is not None


def test_every_other_machine_keeps_off_the_cpus_that_are_set_aside() -> None:
    assert compile_domain(a_manifest(), a_host(shared_cpus=(0, 1))).find("vcpu[@cpuset='0-1']") is not None


def test_where_none_are_set_aside_a_machine_runs_anywhere() -> None:
    domain = compile_domain(a_manifest(), a_host())

    assert domain.find("vcpu[@cpuset]") is None


def test_more_cpus_than_a_machine_can_have_are_refused() -> None:
    with pytest.raises(CompileError, match="at most 288 CPUs"):
        compile_domain(a_manifest(cpu=Cpu(cores=289)), a_host(max_vcpus=288))


@pytest.mark.parametrize(("model", "hinted"), [("host-passthrough", True), ("host-model", False)])
def test_the_hint_goes_with_the_hosts_own_cpu_alone(model: str, hinted: bool) -> None:
    manifest = a_manifest(cpu=Cpu(model=model, dedicated_cpu_placement=True))

    domain = compile_domain(manifest, a_host())

    assert (domain.find("features/kvm/hint-dedicated[@state='on']") is not None) is hinted
