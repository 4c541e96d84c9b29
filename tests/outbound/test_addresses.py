from ipaddress import ip_address

import pytest

from vms.outbound.addresses import is_own, is_public, may_be_listed, read_address

OPEN = ["1.1.1.1", "9.9.9.9", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "192.0.3.1"]
OPEN_6 = ["2606:4700::1111", "2a01:4f8::1", "2001:200::1", "2400:cb00::1"]


@pytest.mark.parametrize("text", OPEN + OPEN_6)
def test_an_address_of_the_public_internet_is_open(text: str) -> None:
    assert is_public(ip_address(text))


@pytest.mark.parametrize("text", ["127.0.0.1", "10.1.2.3", "fd12::1", "::1", "192.168.7.7"])
def test_an_admin_may_list_what_is_private(text: str) -> None:
    assert may_be_listed(ip_address(text))


@pytest.mark.parametrize(
    "text", ["169.254.169.254", "0.1.2.3", "224.0.0.1", "fe80::1", "::", "::ffff:10.0.0.1", "fd00:ec2::254"]
)
def test_an_admin_cannot_list_what_serves_no_images(text: str) -> None:
    assert not may_be_listed(ip_address(text))


@pytest.mark.parametrize("text", ["127.0.0.1", "::1"])
def test_this_machines_own_addresses_are_known(text: str) -> None:
    assert is_own(ip_address(text))


@pytest.mark.parametrize("text", ["1.1.1.1", "2606:4700::1111"])
def test_other_machines_addresses_are_not_this_ones(text: str) -> None:
    assert not is_own(ip_address(text))


@pytest.mark.parametrize(
    "text", ["fe80::1%lo", "010.0.0.1", "127.1", "2130706433", "1.1.1.1 ", "\u0661.1.1.1"]
)
def test_only_the_plain_spelling_is_an_address(text: str) -> None:
    assert read_address(text) is None
