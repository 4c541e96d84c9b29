"""The schema that the portal ships, read once for the tests of the generic rooms."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from vms.schema import Schema, load

_FILE = Path(__file__).parents[2] / "vms" / "manifest" / "schemas" / "virtualmachine.json"


@cache
def raw() -> dict[str, Any]:
    content: dict[str, Any] = json.loads(_FILE.read_text())
    return content


@cache
def shipped() -> Schema:
    return load(raw())
