"""What is wrong with a draft, as its page tells it: where in form and text, how bad, and what helps."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from vms import formtree, manifest
from vms.formtree import FieldNode
from vms.schema import Problem, Severity, StandingKind
from vms.selectors import drafts

from .pages import Finding, FindingGroup, Findings

_ORDER: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_GROUPS: Final = {
    Severity.ERROR: ("Must be corrected", "Errors", "exclamation-octagon"),
    Severity.WARNING: ("Worth a look", "Warnings", "exclamation-triangle"),
    Severity.INFO: ("Good to know", "Notes", "info-circle"),
}
_STANDINGS: Final = {
    StandingKind.RUNS_HERE: ("Runs here", "It has an effect here, or does no harm."),
    StandingKind.EXPORT_ONLY: ("For export only", "It stays in the manifest, and has no effect here."),
    StandingKind.REFUSED_BY_KUBEVIRT: (
        "Refused by KubeVirt",
        "No cluster takes the manifest like this.",
    ),
    StandingKind.NOT_HERE: ("Not here", "This portal cannot run the machine like this."),
}


def build(text: str, reading: drafts.Reading, tree: FieldNode | None) -> Findings:
    """Every problem with its line, the worst first."""
    problems = sorted(reading.problems, key=lambda problem: _ORDER[problem.severity])
    if reading.error is not None:
        lines = dict.fromkeys((problem.pointer for problem in problems), reading.error.line)
    else:
        lines = manifest.lines_of(text, [problem.pointer for problem in problems])
    return grouped([_finding(problem, lines[problem.pointer], tree) for problem in problems])


def grouped(findings: Sequence[Finding]) -> Findings:
    groups = []
    for severity, (title, word, icon) in _GROUPS.items():
        own = tuple(finding for finding in findings if finding.severity == severity)
        if own:
            groups.append(FindingGroup(str(severity), title, word, icon, own))
    fixable = sum(bool(finding.fix) and finding.severity != Severity.INFO for finding in findings)
    return Findings(tuple(findings), tuple(groups), fixable)


def _finding(problem: Problem, line: int, tree: FieldNode | None) -> Finding:
    path = _path(tree, problem.pointer) if tree else []
    label, meaning = _STANDINGS[problem.standing]
    return Finding(
        severity=str(problem.severity),
        message=problem.message,
        where=" → ".join(_named(path)),
        pointer=problem.pointer,
        href=f"#field-{formtree.slug(_shown(path).pointer)}" if path else "",
        line=line,
        fix=f"fix:{problem.keyword}:{problem.pointer}" if problem.fix else "",
        fix_label=problem.fix.label if problem.fix else "",
        rule=problem.rule,
        rule_text=manifest.ADMISSION_RULES.get(problem.rule, ""),
        standing=str(problem.standing),
        standing_label=label,
        standing_meaning=meaning,
    )


def _path(tree: FieldNode, pointer: str) -> list[FieldNode]:
    """The fields and rows of the form that lead to a place, as far as the form shows them."""
    found: list[FieldNode] = []
    parts = pointer.split("/")
    for length in range(2, len(parts) + 1):
        place = "/".join(parts[:length])
        within = formtree.find(found[-1], place) if found else None
        node = within or formtree.find(tree, place)
        if node is not None and node.pointer:
            found.append(node)
    return found


def _shown(path: Sequence[FieldNode]) -> FieldNode:
    """The last of a way that the page itself has: what is in a closed row comes when that is opened."""
    return next((node for node in path if node.is_closed), path[-1])


def _named(path: Sequence[FieldNode]) -> list[str]:
    words = [node.title or node.label for node in path][-3:]
    return words[:1] + [word for before, word in pairwise(words) if word != before]
