"""Checking a manifest of 200 disks, all rules included, beside reading and writing it as JSON and beside the
reference implementation of JSON Schema."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import jsonschema
import orjson

from bench.pairs import ROUNDS, Row, race
from vms.manifest import check, prepare, schema
from vms.schema import check as check_schema
from vms.schema import join

Reference = jsonschema.Draft202012Validator


def a_fleet(disks: int) -> dict[str, Any]:
    """A valid machine with many disks, and one network card."""
    names = [f"disk-{number:03}" for number in range(disks)]
    return {
        "apiVersion": "kubevirt.io/v1",
        "kind": "VirtualMachine",
        "metadata": {"name": "fleet", "namespace": "lab", "labels": {"app": "fleet"}},
        "spec": {
            "runStrategy": "Halted",
            "template": {
                "spec": {
                    "domain": {
                        "cpu": {"cores": 4},
                        "memory": {"guest": "8Gi"},
                        "devices": {
                            "disks": [
                                {"name": name, "disk": {"bus": "virtio"}, "bootOrder": order, "cache": "none"}
                                for order, name in enumerate(names, start=1)
                            ],
                            "interfaces": [{"name": "default", "masquerade": {}}],
                        },
                    },
                    "networks": [{"name": "default", "pod": {}}],
                    "volumes": [
                        {"name": name, "persistentVolumeClaim": {"claimName": f"claim-{name}"}}
                        for name in names
                    ],
                }
            },
        },
    }


def broken(document: dict[str, Any]) -> dict[str, Any]:
    """The same with two faults that the schema finds and two that the rules find."""
    found = deepcopy(document)
    disks = found["spec"]["template"]["spec"]["domain"]["devices"]["disks"]
    disks[50]["disk"]["bus"] = "floppy"
    disks[100]["bootOrder"] = "first"
    disks[150]["disk"]["bus"] = "ide"
    disks[199]["bootOrder"] = 1
    return found


def rows(rounds: int = ROUNDS) -> Iterator[Row]:
    prepare()
    reference = Reference(dict(schema().raw), format_checker=Reference.FORMAT_CHECKER)
    valid, large = a_fleet(200), a_fleet(400)
    faulty = broken(valid)
    as_json = orjson.dumps(valid)
    _verify(reference, valid, faulty)
    large["spec"]["template"]["spec"]["domain"]["devices"]["disks"][256:] = []
    large["spec"]["template"]["spec"]["volumes"][256:] = []
    half = a_fleet(128)
    found = race(
        {
            "check": lambda: check(valid),
            "check, broken": lambda: check(faulty),
            "check of 256": lambda: check(large),
            "check of 128": lambda: check(half),
            "orjson": lambda: orjson.dumps(orjson.loads(as_json)),
            "jsonschema": lambda: list(reference.iter_errors(valid)),
            "jsonschema, broken": lambda: list(reference.iter_errors(faulty)),
        },
        rounds,
    )
    size = f"{len(as_json) / 1000:.1f} kB"
    yield Row(
        "full check, 200 disks",
        "orjson loads and dumps",
        found.ratio("check", "orjson"),
        1.0,
        note=f"{size}, {found.micros('check'):.0f} µs to {found.micros('orjson'):.0f} µs",
    )
    yield Row(
        "jsonschema, all errors",
        "full check",
        found.ratio("jsonschema", "check"),
        100,
        at_least=True,
        note=f"{found.micros('jsonschema'):.0f} µs; the schema alone, compiled once",
    )
    yield Row(
        "full check, 256 disks", "full check, 128 disks", found.ratio("check of 256", "check of 128"), 2.2
    )
    yield Row(
        "full check, 200 disks, four faults",
        "orjson loads and dumps",
        found.ratio("check, broken", "orjson"),
        note=f"{found.micros('check, broken'):.0f} µs",
    )
    yield Row(
        "jsonschema, the same faults",
        "full check of them",
        found.ratio("jsonschema, broken", "check, broken"),
    )


def _verify(reference: Any, *documents: dict[str, Any]) -> None:
    """Both say the same of what they are timed with: no race is won by looking away."""
    for document in (*documents, *schema().raw["examples"]):
        ours = sorted((problem.pointer, problem.keyword) for problem in check_schema(schema(), document))
        theirs = sorted(
            (join(error.absolute_path), error.validator) for error in reference.iter_errors(document)
        )
        if ours != theirs:
            raise AssertionError(f"The verdicts differ: {ours} and {theirs}.")
    if check(documents[0]) != []:
        raise AssertionError("The document that should be valid is not.")
