"""What every ``Hypervisor`` does alike with team networks. A test class inherits it and gives a fixture
``hypervisor``."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from vms.hypervisor import Hypervisor, HypervisorRefused
from vms.networks import Lease, NetworkPlan

WEB = Lease("02:00:00:00:00:05", "10.64.7.2", "web")
DB = Lease("02:00:00:00:00:06", "10.64.7.3", "db")
BLUE = NetworkPlan("slipway-blue", "sl-blue", "10.64.7.0/24", "blue.slipway.internal", frozenset({WEB}))


class NetworkContract:
    @pytest.fixture(autouse=True)
    def _no_network_stays(self, hypervisor: Hypervisor) -> Iterator[None]:
        yield
        hypervisor.remove_network(BLUE.name)

    def test_a_host_has_none_of_our_networks_at_first(self, hypervisor: Hypervisor) -> None:
        assert hypervisor.networks() == {}

    def test_a_network_is_made_as_planned(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_network(BLUE)

        assert hypervisor.networks() == {BLUE.name: BLUE}

    def test_making_it_twice_changes_nothing(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_network(BLUE)

        hypervisor.ensure_network(BLUE)

        assert hypervisor.networks() == {BLUE.name: BLUE}

    @pytest.mark.parametrize(
        "leases",
        [{WEB, DB}, {DB}, {replace(WEB, address=DB.address)}, {replace(WEB, name="shop")}, set()],
        ids=["one-more", "another", "another-address", "another-name", "none"],
    )
    def test_leases_are_brought_up_to_the_plan(self, hypervisor: Hypervisor, leases: set[Lease]) -> None:
        hypervisor.ensure_network(BLUE)
        wanted = replace(BLUE, leases=frozenset(leases))

        hypervisor.ensure_network(wanted)

        assert hypervisor.networks()[BLUE.name] == wanted

    def test_a_network_that_lies_elsewhere_is_refused(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_network(BLUE)

        with pytest.raises(HypervisorRefused, match=r"10\.64\.7\.0/24"):
            hypervisor.ensure_network(replace(BLUE, cidr="10.64.8.0/24"))

    def test_a_removed_network_is_gone_and_may_be_removed_again(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_network(BLUE)

        hypervisor.remove_network(BLUE.name)
        hypervisor.remove_network(BLUE.name)

        assert hypervisor.networks() == {}

    def test_filters_may_be_made_ready_twice(self, hypervisor: Hypervisor) -> None:
        hypervisor.ensure_filters()
        hypervisor.ensure_filters()
