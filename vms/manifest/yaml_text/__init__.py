"""YAML as the user wrote it, and changes to it that touch only the lines they must.

In: text, JSON pointers, plain JSON values. Out: plain JSON values, text, lines. The room within the room
has never heard of virtual machines.

Reading follows YAML 1.2's core schema, so ``no``, ``12:30:45`` and ``1_000`` are texts; what any YAML 1.1
or 1.2 reader would take for something else is always written in quotes. Only plain JSON comes out: tags,
keys that are not texts, numbers that JSON or a browser cannot hold are refused, as is every text whose
reading would cost more than its size suggests. A text whose last line lacks its line break is read as if
it had one.
"""

from vms.manifest.yaml_text.compose import compose
from vms.manifest.yaml_text.edit import edit_value, edit_yaml
from vms.manifest.yaml_text.nodes import construct, line_at
from vms.manifest.yaml_text.spans import Span, span_at, spans_of
from vms.manifest.yaml_text.steps import Vanishes, same
from vms.manifest.yaml_text.write import to_yaml

__all__ = [
    "Span",
    "Vanishes",
    "compose",
    "construct",
    "edit_value",
    "edit_yaml",
    "line_at",
    "same",
    "span_at",
    "spans_of",
    "to_yaml",
]
