"""References: only those inside the same schema, and never in a circle."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from vms.schema.pointer import exists, get
from vms.schema.rebuild import inside


def subschemas(schema: Any) -> Iterator[Mapping[str, Any]]:
    """The schema and all schemas written inside it; references are not followed, data is not read."""
    waiting = [schema]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            yield here
            waiting += [inner for _, inner in inside(here)]


def find_fault(schema: Mapping[str, Any], inner: Sequence[Mapping[str, Any]]) -> str | None:
    """Why some reference of a schema cannot be used, if one cannot; ``inner`` are all its subschemas."""
    known = {id(subschema) for subschema in inner}
    for subschema in inner:
        if "$dynamicRef" in subschema:
            return "it uses $dynamicRef, which is not supported"
        if subschema is not schema and "$id" in subschema:
            return f"it contains a second $id, {str(subschema['$id'])[:100]!r}"
        if "$ref" not in subschema:
            continue
        reason = _fault_of_reference(subschema, schema, known)
        if reason:
            return reason
    return None


def target_of(subschema: Mapping[str, Any], root: Mapping[str, Any]) -> Any:
    """What a schema's reference leads to in one step; nothing where it has none."""
    reference = subschema.get("$ref")
    return get(root, _local(reference)) if isinstance(reference, str) else None


def _fault_of_reference(subschema: Mapping[str, Any], root: Mapping[str, Any], known: set[int]) -> str | None:
    """Of its one step; that no steps make a circle is seen when the cost is counted."""
    reference = subschema["$ref"]
    shown = repr(reference[:100])
    if not reference.startswith("#/") and reference != "#":
        return f"the reference {shown} leads outside of it; only those that begin with #/ are followed"
    if not exists(root, _local(reference)):
        return f"the reference {shown} leads nowhere"
    target = get(root, _local(reference))
    if not isinstance(target, bool) and id(target) not in known:
        return f"the reference {shown} leads to a place that holds no schema"
    return None


def _local(reference: str) -> str:
    return unquote(reference[1:])
