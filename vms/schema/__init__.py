"""JSON Schema, read for forms and checks.

In: a JSON Schema, a CRD or an OpenAPI description (references inside itself only) and plain JSON documents.
Out: a tree of ``SchemaNode``, the list of its leaves, ``Problem`` values, and documents changed at JSON
pointers. The room has never heard of virtual machines; it opens no files, fetches nothing and changes
nothing it is given.
"""

from vms.schema.alike import alike
from vms.schema.bounds import Costs
from vms.schema.check import check
from vms.schema.compare import Comparison, FieldChange, compare
from vms.schema.errors import SchemaInvalid
from vms.schema.load import Schema, load, load_text, restore
from vms.schema.node import NodeKind, SchemaNode
from vms.schema.pointer import apply, apply_in_place, exists, get, is_deeper, join, split
from vms.schema.problem import UNSET, Edit, Fix, Problem, Severity, Standing, StandingKind
from vms.schema.walk import walk

__all__ = [
    "UNSET",
    "Comparison",
    "Costs",
    "Edit",
    "FieldChange",
    "Fix",
    "NodeKind",
    "Problem",
    "Schema",
    "SchemaInvalid",
    "SchemaNode",
    "Severity",
    "Standing",
    "StandingKind",
    "alike",
    "apply",
    "apply_in_place",
    "check",
    "compare",
    "exists",
    "get",
    "is_deeper",
    "join",
    "load",
    "load_text",
    "restore",
    "split",
    "walk",
]
