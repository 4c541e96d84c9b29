"""What a broken schema means for a cluster: the admission rule behind each keyword, and repairs for it."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from vms.manifest.rules.look import DISKS, DOMAIN, INTERFACES, SPEC, shown
from vms.schema import Edit, Fix, NodeKind, Problem, Schema, StandingKind, exists, get

_RULES: Final[Mapping[str, str]] = {
    "/spec/runStrategy": "B.1-5",
    f"{DOMAIN}/memory/hugepages/pageSize": "B.2-13",
    f"{DISKS}/*/bootOrder": "B.5-49",
    f"{DISKS}/*/disk/bus": "B.5-57",
    f"{DISKS}/*/cdrom/bus": "B.5-57",
    f"{DISKS}/*/lun/bus": "B.5-57",
    f"{DISKS}/*/cache": "B.5-60",
    f"{DISKS}/*/io": "B.5-61",
    f"{INTERFACES}/*/model": "B.7-102",
    f"{INTERFACES}/*/macAddress": "B.7-103",
    f"{INTERFACES}/*/ports/*/port": "B.7-105",
    f"{INTERFACES}/*/ports/*/protocol": "B.7-105",
    f"{SPEC}/hostname": "B.8-111",
    f"{SPEC}/evictionStrategy": "B.8-113",
    f"{SPEC}/terminationGracePeriodSeconds": "B.8-120",
    f"{DOMAIN}/firmware/uuid": "B.11-147",
}
_KNOWN_TO_KUBEVIRT: Final[Mapping[str, tuple[str, ...]]] = {
    "/spec/runStrategy": ("WaitAsReceiver",),
    f"{DISKS}/*/disk/bus": ("usb",),
    f"{DISKS}/*/cdrom/bus": ("usb",),
    f"{DISKS}/*/lun/bus": ("virtio", "sata"),
    f"{INTERFACES}/*/model": ("igb", "ne2k_pci", "pcnet"),
    f"{SPEC}/evictionStrategy": ("LiveMigrateIfPossible", "External"),
}
_FORMS: Final[Mapping[str, str]] = {  # what a pattern means, for people who read none
    f"{INTERFACES}/*/macAddress": "“{}” is not a hardware address. Write it like 52:54:00:12:34:56.",
    f"{SPEC}/hostname": "A host name has small letters, digits and “-” inside; “{}” is none. Change it.",
}
_HEX: Final = re.compile(r"[0-9A-Fa-f]{12}")


def understood(schema: Schema, document: Any, problem: Problem) -> Problem:
    """A finding of the schema with its admission rule, its standing, and a button where one can help."""
    pattern = "/".join("*" if part.isdecimal() else part for part in problem.pointer.split("/"))
    value = get(document, problem.pointer)
    rule, standing = _rule(problem, pattern, value)
    message = problem.message
    if problem.keyword == "pattern" and pattern in _FORMS and not message.startswith("This ends"):
        message = _FORMS[pattern].format(shown(value))
    fix = _fix(schema, document, problem, pattern) or problem.fix
    return replace(problem, message=message, rule=rule, standing=standing, fix=fix)


def _rule(problem: Problem, pattern: str, value: Any) -> tuple[str, StandingKind]:
    if problem.keyword in {"type", "required"}:
        in_spec = pattern.startswith("/spec") or problem.keyword == "required"
        return ("B.1-1", StandingKind.REFUSED_BY_KUBEVIRT) if in_spec else ("", StandingKind.NOT_HERE)
    rule = _RULES.get(pattern, "")
    if not rule or value in _KNOWN_TO_KUBEVIRT.get(pattern, ()) or pattern.endswith("/uuid"):
        return rule if pattern.endswith("/uuid") else "", StandingKind.NOT_HERE
    return rule, StandingKind.REFUSED_BY_KUBEVIRT


def _fix(schema: Schema, document: Any, problem: Problem, pattern: str) -> Fix | None:
    """The schema says what is wrong; where there is only one way to put it right, a button does."""
    pointer = problem.pointer
    node = schema.at(pointer)
    if problem.keyword in {"required", "const"}:
        if node is not None and node.kind is NodeKind.CONST:
            return Fix(f"Write {node.const}", (Edit(pointer, node.const),))
        return None
    value = get(document, pointer)
    if problem.keyword == "type" and exists(document, pointer) and value is None:
        return Fix("Remove the empty value", (Edit(pointer),))  # as KubeVirt does
    better: Any = None
    if problem.keyword == "enum" and node is not None:
        better = _choice(node.enum, value)
    elif problem.keyword == "minimum" and node is not None:
        better = node.minimum
    elif problem.keyword == "maximum" and node is not None:
        better = node.maximum
    elif problem.keyword == "pattern" and isinstance(value, str):
        better = _spelled(pattern, value)
    return None if better is None else Fix(f"Use {better}", (Edit(pointer, better),))


def _choice(choices: tuple[Any, ...], value: Any) -> Any:
    """The choice that differs from what is written by case, spaces and hyphens only."""
    if not isinstance(value, str):
        return None
    plain = re.sub(r"[\s_-]", "", value).lower()
    meant = [each for each in choices if re.sub(r"[\s_-]", "", str(each)).lower() == plain]
    return meant[0] if len(meant) == 1 else None


def _spelled(pattern: str, value: str) -> str | None:
    if pattern.endswith("/macAddress"):
        digits = re.sub(r"[:.\s-]", "", value)
        pairs = [digits[start : start + 2].lower() for start in range(0, 12, 2)]
        return ":".join(pairs) if _HEX.fullmatch(digits) else None
    if pattern == f"{SPEC}/hostname":
        return re.sub(r"[^a-z0-9]+", "-", value.lower())[:63].strip("-") or None
    return value.rstrip("\r\n") if value.endswith(("\r", "\n")) else None
