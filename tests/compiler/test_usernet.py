import pytest

from tests.builders import a_host, a_manifest, an_interface
from vms.compiler import CompileError, Element, compile_domain
from vms.hosts import DomainType, PodNetwork
from vms.manifest import Binding, Interface, Network

SESSION = a_host(domain_type=DomainType.QEMU, pod_network=PodNetwork.RESTRICTED_USER)
QEMU = "{http://libvirt.org/schemas/domain/qemu/1.0}"


def arguments(domain: Element) -> list[str | None]:
    return [each.get("value") for each in domain.iterfind(f"{QEMU}commandline/{QEMU}arg")]


def test_a_host_with_a_nat_network_has_no_command_line() -> None:
    domain = compile_domain(a_manifest(interfaces=(an_interface(),)), a_host())

    assert domain.find(f"{QEMU}commandline") is None
    assert "qemu" not in domain.nsmap


def test_a_machine_without_interfaces_has_no_command_line() -> None:
    domain = compile_domain(a_manifest(), SESSION)

    assert domain.find(f"{QEMU}commandline") is None


def test_the_user_network_is_always_restricted() -> None:
    domain = compile_domain(a_manifest(interfaces=(an_interface(mac_address="52:54:00:00:00:01"),)), SESSION)

    assert arguments(domain) == [
        "-netdev",
        "user,id=net-ua-default,restrict=on",
        "-device",
        "virtio-net-pci-non-transitional,netdev=net-ua-default,id=ua-default,mac=52:54:00:00:00:01,romfile=,bus=pcie.0,addr=0x1c",
    ]
    assert domain.find("devices/interface") is None


@pytest.mark.parametrize("model", ["e1000", "e1000e", "rtl8139"])
def test_other_models_go_by_their_names(model: str) -> None:
    domain = compile_domain(a_manifest(interfaces=(an_interface(model=model),)), SESSION)

    assert str(arguments(domain)[3]).startswith(f"{model},netdev=")


def test_only_the_pod_network_is_served_this_way() -> None:
    interfaces = (an_interface(), an_interface("lan", binding=Binding.BRIDGE))
    networks = (Network("default"), Network("lan", multus_name="lan"))
    host = a_host(pod_network=PodNetwork.RESTRICTED_USER, networks={"lan": "lan7"})

    domain = compile_domain(a_manifest(interfaces=interfaces, networks=networks), host)

    assert len(arguments(domain)) == 4
    assert domain.find("devices/interface/source[@network='lan7']") is not None


@pytest.mark.parametrize(
    ("interface", "multi_queue", "pointer"),
    [
        (an_interface(binding=Binding.BRIDGE), None, "interfaces/0/bridge"),
        (an_interface(), True, "networkInterfaceMultiQueue"),
    ],
)
def test_what_the_user_network_cannot_do_is_refused(
    interface: Interface, multi_queue: bool | None, pointer: str
) -> None:
    manifest = a_manifest(interfaces=(interface,), network_interface_multi_queue=multi_queue)

    with pytest.raises(CompileError) as refusal:
        compile_domain(manifest, SESSION)

    assert refusal.value.pointer == f"/spec/template/spec/domain/devices/{pointer}"


@pytest.mark.parametrize("name", ["a,hostfwd=tcp::22-:22", "a b", "a'"])
def test_a_name_cannot_smuggle_an_argument(name: str) -> None:
    with pytest.raises(CompileError, match="may not have"):
        compile_domain(a_manifest(interfaces=(an_interface(name),)), SESSION)
