"""Names of a team's network."""

import pytest

from vms.networks import bridge_name, network_name


def test_a_network_is_called_after_its_team() -> None:
    assert (network_name("blue"), bridge_name("blue")) == ("slipway-blue", "sl-blue")


@pytest.mark.parametrize("length", [1, 12, 13, 63])
def test_a_bridge_has_a_name_that_linux_takes(length: int) -> None:
    assert len(bridge_name("b" * length)) <= 15


def test_long_names_that_begin_alike_have_bridges_of_their_own() -> None:
    teams = [f"department-of-{number}" for number in range(1000)]

    assert len({bridge_name(team) for team in teams}) == len(teams)


def test_no_short_name_is_another_teams_hashed_one() -> None:
    hashed = bridge_name("department-of-rivers").removeprefix("sl-")

    assert "_" in hashed  # which no slug has
