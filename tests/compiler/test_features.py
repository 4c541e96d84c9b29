from collections.abc import Mapping
from typing import Any

import pytest

from tests.builders import a_host, a_manifest
from vms.compiler import CompileError, Element, compile_domain
from vms.hosts import DomainType
from vms.manifest import Features

HYPERV = "/spec/template/spec/domain/features/hyperv"


def hyperv(**members: Any) -> Element:
    domain = compile_domain(a_manifest(features=Features(hyperv=members)), a_host())
    element = domain.find("features/hyperv")
    assert element is not None
    return element


def states(element: Element) -> Mapping[str, str | None]:
    return {str(child.tag): child.get("state") for child in element}


def test_unasked_there_is_acpi_and_neither_smm_nor_hyperv() -> None:
    domain = compile_domain(a_manifest(), a_host())

    features = domain.find("features")
    assert features is not None
    assert [child.tag for child in features] == ["acpi", "vmport"]


def test_acpi_can_be_switched_off() -> None:
    domain = compile_domain(a_manifest(features=Features(acpi=False)), a_host())

    assert domain.find("features/acpi") is None


@pytest.mark.parametrize(("smm", "state"), [(True, "on"), (False, "off")])
def test_smm_is_as_written(smm: bool, state: str) -> None:
    domain = compile_domain(a_manifest(features=Features(smm=smm)), a_host())

    assert domain.find(f"features/smm[@state='{state}']") is not None


def test_a_hyperv_member_that_is_present_is_on_unless_it_says_off() -> None:
    assert states(hyperv(relaxed={}, vapic={"enabled": False}, runtime={"enabled": True}, reset=None)) == {
        "relaxed": "on",
        "vapic": "off",
        "runtime": "on",
        "reset": "on",
    }


def test_an_empty_hyperv_adds_nothing() -> None:
    domain = compile_domain(a_manifest(features=Features(hyperv={})), a_host())

    assert domain.find("features/hyperv") is None


def test_a_member_brings_what_it_needs() -> None:
    assert states(hyperv(synictimer={})) == {"vpindex": "on", "synic": "on", "stimer": "on"}


def test_the_synthetic_timer_brings_its_reference_clock() -> None:
    without = compile_domain(a_manifest(), a_host())
    with_timer = compile_domain(a_manifest(features=Features(hyperv={"synictimer": {}})), a_host())

    assert without.find("clock/timer") is None
    assert with_timer.find("clock[@offset='utc']/timer[@name='hypervclock']") is not None


def test_settings_of_members_are_written() -> None:
    element = hyperv(
        spinlocks={"spinlocks": 8191}, vendorid={"vendorid": "myvendor"}, synictimer={"direct": {}}
    )

    assert element.find("spinlocks[@retries='8191']") is not None
    assert element.find("vendor_id[@value='myvendor']") is not None
    assert element.find("stimer/direct[@state='on']") is not None


def test_spinlocks_retry_4096_times_unless_told() -> None:
    assert hyperv(spinlocks={}).find("spinlocks[@retries='4096']") is not None


@pytest.mark.parametrize(
    ("members", "pointer"),
    [
        ({"evmcs": {}, "vapic": {"enabled": False}}, "vapic"),
        ({"vmbus": {}}, "vmbus"),
        ({"tlbflush": {"extended": {}}}, "tlbflush/extended"),
        ({"relaxed": "on"}, "relaxed"),
        ({"synictimer": {"direct": True}}, "synictimer/direct"),
        ({"synic": {}, "vpindex": {"enabled": False}}, "vpindex"),
        ({"spinlocks": {"spinlocks": 7}}, "spinlocks/spinlocks"),
        ({"spinlocks": {"spinlocks": "8191"}}, "spinlocks/spinlocks"),
        ({"vendorid": {"vendorid": "thirteen char"}}, "vendorid/vendorid"),
        ({"vendorid": {}}, "vendorid/vendorid"),
    ],
)
def test_what_hyperv_cannot_be_is_refused_at_its_place(members: dict[str, Any], pointer: str) -> None:
    with pytest.raises(CompileError) as refusal:
        hyperv(**members)

    assert refusal.value.pointer == f"{HYPERV}/{pointer}"


@pytest.mark.parametrize("member", ["vpindex", "synic", "tlbflush", "ipi"])
def test_an_emulating_host_refuses_what_needs_hardware(member: str) -> None:
    manifest = a_manifest(features=Features(hyperv={"relaxed": {}, member: {}}))

    with pytest.raises(CompileError, match=f"cannot offer {member}") as refusal:
        compile_domain(manifest, a_host(domain_type=DomainType.QEMU))

    assert refusal.value.pointer == f"{HYPERV}/{member}"
