"""What stands behind an interface on its host, and what leads into it."""

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from tests.builders import a_host, a_manifest, an_identity, an_interface
from vms.compiler import METADATA_NAMESPACE, CompileError, Element, compile_domain, forwards, pod_cards
from vms.hosts import HostFacts, PodNetwork, capable, port_key
from vms.manifest import Binding, Interface, Manifest, Network, Port

OURS = f"{{{METADATA_NAMESPACE}}}"
MACHINE = f"metadata/{OURS}machine"
CIDR = "/spec/template/spec/networks/0/pod/vmNetworkCIDR"
LAN = Network("lan", multus_name="blue/lan")
PORTS = (Port(22, "ssh"), Port(53, None, "UDP"))


def the_interface(interface: Interface, host: HostFacts, network: Network = LAN, **fields: Any) -> Element:
    manifest = a_manifest(interfaces=(interface,), networks=(network,), **fields)
    (found,) = compile_domain(manifest, host).findall("devices/interface")
    return found


def with_ports(*ports: Port, cidr: str | None = None) -> Manifest:
    return a_manifest(interfaces=(an_interface(ports=ports),), networks=(Network("default", pod_cidr=cidr),))


def test_a_function_of_a_card_comes_from_its_pool() -> None:
    host = a_host(sriov_pools={"blue/lan": "functions"}, nic_filter="clean-traffic")

    element = the_interface(an_interface("lan", binding=Binding.SRIOV), host)

    assert element.find("source[@network='functions']") is not None
    assert [child.tag for child in element] == ["mac", "source", "alias", "rom"]


def test_a_bridge_of_the_host_is_joined_as_such() -> None:
    element = the_interface(an_interface("lan", binding=Binding.BRIDGE), a_host(bridges={"blue/lan": "br7"}))

    assert element.get("type") == "bridge"
    assert element.find("source[@bridge='br7']") is not None


def test_a_plugin_is_a_network_that_an_administrator_registered() -> None:
    element = the_interface(
        an_interface(binding=Binding.PLUGIN, plugin_name="passt"),
        a_host(bindings={"passt": "user7"}),
        Network("default"),
    )

    assert element.find("source[@network='user7']") is not None


def test_on_a_nat_network_bridge_means_the_pod_networks_own_address() -> None:
    element = the_interface(an_interface(binding=Binding.BRIDGE), a_host(), Network("default"))

    assert element.find("source[@network='default']") is not None


@pytest.mark.parametrize(
    ("interface", "network", "pointer"),
    [
        (an_interface("lan", binding=Binding.SRIOV), LAN, "networks/0/multus/networkName"),
        (an_interface("lan", binding=Binding.BRIDGE), LAN, "networks/0/multus/networkName"),
        (
            an_interface(binding=Binding.PLUGIN, plugin_name="passt"),
            Network("default"),
            "domain/devices/interfaces/0/binding/name",
        ),
    ],
)
def test_what_nobody_registered_is_refused(interface: Interface, network: Network, pointer: str) -> None:
    with pytest.raises(CompileError, match="ask an administrator") as refusal:
        the_interface(interface, a_host(), network)

    assert refusal.value.pointer == f"/spec/template/spec/{pointer}"


def test_without_facts_every_network_is_there() -> None:
    element = the_interface(an_interface("lan", binding=Binding.BRIDGE), capable())

    assert element.find("source[@network='blue-lan']") is not None


def test_a_card_may_not_speak_with_another_address() -> None:
    identity = an_identity(macs={"lan": "52:54:00:00:00:01"}, addresses={"lan": "10.1.2.3"})
    host = a_host(bridges={"blue/lan": "br7"}, nic_filter="clean-traffic")

    element = the_interface(an_interface("lan", binding=Binding.BRIDGE), host, identity=identity)

    assert [
        (each.get("name"), each.get("value"))
        for each in element.iterfind("filterref[@filter='clean-traffic']/parameter")
    ] == [("MAC", "52:54:00:00:00:01"), ("IP", "10.1.2.3")]


def test_a_card_of_unknown_address_is_held_to_its_hardware_address() -> None:
    host = a_host(nic_filter="with-address", link_filter="without")

    element = the_interface(an_interface(), host, Network("default"))

    assert [each.get("name") for each in element.iterfind("filterref[@filter='without']/parameter")] == [
        "MAC"
    ]


def test_a_host_without_a_filter_has_none_on_its_cards() -> None:
    element = the_interface(an_interface(), a_host(), Network("default"))

    assert element.find("filterref") is None


def test_the_pod_network_has_the_cards_of_masquerade_and_bridge() -> None:
    cards = pod_cards(with_ports(*PORTS))

    assert [(card.interface, card.pointer) for card in cards] == [
        ("default", "/spec/template/spec/domain/devices/interfaces/0")
    ]


# -- ports --------------------------------------------------------------------------------------------


def test_ports_are_told_with_the_addresses_at_both_ends() -> None:
    host = a_host(host_ports={port_key("default", "TCP", 22): 40022}, port_address="192.0.2.1")
    identity = an_identity(addresses={"default": "10.1.2.3"})

    port = compile_domain(replace(with_ports(*PORTS), identity=identity), host).find(
        f"{MACHINE}/{OURS}ports/{OURS}port"
    )

    assert port is not None
    assert (port.get("hostAddress"), port.get("address")) == ("192.0.2.1", "10.1.2.3")


def test_ports_are_told_to_whoever_forwards_them() -> None:
    host = a_host(host_ports={port_key("default", "TCP", 22): 40022})

    ports = compile_domain(with_ports(*PORTS), host).find(f"{MACHINE}/{OURS}ports")

    assert ports is not None
    assert [dict(port.items()) for port in ports] == [
        {"interface": "default", "protocol": "tcp", "port": "22", "name": "ssh", "hostPort": "40022"},
        {"interface": "default", "protocol": "udp", "port": "53"},
    ]


def test_a_port_that_is_listed_twice_is_forwarded_once() -> None:
    assert len(list(forwards(with_ports(Port(22), Port(22, "ssh")), a_host()))) == 1


def test_a_bridge_needs_no_ports() -> None:
    manifest = a_manifest(interfaces=(an_interface(binding=Binding.BRIDGE, ports=PORTS),))

    assert compile_domain(manifest, a_host()).find(f"{MACHINE}/{OURS}ports") is None


def test_the_user_network_forwards_ports_that_were_set_aside_from_its_own_host_alone() -> None:
    host = a_host(pod_network=PodNetwork.RESTRICTED_USER, host_ports={port_key("default", "tcp", 22): 40022})

    xml = etree.tostring(compile_domain(with_ports(*PORTS), host), encoding="unicode")

    assert "user,id=net-ua-default,restrict=on,hostfwd=tcp:127.0.0.1:40022-:22" in xml
    assert "-:53" not in xml


# -- the pod network's range --------------------------------------------------------------------------


def test_a_range_that_is_made_to_order_is_told() -> None:
    domain = compile_domain(with_ports(cidr="10.11.0.7/24"), a_host(custom_pod_cidr=True))

    assert domain.find(f"{MACHINE}/{OURS}podNetwork[@cidr='10.11.0.0/24']") is not None


def test_the_hosts_own_range_may_be_written_down() -> None:
    host = a_host(custom_pod_cidr=False, pod_cidr="10.20.0.0/16")

    assert compile_domain(with_ports(cidr="10.20.0.0/16"), host).tag == "domain"


@pytest.mark.parametrize(
    ("theirs", "words"), [("10.20.0.0/16", "is 10.20.0.0/16"), (None, "cannot be chosen")]
)
def test_another_range_than_the_hosts_is_refused(theirs: str | None, words: str) -> None:
    with pytest.raises(CompileError, match=words) as refusal:
        compile_domain(with_ports(cidr="10.11.0.0/24"), a_host(custom_pod_cidr=False, pod_cidr=theirs))

    assert refusal.value.pointer == CIDR


@pytest.mark.parametrize("cidr", ["here", "10.0.0.0/31"])
def test_what_is_no_range_for_a_guest_is_refused(cidr: str) -> None:
    with pytest.raises(CompileError, match="write") as refusal:
        compile_domain(with_ports(cidr=cidr), a_host())

    assert refusal.value.pointer == CIDR


def test_the_user_network_is_made_for_the_range() -> None:
    host = a_host(pod_network=PodNetwork.RESTRICTED_USER, custom_pod_cidr=False)

    xml = etree.tostring(compile_domain(with_ports(cidr="10.11.0.0/24"), host), encoding="unicode")

    assert "restrict=on,net=10.11.0.0/24,host=10.11.0.1,dhcpstart=10.11.0.2,dns=10.11.0.3" in xml
