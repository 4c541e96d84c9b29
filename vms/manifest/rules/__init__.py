"""What a document must obey beyond its schema: one module per subject, every rule on any JSON whatever.

A rule is a function from a document (a mapping, otherwise anything) to problems. It looks with
``vms.schema.get``, which answers for every shape, and never raises. A problem's ``keyword`` names the rule,
its ``rule`` is the number in ``catalogue``, if it is one of KubeVirt's. What stops a machine from being
launched here is an error; what only a cluster would refuse is a warning.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final

from vms.manifest.rules import (
    cloud_init,
    cloud_init_sources,
    cpus,
    data_sources,
    data_volumes,
    devices,
    disk_options,
    disks,
    features,
    firmware,
    guest,
    interface_options,
    machine,
    memory,
    names,
    networks,
    ports,
    texts,
    unknown,
    volumes,
)
from vms.schema import Problem, Schema

Rule = Callable[[dict[str, Any]], Iterator[Problem]]
SchemaRule = Callable[[Schema, dict[str, Any]], Iterator[Problem]]

RULES: Final[tuple[Rule, ...]] = (
    *machine.RULES,
    *names.RULES,
    *cpus.RULES,
    *memory.RULES,
    *firmware.RULES,
    *features.RULES,
    *disks.RULES,
    *disk_options.RULES,
    *devices.RULES,
    *volumes.RULES,
    *cloud_init_sources.RULES,
    *cloud_init.RULES,
    *data_volumes.RULES,
    *data_sources.RULES,
    *networks.RULES,
    *ports.RULES,
    *interface_options.RULES,
    *guest.RULES,
)
SCHEMA_RULES: Final[tuple[SchemaRule, ...]] = (*texts.RULES, *unknown.RULES)

__all__ = ["RULES", "SCHEMA_RULES", "Rule", "SchemaRule"]
