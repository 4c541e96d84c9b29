"""Facts survive JSON, and a facts file with a slip is refused whole."""

import json
from typing import Any

import pytest

from tests.builders import a_claim, a_host
from vms.hosts import (
    Capability,
    DomainType,
    HostFacts,
    HostFactsInvalid,
    PodNetwork,
    capable,
    from_json,
    port_key,
    to_json,
)


@pytest.mark.parametrize(
    "facts",
    [
        HostFacts(name="bare"),
        capable(),
        a_host(
            domain_type=DomainType.QEMU,
            pod_network=PodNetwork.RESTRICTED_USER,
            networks={"blue/lan": "lan7"},
            labels={"kubernetes.io/arch": "amd64"},
            dedicated_cpus=(4, 36, 5),
            capabilities={Capability.DISK_BUS: frozenset({"virtio", "sata"})},
            pod_cidr="10.20.0.0/16",
            host_ports={port_key("default", "TCP", 22): 40022},
            nic_filter="clean-traffic",
            bridges={"lan": "br0"},
            sriov_pools={"fast": "functions"},
            bindings={"passt": "user"},
            disk_cache="writethrough",
            claims={"data": a_claim(), "lun": a_claim("lun", block=True, read_only=True)},
        ),
    ],
    ids=lambda facts: facts.name,
)
def test_facts_come_back_from_json_as_they_were(facts: HostFacts) -> None:
    assert from_json(to_json(facts)) == facts


def test_facts_as_json_hold_plain_values_only() -> None:

    assert json.loads(json.dumps(to_json(capable()))) == to_json(capable())


def test_what_is_left_out_keeps_its_default() -> None:
    assert from_json({"name": "bare"}) == HostFacts(name="bare")


@pytest.mark.parametrize(
    ("data", "pointer", "words"),
    [
        ([], "", "object"),
        ({}, "/name", "required"),
        ({"name": ""}, "/name", "not empty"),
        ({"name": "a", "domain_typ": "kvm"}, "/domain_typ", "not a known fact"),
        ({"name": "a", "domain_type": "xen"}, "/domain_type", "kvm, qemu, test"),
        ({"name": "a", "cpus": -1}, "/cpus", "whole number"),
        ({"name": "a", "cpus": True}, "/cpus", "whole number"),
        ({"name": "a", "cpu_models": "Haswell"}, "/cpu_models", "list"),
        ({"name": "a", "cpu_models": ["Haswell", 1]}, "/cpu_models/1", "text"),
        ({"name": "a", "machines": {"q35": None}}, "/machines/q35", "text"),
        ({"name": "a", "labels": []}, "/labels", "object"),
        ({"name": "a", "uefi": [{"code": "/c", "vars": "/v"}]}, "/uefi/0/secure", "required"),
        (
            {"name": "a", "capabilities": {"disk_bsu": []}},
            "/capabilities/disk_bsu",
            "known ones",
        ),
        ({"name": "a", "dedicated_cpus": [-1]}, "/dedicated_cpus/0", "whole number"),
        ({"name": "a", "disk_cache": "writeback"}, "/disk_cache", "none, writethrough"),
        ({"name": "a", "pod_cidr": 7}, "/pod_cidr", "text"),
        (
            {
                "name": "a",
                "claims": {"c": {"path": "/p", "format": "raw", "capacity_bytes": 1, "b": 1}},
            },
            "/claims/c/b",
            "not a known fact",
        ),
        ({"name": "a", "assume_images": "yes"}, "/assume_images", "true or false"),
        (
            {"name": "a", "images": {"r/i": {"path": "/p", "format": "vmdk", "virtual_bytes": 1}}},
            "/images/r~1i/format",
            "raw, qcow2",
        ),
    ],
)
def test_a_slip_is_told_at_its_place(data: Any, pointer: str, words: str) -> None:
    with pytest.raises(HostFactsInvalid) as refusal:
        from_json(data)

    (problem,) = refusal.value.problems
    assert problem.pointer == pointer
    assert words in problem.message
    assert problem.message in str(refusal.value)


def test_all_slips_are_told_at_once() -> None:
    with pytest.raises(HostFactsInvalid) as refusal:
        from_json({"cpus": "many", "pool": ""})

    assert {problem.pointer for problem in refusal.value.problems} == {"/name", "/cpus", "/pool"}
