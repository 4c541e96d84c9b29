"""What a document must obey beyond its schema: one module per subject, every rule on any JSON whatever.

A rule is a function from a document (a mapping, otherwise anything) to problems. It looks with
``vms.schema.get``, which answers for every shape, and never raises. A problem's ``keyword`` names the rule.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from vms.manifest.rules import (
    cloud_init,
    data_volumes,
    disks,
    firmware,
    hardware,
    machine,
    names,
    networks,
    texts,
    unknown,
    volumes,
)
from vms.schema import Problem

Rule = Callable[[dict[str, Any]], Iterator[Problem]]

RULES: Final[tuple[Rule, ...]] = (
    *machine.RULES,
    *names.RULES,
    *hardware.RULES,
    *firmware.RULES,
    *disks.RULES,
    *volumes.RULES,
    *cloud_init.RULES,
    *data_volumes.RULES,
    *networks.RULES,
    *texts.RULES,
    *unknown.RULES,
)

__all__ = ["RULES", "Rule"]
