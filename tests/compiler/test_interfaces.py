import re
from typing import Any

import pytest

from tests.builders import a_disk, a_host, a_manifest, an_identity, an_interface
from vms.compiler import CompileError, Element, compile_domain
from vms.hosts import DomainType, HostFacts
from vms.manifest import Binding, Cpu, Interface, Network

INTERFACES = "/spec/template/spec/domain/devices/interfaces"
LAN = Network("lan", multus_name="blue/lan")


def the_interfaces(*interfaces: Interface, host: HostFacts | None = None, **fields: Any) -> list[Element]:
    domain = compile_domain(a_manifest(interfaces=interfaces, **fields), host or a_host())
    return domain.findall("devices/interface")


def test_a_machine_without_interfaces_has_none() -> None:
    assert the_interfaces() == []


def test_a_plain_interface_is_virtio_without_boot_rom_or_queues() -> None:
    (interface,) = the_interfaces(an_interface())

    assert interface.get("type") == "network"
    assert interface.find("model[@type='virtio-non-transitional']") is not None
    assert interface.find("rom[@enabled='no']") is not None
    assert interface.find("driver") is None


@pytest.mark.parametrize("model", ["e1000", "e1000e", "rtl8139"])
def test_other_models_go_by_their_names(model: str) -> None:
    (interface,) = the_interfaces(an_interface(model=model))

    assert interface.find(f"model[@type='{model}']") is not None


def test_masquerade_is_the_hosts_nat_network() -> None:
    (interface,) = the_interfaces(an_interface(), host=a_host(nat_network="slipway-nat"))

    assert interface.find("source[@network='slipway-nat']") is not None


def address(interface: Element) -> str | None:
    mac = interface.find("mac")
    return None if mac is None else mac.get("address")


def test_the_manifests_own_address_comes_first_then_the_remembered_one() -> None:
    identity = an_identity(macs={"default": "52:54:00:00:00:01"})

    (written,) = the_interfaces(an_interface(mac_address="52:54:00:AA:BB:CC"), identity=identity)
    (remembered,) = the_interfaces(an_interface(), identity=identity)

    assert address(written) == "52:54:00:aa:bb:cc"
    assert address(remembered) == "52:54:00:00:00:01"


def test_a_derived_address_is_local_unicast_stable_and_differs_per_interface() -> None:
    host = a_host(networks={"blue/lan": "lan7"})
    both = (an_interface(), an_interface("lan", binding=Binding.BRIDGE))

    first, second = (
        address(each) for each in the_interfaces(*both, host=host, networks=(Network("default"), LAN))
    )
    (again,) = (address(each) for each in the_interfaces(an_interface()))

    assert first == again
    assert first != second
    assert re.fullmatch(r"02(:[0-9a-f]{2}){5}", first or "")


def test_a_bridge_joins_the_named_network_of_the_host() -> None:
    host = a_host(networks={"blue/lan": "lan7"})

    (interface,) = the_interfaces(an_interface("lan", binding=Binding.BRIDGE), networks=(LAN,), host=host)

    assert interface.find("source[@network='lan7']") is not None


def test_a_network_that_the_host_does_not_know_is_refused() -> None:
    with pytest.raises(CompileError, match="no network named blue/lan") as refusal:
        the_interfaces(an_interface("lan", binding=Binding.BRIDGE), networks=(LAN,))

    assert refusal.value.pointer == "/spec/template/spec/networks/0/multus/networkName"


@pytest.mark.parametrize(
    ("interface", "network", "pointer"),
    [
        (an_interface(binding=Binding.SRIOV), Network("default"), "0/sriov"),
        (an_interface("lan"), LAN, "0/masquerade"),
        (an_interface(), LAN, "0/name"),
    ],
)
def test_a_binding_that_does_not_fit_its_network_is_refused(
    interface: Interface, network: Network, pointer: str
) -> None:
    with pytest.raises(CompileError) as refusal:
        the_interfaces(interface, networks=(network,))

    assert refusal.value.pointer == f"{INTERFACES}/{pointer}"


def test_an_interface_cannot_share_its_name_with_a_disk() -> None:
    with pytest.raises(CompileError, match="another name") as refusal:
        the_interfaces(an_interface("root"), disks=(a_disk("root"),))

    assert refusal.value.pointer == f"{INTERFACES}/0/name"


def test_multi_queue_gives_virtio_interfaces_a_queue_per_cpu() -> None:
    (virtio,) = the_interfaces(an_interface(), cpu=Cpu(cores=4), network_interface_multi_queue=True)
    (other,) = the_interfaces(
        an_interface(model="e1000"), cpu=Cpu(cores=4), network_interface_multi_queue=True
    )

    assert virtio.find("driver[@name='vhost'][@queues='4']") is not None
    assert other.find("driver") is None


def test_queues_end_at_what_the_kernel_allows() -> None:
    (interface,) = the_interfaces(an_interface(), cpu=Cpu(cores=300), network_interface_multi_queue=True)

    assert interface.find("driver[@queues='256']") is not None


def test_an_emulating_host_does_not_need_vhost() -> None:
    host = a_host(domain_type=DomainType.QEMU)

    (interface,) = the_interfaces(
        an_interface(), cpu=Cpu(cores=2), network_interface_multi_queue=True, host=host
    )

    driver = interface.find("driver")
    assert driver is not None
    assert dict(driver.items()) == {"queues": "2"}
