"""The fake keeps the contract, and fails when told to."""

import pytest

from vms.hypervisor import HypervisorUnavailable
from vms.lifecycle import DomainState, StopReason

from .building import WEB, a_domain
from .contract import HypervisorContract
from .fake import FakeHypervisor
from .network_contract import NetworkContract


class TestFake(HypervisorContract, NetworkContract):
    @pytest.fixture
    def hypervisor(self) -> FakeHypervisor:
        return FakeHypervisor()


def test_the_chosen_call_fails_once() -> None:
    host = FakeHypervisor()
    host.define(a_domain())
    host.fail_at(2)

    host.observe(WEB, "")
    with pytest.raises(HypervisorUnavailable):
        host.start(WEB)

    assert host.observe(WEB, "").state is DomainState.SHUTOFF
    assert host.calls == ["define", "observe", "start", "observe"]


def test_a_call_whose_answer_is_lost_was_done() -> None:
    host = FakeHypervisor()
    host.define(a_domain())
    host.fail_at(1, after=True)

    with pytest.raises(HypervisorUnavailable):
        host.start(WEB)

    assert host.observe(WEB, "").state is DomainState.RUNNING


def test_guests_outlive_a_host_that_vanishes() -> None:
    host = FakeHypervisor()
    host.define(a_domain())
    host.start(WEB)
    host.vanish()
    with pytest.raises(HypervisorUnavailable):
        host.observe(WEB, "")

    host.come_back()

    assert host.observe(WEB, "").state is DomainState.RUNNING


@pytest.mark.parametrize(
    ("end", "reason"),
    [("guest_powers_off", StopReason.SHUTDOWN), ("guest_crashes", StopReason.CRASHED)],
)
def test_a_run_ends_by_itself_with_its_reason(end: str, reason: StopReason) -> None:
    host = FakeHypervisor()
    host.define(a_domain())
    host.start(WEB)

    getattr(host, end)(WEB)

    assert host.observe(WEB, "").reason is reason


def test_a_stubborn_guest_only_yields_to_a_power_cut() -> None:
    host = FakeHypervisor()
    host.stubborn = True
    host.define(a_domain())
    host.start(WEB)

    host.shutdown(WEB)
    assert host.observe(WEB, "").state is DomainState.RUNNING

    host.destroy(WEB)
    assert host.observe(WEB, "").state is DomainState.SHUTOFF
