"""From a schema as written to one that can be walked and checked against."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, Final

import jsonschema_rs

from vms.schema.bounds import Costs, refuse_heavy_patterns, refuse_too_costly
from vms.schema.errors import SchemaInvalid
from vms.schema.limits import MAX_SCHEMAS, refuse_too_large
from vms.schema.merge import Root
from vms.schema.node import SchemaNode, node_at
from vms.schema.pointer import split
from vms.schema.resolve import find_fault, subschemas
from vms.schema.source import Source, read
from vms.schema.text import documents_in
from vms.schema.walk import refuse_endless

# An engine that never goes back: lookaround and back references are refused, and so are large automata.
_PATTERNS: Final = jsonschema_rs.RegexOptions(size_limit=2**20, dfa_size_limit=2**20)


@dataclass(frozen=True, eq=False)
class Schema:
    """A schema that passed every check of ``load``; hashable by identity, so that others may cache by it."""

    raw: Mapping[str, Any]  # JSON Schema 2020-12, whatever it was written in
    origin: str = "a JSON Schema"
    notes: tuple[str, ...] = ()  # sentences on what could not be carried over
    costs: Costs = field(default_factory=Costs)

    @cached_property
    def root(self) -> SchemaNode:
        """The node of the whole document."""
        return node_at(self.raw, Root(self.raw))

    @cached_property
    def validator(self) -> jsonschema_rs.Draft202012Validator:
        """The compiled checker: formats on, network off, patterns in linear time."""
        return jsonschema_rs.Draft202012Validator(
            dict(self.raw), validate_formats=True, offline=True, pattern_options=_PATTERNS
        )

    def at(self, pointer: str) -> SchemaNode | None:
        """The node that governs a place of a document (``*`` for any element), if the schema knows one."""
        node: SchemaNode | None = self.root
        for part in split(pointer):
            if node is None:
                return None
            node = node.child(part)
        return node


def load(schema_json: Any, prefer: str = "") -> Schema:
    """Check a schema and make it usable; what is passed in is copied.

    JSON Schema of any draft since 4, a CRD, or an OpenAPI description; ``prefer`` names the kind to take
    where there are several. Raises ``SchemaInvalid``. About 5 ms for 100 fields and 0.2 s for 5,000; never
    much longer, whatever is given: nothing is compiled before its cost is known, and nothing is fetched.
    """
    refuse_too_large(schema_json)
    return _usable(read([schema_json], prefer))


def load_text(text: str, prefer: str = "") -> Schema:
    """The same for the text of a file, JSON or YAML, also with several documents."""
    return _usable(read(documents_in(text), prefer))


def restore(raw: Mapping[str, Any], origin: str, notes: tuple[str, ...], costs: Costs) -> Schema:
    """A schema that passed ``load`` before, from its parts. Only for what was kept since: checks nothing."""
    return Schema(dict(raw), origin, notes, costs)


def _usable(source: Source) -> Schema:
    raw = json.loads(json.dumps(source.raw))
    inner = list(islice(subschemas(raw), MAX_SCHEMAS + 1))
    if len(inner) > MAX_SCHEMAS:
        raise SchemaInvalid(f"it holds more than {MAX_SCHEMAS:,} schemas")
    refuse_heavy_patterns(inner)  # first: whoever reads a pattern builds it
    _refuse_by_metaschema(raw)
    fault = find_fault(raw, inner)
    if fault is not None:
        raise SchemaInvalid(fault)
    schema = Schema(raw, source.origin, source.notes, refuse_too_costly(raw, inner))
    try:
        _ = schema.validator  # compiled here, so that a pattern it cannot read is found now
    except jsonschema_rs.ValidationError as error:
        raise SchemaInvalid(_told(error)) from error
    except ValueError as error:
        raise SchemaInvalid(_first_line(str(error))) from error
    refuse_endless(schema.root)
    return schema


def _refuse_by_metaschema(raw: dict[str, Any]) -> None:
    try:
        jsonschema_rs.meta.validate(raw)
    except jsonschema_rs.ValidationError as error:
        raise SchemaInvalid(_told(error)) from error


def _told(error: jsonschema_rs.ValidationError) -> str:
    where = "/".join(map(str, error.instance_path))
    place = f"at {where[:200]}: " if where else ""
    if '"regex"' in error.message:
        return f"{place}a pattern is no regular expression, or too large a one: {_first_line(error.message)}"
    return place + _first_line(error.message)


def _first_line(message: str) -> str:
    line = message.splitlines()[0] if message else "it is no schema"
    return line.removesuffix(".") if len(line) <= 300 else f"{line[:299]}…"
