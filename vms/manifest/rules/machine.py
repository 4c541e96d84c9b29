"""The machine as a whole: what must be there, and whether it runs."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import DOMAIN, SPEC, TEMPLATE, entries, error, fix, mapping, warning
from vms.schema import UNSET, Edit, Problem, StandingKind, get, join

RESERVED_LABELS: Final = frozenset(  # KubeVirt refuses a template with one of them
    f"kubevirt.io/{name}"
    for name in (
        "created-by",
        "install-strategy",
        "migrationJobUID",
        "migrationTargetNodeName",
        "nodeName",
        "schedulable",
    )
)
_MOST_ENTRIES: Final = 256
_LISTS: Final = (
    f"{DOMAIN}/devices/disks",
    f"{DOMAIN}/devices/interfaces",
    f"{SPEC}/networks",
    f"{SPEC}/volumes",
    "/spec/dataVolumeTemplates",
)


def has_template(document: dict[str, Any]) -> Iterator[Problem]:
    if not isinstance(get(document, "/spec"), dict):
        return
    for pointer, what in ((TEMPLATE, "template"), (SPEC, "specification"), (DOMAIN, "hardware")):
        if get(document, pointer) is None:
            yield error(
                pointer,
                "template-missing",
                f"The machine's {what} is missing. Add it.",
                fix("Add hardware with 2Gi of memory", Edit(f"{DOMAIN}/memory/guest", "2Gi")),
                rule="B.1-2",
            )
            return


def has_one_run_strategy(document: dict[str, Any]) -> Iterator[Problem]:
    spec = get(document, "/spec")
    if not isinstance(spec, dict):
        return
    running, strategy = spec.get("running"), spec.get("runStrategy")
    if running is not None and strategy is not None:
        message = "Only one of “running” and “runStrategy” may be set. Remove “running”, which is outdated."
        remove = fix("Remove “running”", Edit("/spec/running"))
        yield error("/spec/running", "run-strategy-twice", message, remove, rule="B.1-3")
    elif running is None and strategy is None:
        yield error(
            "/spec/runStrategy",
            "run-strategy-missing",
            "Say when the machine runs: choose a run strategy.",
            fix("Keep it stopped until somebody starts it", Edit("/spec/runStrategy", "Halted")),
            rule="B.1-4",
        )
    elif isinstance(running, bool):
        meaning = "Always" if running else "Halted"
        yield warning(
            "/spec/running",
            "running-outdated",
            f"“running” is outdated. Write “runStrategy: {meaning}”, which means the same.",
            fix(
                f"Write runStrategy: {meaning}",
                Edit("/spec/running", UNSET),
                Edit("/spec/runStrategy", meaning),
            ),
            rule="B.1-6",
            standing=StandingKind.RUNS_HERE,
        )


def has_no_status(document: dict[str, Any]) -> Iterator[Problem]:
    if document.get("status"):
        message = "The status is what the portal observes; what stands here is ignored. You can remove it."
        remove = fix("Remove the status", Edit("/status"))
        yield warning("/status", "status-ignored", message, remove, standing=StandingKind.EXPORT_ONLY)


def is_of_reasonable_size(document: dict[str, Any]) -> Iterator[Problem]:
    lists = [*_LISTS, *(f"{place}/ports" for place, _ in entries(document, f"{DOMAIN}/devices/interfaces"))]
    for pointer in lists:
        found = get(document, pointer)
        if isinstance(found, list) and len(found) > _MOST_ENTRIES:
            message = (
                f"This list has {len(found)} entries; at most {_MOST_ENTRIES} are possible. Remove some."
            )
            yield error(pointer, "too-many-entries", message)


def has_no_instancetype(document: dict[str, Any]) -> Iterator[Problem]:
    for key in ("instancetype", "preference"):
        if mapping(document, f"/spec/{key}"):
            message = (
                f"“{key}” is kept for export and has no effect here. Set CPU, memory and devices themselves."
            )
            yield warning(f"/spec/{key}", "instancetype-ignored", message, standing=StandingKind.EXPORT_ONLY)


def template_labels_are_free(document: dict[str, Any]) -> Iterator[Problem]:
    for key in mapping(document, f"{TEMPLATE}/metadata/labels"):
        if key in RESERVED_LABELS:
            pointer = f"{TEMPLATE}/metadata{join(('labels', key))}"
            message = f"The label “{key}” belongs to the cluster. Remove it."
            remove = fix("Remove it", Edit(pointer))
            yield warning(pointer, "reserved-label", message, remove, rule="B.1-7")


# ``is_of_reasonable_size`` comes before all rules: ``vms.manifest.check`` asks it itself.
RULES: Final = (
    has_template,
    has_one_run_strategy,
    has_no_status,
    has_no_instancetype,
    template_labels_are_free,
)
