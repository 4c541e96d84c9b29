"""A plan in libvirt's words, and back."""

from dataclasses import replace

from lxml import etree

from vms.networks import Lease, NetworkPlan, host_xml, network_xml, read_network

WEB = Lease("02:00:00:00:00:05", "10.64.7.2", "web")
DB = Lease("02:00:00:00:00:06", "10.64.7.3")
PLAN = NetworkPlan("slipway-blue", "sl-blue", "10.64.7.0/24", "blue.slipway.internal", frozenset({WEB, DB}))


def test_a_plan_survives_the_way_through_libvirts_words() -> None:
    assert read_network(network_xml(PLAN)) == PLAN


def test_the_same_plan_is_the_same_text() -> None:
    assert network_xml(PLAN) == network_xml(replace(PLAN, leases=frozenset({DB, WEB})))


def test_strangers_get_no_address() -> None:
    network = etree.fromstring(network_xml(PLAN))

    assert network.find("ip/dhcp/range") is None
    assert [host.get("ip") for host in network.iterfind("ip/dhcp/host")] == ["10.64.7.2", "10.64.7.3"]


def test_a_network_without_cards_has_no_dhcp() -> None:
    assert etree.fromstring(network_xml(replace(PLAN, leases=frozenset()))).find("ip/dhcp") is None


def test_a_lease_without_a_name_says_none() -> None:
    assert host_xml(DB) == '<host mac="02:00:00:00:00:06" ip="10.64.7.3"/>'


def test_a_netmask_is_read_like_a_prefix() -> None:
    xml = (
        "<network><name>n</name><bridge name='b'/><ip address='10.1.2.1' netmask='255.255.255.0'/></network>"
    )

    assert read_network(xml) == NetworkPlan("n", "b", "10.1.2.0/24")
