import pytest

from tests.builders import a_disk, a_host, a_manifest
from vms.compiler import CompileError, compile_domain
from vms.hosts import DomainType
from vms.manifest import Cpu

MODEL = "/spec/template/spec/domain/cpu/model"


def test_an_unset_topology_is_one_of_each() -> None:
    domain = compile_domain(a_manifest(), a_host())

    topology = domain.find("cpu/topology")
    assert domain.findtext("vcpu") == "1"
    assert topology is not None
    assert dict(topology.items()) == {"sockets": "1", "dies": "1", "cores": "1", "threads": "1"}


def test_the_topology_multiplies_to_the_vcpus() -> None:
    domain = compile_domain(a_manifest(cpu=Cpu(cores=3, sockets=2, threads=2)), a_host())

    topology = domain.find("cpu/topology")
    assert domain.findtext("vcpu") == "12"
    assert topology is not None
    assert dict(topology.items()) == {"sockets": "2", "dies": "1", "cores": "3", "threads": "2"}


@pytest.mark.parametrize(
    ("domain_type", "mode"), [(DomainType.KVM, "host-model"), (DomainType.QEMU, "maximum")]
)
def test_an_unset_model_is_the_best_that_the_host_has(domain_type: DomainType, mode: str) -> None:
    domain = compile_domain(a_manifest(), a_host(domain_type=domain_type))

    cpu = domain.find("cpu")
    assert cpu is not None
    assert cpu.get("mode") == mode


@pytest.mark.parametrize("model", ["host-model", "host-passthrough"])
def test_the_hosts_own_cpu_can_be_named(model: str) -> None:
    domain = compile_domain(a_manifest(cpu=Cpu(model=model)), a_host())

    assert domain.find(f"cpu[@mode='{model}']") is not None


def test_a_named_model_is_written_as_such() -> None:
    domain = compile_domain(a_manifest(cpu=Cpu(model="Haswell")), a_host())

    assert domain.findtext("cpu[@mode='custom']/model") == "Haswell"


@pytest.mark.parametrize(
    ("model", "domain_type", "words"),
    [
        ("host-passthrough", DomainType.QEMU, "emulates its CPUs"),
        ("Skylake-Moon", DomainType.KVM, "no CPU model named Skylake-Moon"),
        ("maximum", DomainType.KVM, "no CPU model named maximum"),
        ("x'/><hostdev", DomainType.KVM, "no CPU model named"),
    ],
)
def test_a_model_that_the_host_cannot_be_is_refused(model: str, domain_type: DomainType, words: str) -> None:
    with pytest.raises(CompileError, match=words) as refusal:
        compile_domain(a_manifest(cpu=Cpu(model=model)), a_host(domain_type=domain_type))

    assert refusal.value.pointer == MODEL


def test_no_io_threads_unless_a_disk_asks() -> None:
    domain = compile_domain(a_manifest(disks=(a_disk(),)), a_host())

    assert domain.find("iothreads") is None
    assert domain.find("devices/disk/driver[@iothread]") is None


def test_a_disk_alone_has_the_first_io_thread() -> None:
    domain = compile_domain(a_manifest(disks=(a_disk(dedicated_io_thread=True),)), a_host())

    assert domain.findtext("iothreads") == "1"
    assert domain.find("devices/disk/driver[@iothread='1']") is not None


def test_other_virtio_disks_share_the_first_io_thread() -> None:
    disks = (a_disk("a", dedicated_io_thread=True), a_disk("b"), a_disk("c", bus="sata"), a_disk("d"))

    domain = compile_domain(a_manifest(disks=disks), a_host())

    assert domain.findtext("iothreads") == "2"
    threads = [driver.get("iothread") for driver in domain.iterfind("devices/disk/driver")]
    assert threads == ["2", "1", None, "1"]


def test_a_sata_disk_cannot_have_its_own_io_thread() -> None:
    with pytest.raises(CompileError, match="virtio bus") as refusal:
        compile_domain(a_manifest(disks=(a_disk(bus="sata", dedicated_io_thread=True),)), a_host())

    assert refusal.value.pointer == "/spec/template/spec/domain/devices/disks/0/dedicatedIOThread"
