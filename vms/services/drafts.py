"""Writing manifests: the text is the author's, every save names the version it saw."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from vms import access, audit, events, manifest
from vms.models import (
    Blueprint,
    ChangeOrigin,
    Draft,
    DraftChange,
    RequestState,
    Revision,
    Team,
    VirtualMachine,
)
from vms.schema import Edit, pointer
from vms.selectors import history, names

from .conflict import Conflict

MAX_TEXT = 2**20  # characters; more is refused before it is parsed
OVERTAKEN = (
    "This draft was saved elsewhere after you opened it, so your change is not saved. Look at what "
    "is saved now, then make your change again on top of it."
)


@transaction.atomic
def create(
    *,
    actor: User,
    team: Team,
    text: str,
    blueprint: Blueprint | None = None,
    machine: VirtualMachine | None = None,
) -> Draft:
    """Begin a draft with this text, readable or not."""
    access.require(actor, "team.use", team)
    _refuse_too_long(text)
    draft = Draft.objects.create(
        team=team, author=actor, text=text, name=_name_in(text), blueprint=blueprint, machine=machine
    )
    audit.record(actor, "draft.create", draft)
    return draft


def from_blueprint(*, actor: User, team: Team, blueprint: Blueprint) -> Draft:
    """Begin a draft from a blueprint, in the team's namespace and with a name that is free there."""
    base = _name_in(blueprint.text) or blueprint.slug
    edits = [
        Edit("/metadata/name", names.free_name(team, base)),
        Edit("/metadata/namespace", team.slug),
    ]
    text = manifest.edit_yaml(blueprint.text, edits)
    return create(actor=actor, team=team, text=text, blueprint=blueprint)


def from_machine(*, actor: User, machine: VirtualMachine) -> Draft:
    """Begin to change a machine; the actor's open draft for it is taken up again.

    A draft whose text is that of an older revision is not open: it would undo what happened since.
    """
    access.require(actor, "machine.edit", machine)
    frozen = Revision.objects.filter(team=machine.team, text=OuterRef("text"))
    is_at_work = Q(change_requests__state=RequestState.PENDING) | ~Exists(frozen)
    mine = Draft.objects.filter(machine=machine, author=actor)
    is_open = mine.filter(is_at_work | Q(text=machine.revision.text)).first()
    return is_open or create(actor=actor, team=machine.team, text=machine.revision.text, machine=machine)


@transaction.atomic
def save_text(
    *,
    actor: User,
    draft: Draft,
    text: str,
    version: int,
    origin: str = ChangeOrigin.TEXT,
    reverts: DraftChange | None = None,
) -> Draft:
    """Replace the text and remember what that changed. Raises ``Conflict`` when somebody saved in between;
    nothing is overwritten."""
    access.require(actor, "draft.edit", draft)
    _refuse_too_long(text)
    if text == draft.text and version == draft.version:
        return draft
    before = draft.text
    changed = Draft.objects.filter(pk=draft.pk, version=version).update(
        text=text, name=_name_in(text) or draft.name, version=F("version") + 1, updated_at=timezone.now()
    )
    if not changed or draft.version != version:
        raise Conflict(OVERTAKEN)
    splice = manifest.between(before, text)
    change = DraftChange.objects.create(
        draft=draft,
        version=version + 1,
        author=actor,
        origin=origin,
        summary=_summary(before, text),
        start=splice.start,
        removed=splice.removed,
        inserted=splice.inserted,
        reverts=reverts,
    )
    if change.version % 100 == 0:
        draft.changes.filter(version__lte=change.version - history.KEPT).delete()
    draft.refresh_from_db()
    events.draft_changed(draft, change)
    return draft


def apply_edits(
    *, actor: User, draft: Draft, edits: Iterable[Edit], version: int, origin: str = ChangeOrigin.FORM
) -> Draft:
    """Patch the text at the pointers of the edits, leaving every other line alone.

    Raises ``YamlInvalid`` when the text cannot be read, and ``Conflict``.
    """
    text = manifest.edit_yaml(draft.text, edits)
    return save_text(actor=actor, draft=draft, text=text, version=version, origin=origin)


@transaction.atomic
def delete(*, actor: User, draft: Draft) -> None:
    """Throw a draft away. Its revisions and requests stay."""
    access.require(actor, "draft.delete", draft)
    if draft.change_requests.filter(state="pending").exists():
        raise Conflict("A request for this draft waits for approval. Withdraw the request first.")
    audit.record(actor, "draft.delete", draft)
    draft.delete()


def _refuse_too_long(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise Conflict("A manifest may have at most a million characters. Shorten it and try again.")


def _name_in(text: str) -> str:
    try:
        name = pointer.get(manifest.from_yaml(text), "/metadata/name")
    except manifest.YamlInvalid:
        return ""
    return name[:253] if isinstance(name, str) and name.isprintable() else ""


def _summary(before: str, after: str) -> str:
    """What a change means; nothing where either text cannot be read, or only its layout changed."""
    try:
        told = manifest.tell(manifest.from_yaml(before), manifest.from_yaml(after), manifest.hints())
    except manifest.YamlInvalid:
        return ""
    return manifest.headline(told)[:300]
