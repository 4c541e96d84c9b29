"""From a JSON Schema as written to one that can be walked and checked against."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import jsonschema
import jsonschema_rs

from vms.errors import PortalError
from vms.schema.node import SchemaNode, node_at
from vms.schema.pointer import split
from vms.schema.resolve import find_fault

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"


class SchemaInvalid(PortalError):
    """The JSON Schema itself cannot be used."""

    code = "schema_invalid"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"The schema cannot be used: {self.reason}. Correct it and load it again."


@dataclass(frozen=True, eq=False)
class Schema:
    """A schema that passed every check of ``load``; hashable by identity, so that others may cache by it."""

    raw: Mapping[str, Any]

    @cached_property
    def root(self) -> SchemaNode:
        """The node of the whole document."""
        return node_at(self.raw, self.raw)

    @cached_property
    def validator(self) -> jsonschema_rs.Draft202012Validator:
        """The compiled checker: formats on, network off."""
        return jsonschema_rs.Draft202012Validator(dict(self.raw), validate_formats=True, offline=True)

    def at(self, pointer: str) -> SchemaNode | None:
        """The node that governs a place of a document (``*`` for any element), if the schema knows one."""
        node: SchemaNode | None = self.root
        for part in split(pointer):
            if node is None:
                return None
            node = node.child(part)
        return node


def load(schema_json: Mapping[str, Any]) -> Schema:
    """Check a schema and make it usable; what is passed in is copied.

    Raises ``SchemaInvalid``. Costs about 0.1 s (the metaschema check), so load once.
    """
    raw = deepcopy(dict(schema_json))
    if raw.get("$schema", _DIALECT) != _DIALECT:
        raise SchemaInvalid(f"its dialect is {raw['$schema']!r}, not {_DIALECT!r}")
    try:
        jsonschema.Draft202012Validator.check_schema(raw)
    except jsonschema.SchemaError as error:
        raise SchemaInvalid(f"{error.json_path}: {error.message}") from error
    fault = find_fault(raw)
    if fault is not None:
        raise SchemaInvalid(fault)
    schema = Schema(raw)
    try:
        _ = schema.validator  # compiled here, so that a pattern it cannot read is found now
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise SchemaInvalid(str(error)) from error
    return schema
