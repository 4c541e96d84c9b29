"""What stands in a machine's way is told at the top of its pages, in its list, and on the dashboard."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.data import a_host, a_machine
from vms.models import Team, VirtualMachine
from vms.web import trouble

from .conftest import SignIn

MISSING = (
    "/spec/template/spec/volumes/0/containerDisk/image: This image is not in the catalogue. Choose another."
)


def a_condition(kind: str, status: str, reason: str, message: str = "It is so.") -> dict[str, Any]:
    at = "2030-01-01T00:00:00+00:00"
    return {
        "type": kind,
        "status": status,
        "reason": reason,
        "message": message,
        "lastTransitionTime": at,
    }


FAILURE = a_condition("Failure", "True", "CompileError", MISSING)


@pytest.fixture
def failed(team: Team, member: User) -> VirtualMachine:
    return a_machine(team, member, "failed", host=a_host(), conditions=[FAILURE])


@pytest.mark.parametrize(
    ("status", "condition", "title"),
    [
        ("Stopped", FAILURE, "Its host cannot run this manifest"),
        ("Stopped", a_condition("Failure", "True", "NewReason"), "It cannot be carried out"),
        ("CrashLoopBackOff", None, "The guest keeps stopping"),
        ("Unknown", a_condition("Ready", "Unknown", "HostUnreachable"), "Its host does not answer"),
        ("Paused", a_condition("Paused", "True", "Paused"), "The guest is paused"),
        ("Running", a_condition("RestartRequired", "True", "RestartRequired"), "A restart is due"),
        (
            "WaitingForVolumeBinding",
            a_condition("DataVolumesReady", "False", "NotAllDVsReady"),
            "Its storage is missing",
        ),
    ],
)
def test_each_trouble_has_a_title_and_asks_for_attention(
    status: str, condition: dict[str, Any] | None, title: str
) -> None:
    machine = VirtualMachine(printable_status=status, conditions=[condition] if condition else [])

    assert [found.title for found in trouble.of(machine)] == [title]
    assert trouble.needs_attention(machine)


@pytest.mark.parametrize("status", ["Running", "Stopped", "Provisioning"])
def test_a_machine_that_is_well_or_on_its_way_is_no_trouble(status: str) -> None:
    conditions = [
        a_condition("Ready", "False", "VMINotExists"),
        a_condition("DataVolumesReady", "False", "NotAllDVsReady", "Storage is still to be made: root."),
    ]
    machine = VirtualMachine(printable_status=status, conditions=conditions)

    assert trouble.of(machine) == ()
    assert trouble.is_moving(machine) == (status == "Provisioning")


@pytest.mark.parametrize("route", ["machine-page", "machine-configuration", "machine-console"])
def test_every_tab_begins_with_the_sentence_and_the_way_out(
    signed_in: SignIn, member: User, failed: VirtualMachine, route: str
) -> None:
    html = signed_in(member).get(reverse(route, args=[failed.pk])).content.decode()
    head = html[: html.index('class="tabs"')]

    assert "This image is not in the catalogue. Choose another. <code" in head
    assert f'action="{reverse("machine-edit", args=[failed.pk])}"' in head


def test_a_manifest_that_no_rule_accepts_any_more_is_said_and_no_disks_are_denied(
    signed_in: SignIn, team: Team, member: User
) -> None:
    machine = a_machine(team, member, "odd", printable_status="Running", document={"kind": "VirtualMachine"})
    html = signed_in(member).get(reverse("machine-page", args=[machine.pk])).content.decode()

    assert "Its manifest can no longer be read." in html
    assert "This machine has no disks" not in html


@pytest.mark.parametrize(("only", "shown"), [("", 3), ("attention", 1), ("moving", 1), ("nonsense", 3)])
def test_the_list_can_show_what_the_dashboard_counts(
    signed_in: SignIn, team: Team, member: User, failed: VirtualMachine, only: str, shown: int
) -> None:
    a_machine(team, member, "well", printable_status="Running")
    a_machine(team, member, "new", printable_status="Provisioning")
    html = signed_in(member).get(reverse("machine-list"), {"only": only}).content.decode()

    assert html.count('class="vm-status"') == shown
    assert ("Its host cannot run this manifest" in html) == (only != "moving")


def test_the_dashboard_counts_a_failed_launch_although_the_machine_is_only_stopped(
    signed_in: SignIn, member: User, failed: VirtualMachine
) -> None:
    page = signed_in(member).get(reverse("dashboard")).context["page"]

    assert {stat.label: stat.number for stat in page.stats}["Need attention"] == 1
