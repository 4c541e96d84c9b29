"""The draft editor's content: form, sections, findings and text of one draft, made from its text alone."""

from collections.abc import Collection, Iterable, Sequence
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.models import User
from django.http import HttpRequest

from vms import formtree, manifest, wiring
from vms.formtree import FieldNode
from vms.models import Draft, DraftChange
from vms.schema import Edit, Severity, apply
from vms.selectors import drafts, history, schemas

from . import diagram, draft_form, findings, guided, size_cards
from .forms import plain_lines
from .pages import ChangeEntry, Finding, Notice, Section, Workspace, XmlView
from .summary import summary
from .vocabulary import vocabulary
from .xml_view import xml_view

SHOWN_CHANGES: Final = 100
LEVELS: Final = ("essentials", "all")


def level_of(request: HttpRequest) -> str:
    """The level asked for by the query, or by the form that was posted; essentials if by neither."""
    return known_level(request.GET.get("fields") or request.POST.get("fields"))


def known_level(asked: object) -> str:
    return asked if isinstance(asked, str) and asked in LEVELS else LEVELS[0]


def build(
    draft: Draft,
    level: str,
    *,
    actor: User,
    opened: Collection[str] = (),
    rows: Collection[str] = (),
    panes: Collection[str] = (),
    told: Sequence[Notice] = (),
    mine: str = "",
    comment: str = "",
) -> Workspace:
    """Everything the editor shows. Costs four queries beside the draft's own; ``panes`` cost their own."""
    reading = drafts.read(draft)
    tree = draft_form.tree(draft, reading, level, opened, rows)
    found = findings.build(draft.text, reading, tree)
    waiting = drafts.waiting_request(draft)
    steps = history.steps(draft, actor)
    changes = tuple(entries(draft)) if "workspace-history" in panes else ()
    return Workspace(
        draft=draft,
        tree=tree,
        form=partial(draft_form.render, draft, tree) if tree else None,
        level=level,
        sections=tuple(_sections(tree)) if tree else (),
        findings=found,
        errors=sum(finding.severity == Severity.ERROR for finding in found.all),
        warnings=sum(finding.severity == Severity.WARNING for finding in found.all),
        diagnostics=[_diagnostic(finding) for finding in found.all],
        told=tuple(told),
        notices=tuple(_unreadable(reading)),
        mine=mine,
        waiting=waiting,
        schema="" if reading.governing.is_shipped else reading.governing.title,
        submit_label=_submit_label(draft, waiting),
        submit_note="" if waiting else "needs approval by a platform admin",
        comment=comment,
        summary=summary(reading.document),
        sizes=size_cards.cards(draft, reading.document),
        undo=str(steps.undo) if steps.undo else None,
        redo=str(steps.redo) if steps.redo else None,
        panes=frozenset(panes),
        history=changes,
        first_version=changes[-1].before if changes else draft.version,
        diagram=partial(diagram.html, draft.text, reading),
        xml=xml_view(draft, reading) if "workspace-xml" in panes else XmlView(),
    )


def entries(draft: Draft) -> Iterable[ChangeEntry]:
    """The latest changes of a draft, the newest first."""
    return (entry(draft, change) for change in history.for_list(draft)[:SHOWN_CHANGES])


def entry(draft: Draft, change: DraftChange) -> ChangeEntry:
    return ChangeEntry(
        version=change.version,
        before=change.version - 1,
        author=change.author.get_full_name() or change.author.get_username(),
        origin=change.get_origin_display(),
        summary=change.summary,
        at=change.created_at,
        is_present=change.version == draft.version,
    )


def part_of(draft: Draft, pointer: str) -> str | None:
    """One node of the form with all beneath it; ``None`` where the form of the draft has no such node."""
    place = pointer.partition("#")[0]
    tree = draft_form.tree(draft, drafts.read(draft), "all", [place], [place])
    if tree is None or not pointer:
        return None
    node = formtree.find(tree, pointer)
    return None if node is None else str(draft_form.render(draft, node))


def found(draft: Draft, words: str) -> list[dict[str, str]]:
    """The fields that answer to some words, each at its first place in the document."""
    governing = schemas.for_draft(draft)
    return [
        {
            "pointer": field.pattern.replace("/*", "/0"),
            "label": field.label,
            "path": " > ".join(field.path),
        }
        for field in formtree.search(governing.schema, governing.hints, words)
    ]


def known_of(draft: Draft, pointer: str) -> dict[str, Any] | None:
    """What may stand at a place of the draft's manifest, in words."""
    governing = schemas.for_draft(draft)
    return vocabulary(governing.schema, governing.hints, pointer)


def posted_edits(request: HttpRequest, draft: Draft) -> tuple[Edit, ...]:
    """What the posted form changes in the draft's document, its pressed button included.

    Raises ``YamlInvalid`` while the text cannot be read.
    """
    action = diagram.complete(request.POST.get("_action", ""), request.POST)
    return wanted_edits(draft, draft.text, _pairs(request), action)


def wanted_edits(
    draft: Draft, text: str, pairs: Iterable[tuple[str, str]], action: str = ""
) -> tuple[Edit, ...]:
    """What fields and perhaps a button of the form of a text change in its document.

    Raises ``YamlInvalid`` while the text cannot be read, and ``WiringRefused``.
    """
    document = drafts.document_in(text)
    posted = tuple(pairs)
    edits = draft_form.decode(draft, document, posted) if posted else ()
    edits = (*edits, *guided.edits_inside(document, edits, posted, action))
    if not action:
        return edits
    changed = apply(document, edits) if edits else document
    if action.startswith(size_cards.ACTION):
        return (*edits, *size_cards.edits(draft, changed, action))
    if action == "fix-all":
        return (*edits, *manifest.repairs(changed, lambda mended: drafts.check(mended, draft)))
    if action.startswith(wiring.PREFIX):
        return (*edits, *wiring.act(changed, action))
    problems = drafts.check(changed, draft) if action.startswith("fix:") else []
    return (*edits, *draft_form.act(draft, changed, action, problems))


def _pairs(request: HttpRequest) -> Iterable[tuple[str, str]]:
    for name, values in request.POST.lists():
        if name.startswith(("/", "#")):
            for value in values:
                yield name, plain_lines(str(value))


def _sections(tree: FieldNode) -> Iterable[Section]:
    for group in tree.children:
        yield Section(
            label=group.label,
            href=f"#group-{formtree.slug(group.plan.key)}",
            is_set=group.is_set,
            errors=group.error_count,
            warnings=group.problem_count - group.error_count,
        )


def _diagnostic(finding: Finding) -> dict[str, str | int]:
    """What the text's editor and the panes are told of a finding."""
    return {
        "line": finding.line,
        "severity": finding.severity,
        "message": finding.message,
        "pointer": finding.pointer,
        "fix": finding.fix,
        "fixLabel": finding.fix_label,
        "rule": finding.rule,
        "standing": finding.standing,
        "standingLabel": finding.standing_label,
    }


def _unreadable(reading: drafts.Reading) -> Iterable[Notice]:
    if reading.error is not None:
        yield Notice(
            "error",
            f"The YAML cannot be read. {reading.error} Your text is saved; correct that line and the form "
            "follows.",
        )


def _submit_label(draft: Draft, waiting: UUID | None) -> str:
    if waiting is not None:
        return "Waiting for approval"
    return "Submit change" if draft.machine else "Submit"
