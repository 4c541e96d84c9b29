"""The draft editor's content: form, sections, findings and text of one draft, made from its text alone."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Final

from django.http import HttpRequest

from vms import formtree, manifest
from vms.formtree import FieldNode
from vms.models import ChangeRequest, Draft, RequestState
from vms.schema import Edit, Problem, Severity, apply
from vms.selectors import drafts

from .forms import plain_lines
from .pages import Diagnostic, Finding, Notice, Section, Workspace

LEVELS: Final = ("essentials", "all")
_ORDER: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def level_of(request: HttpRequest) -> str:
    """The level asked for by the query, or by the form that was posted; essentials if by neither."""
    asked = request.GET.get("fields") or request.POST.get("fields") or ""
    return asked if asked in LEVELS else LEVELS[0]


def build(
    draft: Draft, level: str, *, notices: Sequence[Notice] = (), mine: str = "", comment: str = ""
) -> Workspace:
    """Everything the editor shows. Costs two queries beside the draft's own."""
    reading = drafts.read(draft.text, draft.team, draft.machine, draft.blueprint_version)
    tree = None
    if reading.document is not None:
        only = _only(draft, level, reading.problems)
        tree = formtree.build(manifest.schema(), manifest.hints(), reading.document, reading.problems, only)
    findings = _findings(draft.text, reading, tree)
    waiting = draft.change_requests.filter(state=RequestState.PENDING).first()
    return Workspace(
        draft=draft,
        form=formtree.render(tree) if tree else None,
        level=level,
        sections=tuple(_sections(tree)) if tree else (),
        findings=findings,
        errors=sum(finding.severity == Severity.ERROR for finding in findings),
        warnings=sum(finding.severity == Severity.WARNING for finding in findings),
        diagnostics=[
            asdict(Diagnostic(finding.line, finding.severity, finding.message)) for finding in findings
        ],
        notices=(*notices, *_unreadable(reading)),
        mine=mine,
        waiting=waiting,
        submit_label=_submit_label(draft, waiting),
        submit_note="" if waiting else "needs approval by a platform admin",
        comment=comment,
    )


def posted_edits(request: HttpRequest, draft: Draft) -> tuple[Edit, ...]:
    """What the posted form changes in the draft's document, its pressed button included.

    Raises ``YamlInvalid`` while the text cannot be read.
    """
    document = manifest.from_yaml(draft.text)
    schema, hints = manifest.schema(), manifest.hints()
    edits = formtree.decode(schema, hints, document, _pairs(request))
    action = request.POST.get("_action", "")
    if not action:
        return edits
    changed = apply(document, edits)
    problems = drafts.check(changed, draft.team, draft.machine, draft.blueprint_version)
    return (*edits, *formtree.act(schema, hints, changed, action, problems))


def _pairs(request: HttpRequest) -> Iterable[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name.startswith(("/", "#")):
            for value in values:
                yield name, plain_lines(str(value))


def _only(draft: Draft, level: str, problems: Iterable[Problem]) -> list[str] | None:
    """What the essentials show: the blueprint's or the site's choice, and wherever there is a problem."""
    if level == "all":
        return None
    version = draft.blueprint_version
    chosen = (version.essentials if version else []) or manifest.hints().get("essentials", [])
    return [*chosen, *(problem.pointer for problem in problems if problem.pointer)]


def _sections(tree: FieldNode) -> Iterable[Section]:
    for group in tree.children:
        yield Section(
            label=group.label,
            href=f"#group-{formtree.slug(group.plan.key)}",
            is_set=group.is_set,
            errors=group.error_count,
            warnings=group.problem_count - group.error_count,
        )


def _findings(text: str, reading: drafts.Reading, tree: FieldNode | None) -> tuple[Finding, ...]:
    problems = sorted(reading.problems, key=lambda problem: _ORDER[problem.severity])
    if reading.error is not None:
        return tuple(_finding(problem, reading.error.line, tree) for problem in problems)
    lines = manifest.lines_of(text, [problem.pointer for problem in problems])
    return tuple(_finding(problem, lines[problem.pointer], tree) for problem in problems)


def _finding(problem: Problem, line: int, tree: FieldNode | None) -> Finding:
    node = _nearest(tree, problem.pointer) if tree else None
    return Finding(
        severity=str(problem.severity),
        message=problem.message,
        where=(node.title or node.label) if node else "",
        pointer=problem.pointer,
        href=f"#field-{formtree.slug(node.pointer)}" if node else "",
        line=line,
        fix=f"fix:{problem.keyword}:{problem.pointer}" if problem.fix else "",
        fix_label=problem.fix.label if problem.fix else "",
    )


def _nearest(tree: FieldNode, pointer: str) -> FieldNode | None:
    """The field at the pointer, or the nearest one above it that the form shows."""
    while pointer:
        node = formtree.find(tree, pointer)
        if node is not None:
            return node
        pointer = pointer.rpartition("/")[0]
    return None


def _unreadable(reading: drafts.Reading) -> Iterable[Notice]:
    if reading.error is not None:
        yield Notice(
            "error",
            f"The YAML cannot be read. {reading.error} Your text is saved; correct that line and the form "
            "follows.",
        )


def _submit_label(draft: Draft, waiting: ChangeRequest | None) -> str:
    if waiting is not None:
        return "Waiting for approval"
    return "Submit change" if draft.machine else "Submit"
