"""The texts of cloud-init volumes, looked into: each finding at its volume's field, with the line inside."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from vms.manifest.cloud_init import check_network_data, check_user_data, edit_text, lines_in
from vms.manifest.errors import EditRefused, YamlInvalid
from vms.manifest.rules.look import VOLUMES, entries, text
from vms.schema import Edit, Fix, Problem, Severity, StandingKind


def say_what_cloud_init_reads(document: dict[str, Any]) -> Iterator[Problem]:
    for place, volume in entries(document, VOLUMES):
        for source in ("cloudInitNoCloud", "cloudInitConfigDrive"):
            inner = volume.get(source)
            if not isinstance(inner, dict):
                continue
            user_data, network_data = text(inner.get("userData")), text(inner.get("networkData"))
            if user_data is not None:
                yield from _placed(f"{place}/{source}/userData", user_data, check_user_data(user_data))
            if network_data is not None:
                found = check_network_data(network_data, openstack=source == "cloudInitConfigDrive")
                yield from _placed(f"{place}/{source}/networkData", network_data, found)


def _placed(pointer: str, written: str, found: list[Problem]) -> Iterator[Problem]:
    inside = [problem.pointer for problem in found if problem.pointer]
    lines = lines_in(written, inside) if inside else {}
    repaired: set[str] = set()  # a button is known by keyword and place, so one of a kind at a time
    for problem in found:
        where = ""
        if problem.pointer:
            where = f"Line {lines[problem.pointer]}, {problem.pointer.removeprefix('/')}: "
        fix = None if problem.keyword in repaired else _outside(pointer, written, problem.fix)
        repaired |= {problem.keyword} if fix else set()
        message = f"{where}{problem.message}"
        rule, standing = _judged(pointer, problem)
        yield replace(problem, pointer=pointer, message=message, fix=fix, rule=rule, standing=standing)


def _judged(pointer: str, problem: Problem) -> tuple[str, StandingKind]:
    """A cluster minds nothing but the length."""
    if problem.keyword == "cloud-init-large":
        rule = "B.6-74" if pointer.endswith("/userData") else "B.6-75"
        return rule, StandingKind.REFUSED_BY_KUBEVIRT
    stops = problem.severity is Severity.ERROR
    return "", StandingKind.NOT_HERE if stops else StandingKind.RUNS_HERE


def _outside(pointer: str, written: str, fix: Fix | None) -> Fix | None:
    """A repair inside the text as one of the field that holds it."""
    if fix is None:
        return None
    whole = next((edit.value for edit in fix.edits if not edit.pointer), None)
    try:
        mended = whole if whole is not None else edit_text(written, fix.edits, keeps_empty=("ethernets",))
    except (EditRefused, YamlInvalid):
        return None
    return Fix(fix.label, (Edit(pointer, mended),))


RULES: Final = (say_what_cloud_init_reads,)
