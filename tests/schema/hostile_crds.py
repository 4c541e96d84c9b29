"""CRDs and OpenAPI descriptions that are not what they should be."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from tests.schema.large import a_large_crd
from vms.schema import UNSET, Edit, apply

Case = tuple[str, str]


_WRONG: Final[tuple[Any, ...]] = (None, 5, "a", [], {})
_SMALL: Final = a_large_crd(0)
_SCHEMA: Final = "/spec/versions/1/schema/openAPIV3Schema"


def _with(pointer: str, value: Any = UNSET) -> Any:
    """A sound CRD with another value in one place, or with none."""
    return apply(_SMALL, [Edit(pointer, value)])


def cases() -> Iterator[Case]:
    """Each with its name."""
    for name, schema in chain(_without(), _with_wrong_words(), _odd()):
        yield name, json.dumps(schema)


def _without() -> Iterator[tuple[str, Any]]:
    for name in ("apiVersion", "spec", "spec/group", "spec/names", "spec/versions"):
        yield f"a CRD without {name}", _with(f"/{name}")
    for name in ("group", "names", "versions"):
        for value in _WRONG:
            yield f"a CRD whose spec.{name} is {json.dumps(value)}", _with(f"/spec/{name}", value)
    for value in (*_WRONG, {"properties": 5}, {"properties": []}, {"type": 5}, {"required": "a"}):
        yield f"a CRD whose schema is {json.dumps(value)}", _with(_SCHEMA, value)


def _with_wrong_words() -> Iterator[tuple[str, Any]]:
    extensions: dict[str, Any] = {
        "nullable": "yes",
        "x-kubernetes-int-or-string": "yes",
        "x-kubernetes-preserve-unknown-fields": 5,
        "x-kubernetes-embedded-resource": [],
        "x-kubernetes-list-type": {},
        "x-kubernetes-list-map-keys": 5,
        "x-kubernetes-validations": "self == 1",
        "exclusiveMinimum": True,
        "format": {},
        "example": [],
    }
    for word, value in extensions.items():
        yield f"a CRD with {word}: {json.dumps(value)}", _with(f"{_SCHEMA}/properties/a", {word: value})


def _odd() -> Iterator[tuple[str, Any]]:
    yield from {
        "a CRD of an older API": _with("/apiVersion", "apiextensions.k8s.io/v1beta1"),
        "a CRD that serves nothing": _with(
            "/spec/versions", [{"name": "v1", "served": False, "storage": True}]
        ),
        "a CRD of a thousand versions": _with("/spec/versions", _SMALL["spec"]["versions"] * 500),
        "a CRD whose kind is a megabyte": _with("/spec/names/kind", "x" * 2**20),
        "a CRD with a reference": _with(f"{_SCHEMA}/properties/a", {"$ref": "http://127.0.0.1:9/"}),
        "a list of nothing": {"kind": "List", "items": []},
        "a list of lists": {
            "kind": "List",
            "items": [{"kind": "List", "items": [{"kind": "List", "items": [5]}]}],
        },
        "a list with two kinds": {
            "kind": "List",
            "items": [
                _with("/spec/names/kind", "Boat"),
                _with("/spec/names/kind", "Ship"),
            ],
        },
        "a machine": {"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine", "metadata": {"name": "a"}},
        "an OpenAPI description without schemas": {"openapi": "3.0.0", "paths": {}},
        "an OpenAPI description whose schemas are a list": {
            "openapi": "3.0.0",
            "components": {"schemas": []},
        },
        "an OpenAPI description of many": {"openapi": "3.0.0", "components": {"schemas": {"A": {}, "B": {}}}},
        "an OpenAPI description of one that is no schema": {
            "openapi": "3.0.0",
            "components": {"schemas": {"A": 5}},
        },
        "an OpenAPI description that refers out": {
            "openapi": "3.0.0",
            "components": {"schemas": {"A": {"$ref": "http://127.0.0.1:9/#/components/schemas/A"}}},
        },
        "an OpenAPI description that refers to itself": {
            "openapi": "3.0.0",
            "components": {"schemas": {"A": {"$ref": "#/components/schemas/A"}}},
        },
        "an OpenAPI description that refers to nothing": {
            "openapi": "3.0.0",
            "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}}},
        },
        "an OpenAPI description with a discriminator": {
            "openapi": "3.0.0",
            "components": {"schemas": {"A": {"discriminator": {"mapping": {"a": "http://127.0.0.1:9/"}}}}},
        },
        "a Swagger description of five thousand": {
            "swagger": "2.0",
            "definitions": {f"A{n}": {"$ref": f"#/definitions/A{n + 1}"} for n in range(5_000)},
        },
    }.items()
