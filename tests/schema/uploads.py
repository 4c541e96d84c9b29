"""Files that an admin uploads."""

import json
from copy import deepcopy
from typing import Any

from tests.schema.shipped import raw


def a_newer_schema(title: str = "VirtualMachine") -> str:
    """The shipped schema with fields added, and one run strategy more."""
    schema: dict[str, Any] = deepcopy(raw())
    schema["title"] = title
    defs = schema["$defs"]
    spec = _find(schema, defs, "spec")["properties"]
    spec["runStrategy"]["enum"] = [*spec["runStrategy"]["enum"], "Sometimes"]
    spec["instancetype"] = {
        "type": "object",
        "description": "A named size that a cluster keeps. The portal has sizes of its own.",
        "properties": {"name": {"type": "string"}, "kind": {"type": "string"}},
    }
    memory = _find(schema, defs, "memory")
    memory["properties"]["reserve"] = {
        "x-kubernetes-int-or-string": True,
        "type": ["integer", "string"],
        "description": "What the machine keeps back for itself.",
    }
    return json.dumps(schema)


def _find(schema: Any, defs: Any, name: str) -> Any:
    """The object under a name, wherever the schema keeps it."""
    waiting = [schema]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            found = here.get("properties", {}).get(name) if isinstance(here.get("properties"), dict) else None
            if isinstance(found, dict):
                return defs[found["$ref"].rsplit("/", 1)[-1]] if "$ref" in found else found
            waiting += here.values()
        elif isinstance(here, list):
            waiting += here
    raise KeyError(name)
