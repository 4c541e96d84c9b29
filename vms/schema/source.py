"""Which part of a file is the schema: a JSON Schema, a CRD, or a component of an OpenAPI description."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final

from vms.schema.dialect import to_newest
from vms.schema.errors import SchemaInvalid
from vms.schema.rebuild import Notes, rebuilt
from vms.schema.resolve import subschemas
from vms.schema.structural import METADATA, from_openapi

_GVK: Final = "x-kubernetes-group-version-kind"
_SCHEMA_WORDS: Final = frozenset(
    {"$schema", "$ref", "$defs", "definitions", "type", "properties", "allOf", "anyOf", "oneOf", "items"}
)


@dataclass(frozen=True, slots=True)
class Source:
    """A schema in 2020-12 words and where it came from."""

    raw: dict[str, Any]
    origin: str  # words for people: "the CRD virtualmachines.kubevirt.io, version v1"
    notes: tuple[str, ...] = field(default=())


def read(documents: Sequence[Any], prefer: str = "") -> Source:
    """The one schema in the documents of a file. ``prefer`` is the kind to take where a file holds several.

    Raises ``SchemaInvalid`` when there is none, or more than one and none of that kind.
    """
    found = [item for document in documents for item in _items(document)]
    definitions = [item for item in found if item.get("kind") == "CustomResourceDefinition"]
    if definitions:
        return _crd(_chosen(definitions, prefer))
    if len(found) != 1:
        raise SchemaInvalid(
            f"the file holds {len(found)} documents and none of them is a CustomResourceDefinition"
        )
    (only,) = found
    if "openapi" in only or "swagger" in only:
        return _openapi(only, prefer)
    if isinstance(only.get("apiVersion"), str) and "kind" in only and not _SCHEMA_WORDS & only.keys():
        raise SchemaInvalid(
            f"this is an object of kind {str(only['kind'])[:60]!r}, not the schema of one; "
            "give a CustomResourceDefinition or a JSON Schema"
        )
    if "openAPIV3Schema" in only and isinstance(only["openAPIV3Schema"], dict):
        notes = Notes()
        return Source(
            to_newest(from_openapi(only["openAPIV3Schema"], notes)), "an OpenAPI v3 schema", notes.sentences()
        )
    return Source(to_newest(only), "a JSON Schema")


def _items(document: Any) -> Iterator[dict[str, Any]]:
    if not isinstance(document, dict):
        raise SchemaInvalid("a schema is an object, and this is a list or a single value")
    if document.get("kind") in ("List", "CustomResourceDefinitionList") and isinstance(
        document.get("items"), list
    ):
        for item in document["items"]:
            yield from _items(item)
    else:
        yield document


def _chosen(definitions: Sequence[dict[str, Any]], prefer: str) -> dict[str, Any]:
    if len(definitions) == 1:
        return definitions[0]
    named = {str(_at(one, "spec", "names", "kind")): one for one in definitions}
    if prefer not in named:
        kinds = ", ".join(sorted(named)[:12])
        raise SchemaInvalid(f"the file defines several kinds ({kinds}); give the one that is meant alone")
    return named[prefer]


def _crd(definition: Mapping[str, Any]) -> Source:
    if definition.get("apiVersion") != "apiextensions.k8s.io/v1":
        raise SchemaInvalid(
            f"the CustomResourceDefinition has the apiVersion {str(definition.get('apiVersion'))[:60]!r}; "
            "convert it to apiextensions.k8s.io/v1"
        )
    group, kind = _at(definition, "spec", "group"), _at(definition, "spec", "names", "kind")
    versions = _at(definition, "spec", "versions")
    if not isinstance(group, str) or not isinstance(kind, str) or not isinstance(versions, list):
        raise SchemaInvalid("the CustomResourceDefinition lacks spec.group, spec.names.kind or spec.versions")
    version = _version(versions)
    name = str(version.get("name", ""))
    schema = _at(version, "schema", "openAPIV3Schema")
    if not isinstance(schema, dict):
        raise SchemaInvalid(f"version {name[:60]!r} of the CustomResourceDefinition holds no openAPIV3Schema")
    notes = Notes()
    converted = from_openapi(schema, notes)
    said = notes.sentences()
    if len(versions) > 1:
        said = (f"The file has {len(versions)} versions; {name} is the one that is stored.", *said)
    raw = to_newest(_as_resource(converted, f"{group}/{name}", kind))
    plural = str(_at(definition, "spec", "names", "plural") or kind)
    return Source(raw, f"the CRD {plural}.{group}, version {name}"[:200], said)


def _version(versions: Sequence[Any]) -> Mapping[str, Any]:
    """The stored one; where that is not served any more, the first that is."""
    known = [one for one in versions if isinstance(one, dict)]
    served = [one for one in known if one.get("served") is not False]
    stored = [one for one in served if one.get("storage") is True]
    for candidates in (stored, served):
        if candidates:
            return candidates[0]
    raise SchemaInvalid("the CustomResourceDefinition serves no version")


def _as_resource(schema: dict[str, Any], api_version: str, kind: str) -> dict[str, Any]:
    """What every Kubernetes object has, and a CRD leaves unsaid."""
    own = schema.get("properties")
    if own is not None and not isinstance(own, dict):
        return schema  # the metaschema tells
    members = dict(own or {})
    metadata = members.pop("metadata", {})
    said = metadata if isinstance(metadata, dict) and "properties" in metadata else {}
    properties = {
        "apiVersion": {
            "const": api_version,
            "description": "The version of the API this file is written for.",
        },
        "kind": {"const": kind, "description": "What kind of object this file describes."},
        "metadata": said or deepcopy(METADATA),
    }
    for name in ("apiVersion", "kind"):
        members.pop(name, None)
    required = schema.get("required")
    needed = dict.fromkeys(["apiVersion", "kind", *(required if isinstance(required, list) else ())])
    return {
        "title": kind,
        **schema,
        "type": "object",
        "properties": {**properties, **members},
        "required": [*needed],
    }


def _openapi(description: Mapping[str, Any], prefer: str) -> Source:
    is_newer = str(description.get("openapi", "")).startswith("3.1")
    home = ("definitions",) if "swagger" in description else ("components", "schemas")
    components = _at(description, *home)
    if not isinstance(components, dict) or not components:
        raise SchemaInvalid(f"the OpenAPI description has no schemas under {'.'.join(home)}")
    name = _component(components, prefer)
    notes = Notes()
    kept = _reachable(components, name, "#/" + "/".join(home) + "/")
    defs = {key: value if is_newer else from_openapi(value, notes) for key, value in kept.items()}
    defs = {key: rebuilt(value, _moved) for key, value in defs.items()}
    raw = to_newest({"$ref": f"#/$defs/{_escaped(name)}", "$defs": defs})
    return Source(raw, f"the OpenAPI schema {name}"[:200], notes.sentences())


def _component(components: Mapping[str, Any], prefer: str) -> str:
    if len(components) == 1:
        return next(iter(components))
    for name, schema in components.items():
        kinds = schema.get(_GVK) if isinstance(schema, dict) else None
        told = kinds if isinstance(kinds, list) else [kinds]
        if prefer and any(isinstance(one, dict) and one.get("kind") == prefer for one in told):
            return name
    ending = [name for name in components if prefer and name.rsplit(".", 1)[-1] == prefer]
    if len(ending) == 1:
        return ending[0]
    wanted = f"none of them is {prefer}" if prefer else "none of them is named"
    raise SchemaInvalid(f"the OpenAPI description holds {len(components)} schemas and {wanted}")


def _reachable(components: Mapping[str, Any], name: str, home: str) -> dict[str, Any]:
    """The component and those that it needs: the description of a whole API holds thousands."""
    kept: dict[str, Any] = {}
    waiting = [name]
    while waiting:
        here = waiting.pop()
        if here in kept or here not in components:
            continue
        kept[here] = components[here]
        waiting += (name for one in subschemas(components[here]) for name in _named(one, home))
    return kept


def _named(one: Mapping[str, Any], home: str) -> Iterator[str]:
    reference = one.get("$ref")
    if isinstance(reference, str) and reference.startswith(home):
        yield reference[len(home) :].split("/")[0].replace("~1", "/").replace("~0", "~")


def _moved(one: dict[str, Any]) -> dict[str, Any]:
    reference = one.get("$ref")
    if isinstance(reference, str):
        for home in ("#/components/schemas/", "#/definitions/"):
            if reference.startswith(home):
                one["$ref"] = f"#/$defs/{reference[len(home) :]}"
    return one


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _at(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value
