"""Texts that mean harm or grew by accident, each with what must be said about it.

``Case(name, text, line, words)``: the line that is named, and words of the sentence; without a line the text
is readable and its checks must bear it.
"""

from typing import Final

from tests.hostile.yaml_bulk import aliases, merges, nesting, sizes
from tests.hostile.yaml_letters import characters, syntax, tags
from tests.hostile.yaml_values import keys, kinds, numbers, tops

_GROUPS: Final = (aliases, merges, nesting, sizes, characters, tags, syntax, numbers, keys, tops, kinds)
CASES: Final = tuple({case.name: case for group in _GROUPS for case in group()}.values())
