"""The whole path of a machine, as ``make demo`` walks it."""

import pytest

from portal.demonstration import Steps, run_journey
from tests.stack import Stack, running_stack


@pytest.mark.qemu
def test_a_machine_walks_its_whole_path_on_a_real_host(stack: Stack) -> None:
    run_journey(Steps(), stack.base_url, list(stack.people.values()), has_guest=True, manage=stack.manage)


@pytest.mark.libvirt
def test_it_does_so_without_qemu() -> None:
    with running_stack("test:///default") as started:
        run_journey(
            Steps(), started.base_url, list(started.people.values()), has_guest=False, manage=started.manage
        )
