"""What no host can do yet is told before anybody asks for it."""

import pytest

from tests.compiler.test_ledger import DEVICES, DOCUMENT, DOMAIN, NETWORKS, PENDING, VOLUMES
from vms.compiler import LEDGER, Pending, check
from vms.schema import Edit, Severity, StandingKind, apply

MACHINE = apply(DOCUMENT, [Edit(f"{VOLUMES}/2", {"name": "drive", "emptyDisk": {"capacity": "1Gi"}})])


def test_a_machine_that_runs_has_nothing_to_tell() -> None:
    assert check(MACHINE) == []


@pytest.mark.parametrize("pattern", PENDING)
def test_what_is_pending_is_told_with_the_sentence_of_its_refusal(pattern: str) -> None:
    document = apply({}, [Edit(pattern.replace("*", "-"), "anything")])
    entry = LEDGER[pattern]
    assert isinstance(entry, Pending)

    told = [problem for problem in check(document) if problem.keyword == "not-here"]

    assert [problem.message for problem in told] in ([entry.reason], [])  # silent where another rule speaks
    assert all(problem.severity is Severity.WARNING for problem in told)
    assert all(problem.standing is StandingKind.NOT_HERE for problem in told)


def test_a_device_is_told_of_once() -> None:
    document = apply(
        MACHINE,
        [
            Edit(
                f"{VOLUMES}/4",
                {"name": "scratch", "persistentVolumeClaim": {"claimName": "a", "readOnly": True}},
            ),
            Edit(f"{DEVICES}/interfaces/0/ports", [{"name": "ssh", "port": 22}, {"name": "web", "port": 80}]),
        ],
    )

    assert [problem.pointer for problem in check(document)] == [
        f"{DEVICES}/interfaces/0/ports/0/name",
        f"{VOLUMES}/4/persistentVolumeClaim/claimName",
    ]


def test_a_switch_that_is_off_asks_for_nothing() -> None:
    assert check(apply(MACHINE, [Edit(f"{DOMAIN}/cpu/dedicatedCpuPlacement", value=False)])) == []


def test_other_rules_come_first() -> None:
    document = apply(MACHINE, [Edit(f"{NETWORKS}/0/pod/vmNetworkCIDR", "here")])

    assert [problem.keyword for problem in check(document)] == ["network-cidr"]
