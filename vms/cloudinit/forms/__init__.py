"""The schemas and hints of the guided forms, each read once."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from vms.schema import Schema, load


@cache
def schema(part: str) -> Schema:
    return load(_read(f"{part}.schema.json"))


@cache
def hints(part: str) -> Mapping[str, Any]:
    return _read(f"{part}.hints.json")


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((files("vms.cloudinit.forms") / name).read_text("utf-8"))
    return content
