"""How many lines an edit changed, and how few could have said it: counted without asking the editor."""

from difflib import SequenceMatcher
from typing import Any

from vms.manifest import YamlInvalid, from_yaml


def changed_lines(before: str, after: str) -> tuple[int, int]:
    """How many lines went and how many came."""
    old, new = before.split("\n"), after.split("\n")
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    gone = come = 0
    for tag, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            gone, come = gone + end - start, come + new_end - new_start
    return gone, come


def fewest_lines(value: Any) -> int:
    """Lines that a value takes behind its key, the key's own included."""
    if isinstance(value, dict) and value:
        return 1 + sum(fewest_lines(member) for member in value.values())
    if isinstance(value, list) and value:
        return 1 + sum(_fewest_behind_a_dash(item) for item in value)
    if isinstance(value, str) and "\n" in value:
        end = 2 if value.endswith("\n\n") else 1  # an empty line at the end of a text needs its line break
        return end + len(value.removesuffix("\n").split("\n"))
    return 1


def _fewest_behind_a_dash(item: Any) -> int:
    is_inside = isinstance(item, dict | list) and item
    return fewest_lines(item) - 1 if is_inside else fewest_lines(item)


def fewer_lines_could_go(before: str, expected: Any, gone: int) -> bool:
    """Whether taking out fewer lines that follow each other reads as expected."""
    lines = before.split("\n")
    for length in range(1, gone):
        for start in range(len(lines) - length):
            try:
                if from_yaml("\n".join(lines[:start] + lines[start + length :])) == expected:
                    return True
            except YamlInvalid:
                continue
    return False
