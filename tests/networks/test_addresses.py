"""The lowest that nobody has."""

import pytest

from vms.networks import NoRoom, free_address, free_port, free_subnet, gateway, parse_range


def test_the_first_team_gets_the_first_subnet() -> None:
    assert free_subnet("10.64.0.0/16", []) == "10.64.0.0/24"


def test_a_subnet_between_others_is_used_again() -> None:
    assert free_subnet("10.64.0.0/16", ["10.64.0.0/24", "10.64.2.0/24"]) == "10.64.1.0/24"


def test_a_taken_subnet_of_another_size_is_not_met() -> None:
    assert free_subnet("10.64.0.0/16", ["10.64.0.0/22"]) == "10.64.4.0/24"


def test_a_small_range_is_one_subnet() -> None:
    assert free_subnet("10.64.0.0/28", []) == "10.64.0.0/28"


def test_a_full_range_says_whom_to_ask() -> None:
    with pytest.raises(NoRoom, match="Ask an administrator"):
        free_subnet("10.64.0.0/24", ["10.64.0.0/24"])


def test_the_gateway_is_first_and_a_guest_second() -> None:
    assert gateway("10.64.3.0/24") == "10.64.3.1"
    assert free_address("10.64.3.0/24", []) == "10.64.3.2"


def test_a_freed_address_is_given_again() -> None:
    assert free_address("10.64.3.0/24", ["10.64.3.2", "10.64.3.4"]) == "10.64.3.3"


def test_a_full_network_says_what_to_do() -> None:
    with pytest.raises(NoRoom, match="Delete a machine"):
        free_address("10.64.3.0/30", ["10.64.3.2"])


def test_fifty_machines_that_ask_for_one_port_get_fifty() -> None:
    taken: list[int] = []
    for _ in range(50):
        taken.append(free_port(30000, 30049, taken))

    assert sorted(taken) == list(range(30000, 30050))
    with pytest.raises(NoRoom, match="30000 to 30049"):
        free_port(30000, 30049, taken)


@pytest.mark.parametrize("text", ["10.64.0.0/16", "172.20.0.0/20", "192.168.7.0/28"])
def test_a_private_range_is_taken(text: str) -> None:
    assert str(parse_range(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0/0",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "8.8.8.0/24",
        "10.0.0.0/7",
        "10.64.0.1/16",
        "10.64.0.0/31",
        "fd00::/8",
        "lan",
        "",
        "10.64.0.0/16\n",
    ],
)
def test_any_other_range_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"Write one|Take"):
        parse_range(text)
