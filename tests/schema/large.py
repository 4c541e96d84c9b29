"""A CRD as large as those of real APIs, made up: repeated probes and affinities, deep, 2,000 leaves or 5,000.

Field names follow no existing API. The first members are those of a plain machine, so that the portal's own
manifests are valid under it.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from tests.schema.shipped import raw

Json = dict[str, Any]
WORDS = """
    anchor ballast beacon berth bollard bridge bulkhead buoy cabin capstan cargo cleat compass crane davit
    deck dinghy dock ensign fender ferry fleet galley gangway harbour hatch hawser helm hold hull jetty keel
    ladder lantern launch locker mast mooring oar pier pilot plank porthole quay rigging rudder sail
""".split()  # noqa: SIM905  # a list of them would be a page long


def text(description: str, **more: Any) -> Json:
    return {"type": "string", "description": description, **more}


def amount() -> Json:
    return {
        "anyOf": [{"type": "integer"}, {"type": "string"}],
        "x-kubernetes-int-or-string": True,
        "pattern": r"^(\+|-)?(([0-9]+(\.[0-9]*)?)|(\.[0-9]+))(([KMGTPE]i)|[numkMGTPE])?$",
        "description": "An amount, as a number or with a unit.",
    }


def selector() -> Json:
    term = {
        "type": "object",
        "required": ["key", "operator"],
        "properties": {
            "key": text("The label that is looked at."),
            "operator": text("How it is compared.", enum=["In", "Outside", "Exists", "DoesNotExist"]),
            "values": {"type": "array", "items": {"type": "string"}, "x-kubernetes-list-type": "atomic"},
        },
    }
    return {
        "type": "object",
        "description": "Which objects are meant. All of its terms must hold.",
        "properties": {
            "matchTerms": {"type": "array", "items": term, "description": "Terms that must all hold."},
            "matchLabels": {"type": "object", "additionalProperties": {"type": "string"}},
        },
        "x-kubernetes-map-type": "atomic",
    }


def probe() -> Json:
    """A question put to a guest, in one of several ways."""
    port = {"anyOf": [{"type": "integer"}, {"type": "string"}], "x-kubernetes-int-or-string": True}
    ways = {
        "call": {
            "type": "object",
            "required": ["port"],
            "properties": {
                "host": text("Where to ask."),
                "path": text("What to ask for."),
                "port": port,
                "headers": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {"name": text("Name."), "value": text("Value.")},
                    },
                },
            },
        },
        "command": {
            "type": "object",
            "properties": {"words": {"type": "array", "items": {"type": "string"}}},
        },
        "socket": {
            "type": "object",
            "required": ["port"],
            "properties": {"host": text("Where."), "port": port},
        },
    }
    return {
        "type": "object",
        "description": "How the portal learns that a part of the machine is well.",
        "properties": {
            **ways,
            "delaySeconds": {
                "type": "integer",
                "format": "int32",
                "description": "Before the first question.",
            },
            "periodSeconds": {"type": "integer", "format": "int32", "minimum": 1, "default": 10},
            "failures": {"type": "integer", "format": "int32", "minimum": 1, "nullable": True},
        },
        "oneOf": [{"required": [name]} for name in ways],
    }


def affinity() -> Json:
    near = {
        "type": "object",
        "required": ["topology"],
        "properties": {"topology": text("What counts as near."), "select": selector(), "among": selector()},
    }
    weighted = {
        "type": "object",
        "required": ["weight", "term"],
        "properties": {"weight": {"type": "integer", "format": "int32"}, "term": near},
    }
    return {
        "type": "object",
        "description": "Near which other machines this one should run.",
        "properties": {
            "must": {"type": "array", "items": near, "description": "Terms without which nothing starts."},
            "should": {"type": "array", "items": weighted, "description": "Wishes, by weight."},
        },
    }


def part(name: str) -> Json:
    """One of the machine's many parts: some 60 leaves."""
    return {
        "type": "object",
        "description": f"The {name} of the machine. It is made when the machine is, and goes with it.",
        "properties": {
            "enabled": {"type": "boolean", "description": "Whether it is there."},
            "label": text("What people call it.", maxLength=63),
            "size": amount(),
            "limits": {"type": "object", "additionalProperties": amount()},
            "mode": text("How it works.", enum=["Plain", "Careful", "Fast"]),
            "started": probe(),
            "alive": probe(),
            "affinity": affinity(),
            "extras": {"type": "object", "x-kubernetes-preserve-unknown-fields": True},
            "since": text("When it was made.", format="date-time", nullable=True),
        },
        "x-kubernetes-validations": [{"rule": "has(self.label)"}],
    }


def names() -> Iterator[str]:
    yield from WORDS
    yield from (f"{first}{second.title()}" for first in WORDS for second in WORDS if first != second)


def a_large_crd(parts: int) -> Json:
    """The shipped machine and so many parts: 38 for some 2,000 leaves, 92 for 5,000."""
    own = {
        name: _plain(member)
        for name, member in raw()["properties"].items()
        if name not in {"apiVersion", "kind"}
    }
    own["spec"]["properties"]["harbour"] = {
        "type": "object",
        "description": "Everything that a larger machine is made of.",
        "properties": {name: part(name) for name in islice(names(), parts)},
    }
    schema = {"type": "object", "required": ["spec"], "properties": own}
    return {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": "virtualmachines.kubevirt.io"},
        "spec": {
            "group": "kubevirt.io",
            "names": {"kind": "VirtualMachine", "plural": "virtualmachines"},
            "scope": "Namespaced",
            "versions": [
                {
                    "name": "v1alpha3",
                    "served": True,
                    "storage": False,
                    "schema": {"openAPIV3Schema": {"type": "object"}},
                },
                {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}},
            ],
        },
    }


def _plain(schema: Any) -> Any:
    """The shipped schema as a CRD writes it: every reference written out."""
    if isinstance(schema, list):
        return [_plain(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        target = raw()["$defs"][schema["$ref"].rsplit("/", 1)[-1]]
        return _plain({**target, **{word: value for word, value in schema.items() if word != "$ref"}})
    return {word: _plain(value) for word, value in schema.items()}
