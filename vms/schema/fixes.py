"""Repairs that a wrong type suggests by itself: mostly what YAML made of an unquoted word."""

import json
import re
from typing import Any, Final

from vms.schema.problem import UNSET, Edit, Fix

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,18}")
_BOOLEANS: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def fix_for_type(pointer: str, wanted: list[str], value: Any) -> Fix | None:
    """The repair of a value that is not of the wanted type, where only one can be meant."""
    if value is None:
        return Fix("Remove it", (Edit(pointer, UNSET),)) if pointer else None
    repaired = _as_wanted(wanted, value)
    if repaired is UNSET:
        return None
    return Fix(f"Make it {json.dumps(repaired)}", (Edit(pointer, repaired),))


def _as_wanted(wanted: list[str], value: Any) -> Any:
    if "string" in wanted and isinstance(value, bool | int | float):
        return json.dumps(value)
    if not isinstance(value, str):
        return UNSET
    if "integer" in wanted and _INTEGER.fullmatch(value.strip()):
        return int(value)
    if "boolean" in wanted:
        return _BOOLEANS.get(value.strip().lower(), UNSET)
    return UNSET
