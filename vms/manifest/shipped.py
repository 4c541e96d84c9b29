"""The schema and the form's words that come with the portal, read once."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from vms.schema import Schema, load


@cache
def schema() -> Schema:
    """KubeVirt's ``VirtualMachine``. The first call takes about 0.1 s."""
    return load(_read("schemas/virtualmachine.json"))


@cache
def hints() -> Mapping[str, Any]:
    """Labels, help, groups and choices for the form, as ``vms.formtree`` reads them."""
    return _read("hints.json")


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((files("vms.manifest") / name).read_text("utf-8"))
    return content
