"""Writing manifests: the text is the author's, every save names the version it saw."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from vms import access, audit, catalogue, events, manifest
from vms.models import (
    Blueprint,
    BlueprintVersion,
    ChangeOrigin,
    Draft,
    DraftChange,
    RequestState,
    Revision,
    Team,
    VirtualMachine,
)
from vms.schema import Edit, pointer
from vms.selectors import blueprints, history, names
from vms.selectors.drafts import document_in

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
    blueprint_version: BlueprintVersion | None = None,
    machine: VirtualMachine | None = None,
) -> Draft:
    """Begin a draft with this text, readable or not."""
    access.require(actor, "team.use", team)
    _refuse_too_long(text)
    draft = Draft.objects.create(
        team=team,
        author=actor,
        text=text,
        name=_name_in(text),
        blueprint_version=blueprint_version,
        machine=machine,
    )
    audit.record(actor, "draft.create", draft)
    return draft


def from_blueprint(*, actor: User, team: Team, blueprint: Blueprint, name: str = "", size: str = "") -> Draft:
    """Begin a draft from what the catalogue shows of a blueprint, in the team's namespace, in a size of its
    cards, and with this name or one that is free there. Raises ``Conflict`` for a size that is not offered.
    """
    access.require(actor, "blueprint.use", blueprint)
    version = blueprint.current
    if version is None:
        raise Conflict(f"The blueprint {blueprint} is no longer published. Choose another.")
    base = _name_in(version.text) or blueprint.slug
    edits = [
        *_edits_of_size(blueprints.terms_of(version), size),
        Edit("/metadata/name", name or names.free_name(team, base)),
        Edit("/metadata/namespace", team.slug),
    ]
    text = manifest.edit_yaml(version.text, edits)
    return create(actor=actor, team=team, text=text, blueprint_version=version)


def from_scratch(*, actor: User, team: Team, name: str = "", size: str = "") -> Draft:
    """Begin a draft with the least that a machine needs, in a size of the site's cards. Raises ``Conflict``
    for a size that is not offered."""
    document = manifest.scratch(name or names.free_name(team, "machine"), team.slug)
    edits = _edits_of_size(catalogue.Terms(document=document), size)
    text = manifest.to_yaml(manifest.edit_document(document, edits))
    return create(actor=actor, team=team, text=text)


def _edits_of_size(terms: catalogue.Terms, slug: str) -> tuple[Edit, ...]:
    if not slug:
        return ()
    cards = catalogue.offered(blueprints.sizes_for(terms), terms, terms.document)
    size = next((card for card in cards if card.slug == slug), None)
    if size is None:
        raise Conflict("There is no such size any more. Reload the page and choose another.")
    return catalogue.edits_for(size, terms, terms.document)


def copy_of(*, actor: User, team: Team, source: Draft | VirtualMachine, name: str = "") -> Draft:
    """Begin a draft with the text of another or of a machine: a new name, and nothing of who that one is.

    Raises ``YamlInvalid`` when the text cannot be read.
    """
    access.require(actor, "draft.view" if isinstance(source, Draft) else "machine.view", source)
    holder = source if isinstance(source, Draft) else source.revision
    document = manifest.from_yaml(holder.text)
    base = pointer.get(document, "/metadata/name")
    base = f"{base}-copy" if isinstance(base, str) else "copy"
    edits = [
        *catalogue.identity_edits(document),
        Edit("/metadata/name", name or names.free_name(team, base)),
        Edit("/metadata/namespace", team.slug),
    ]
    text = manifest.edit_yaml(holder.text, edits)
    return create(actor=actor, team=team, text=text, blueprint_version=holder.blueprint_version)


def from_machine(*, actor: User, machine: VirtualMachine) -> Draft:
    """Begin to change a machine; the actor's open draft for it is taken up again.

    A draft whose text is that of an older revision is not open: it would undo what happened since.
    """
    access.require(actor, "machine.edit", machine)
    frozen = Revision.objects.filter(team=machine.team, text=OuterRef("text"))
    is_at_work = Q(change_requests__state=RequestState.PENDING) | ~Exists(frozen)
    mine = Draft.objects.filter(machine=machine, author=actor)
    is_open = mine.filter(is_at_work | Q(text=machine.revision.text)).first()
    return is_open or create(
        actor=actor,
        team=machine.team,
        text=machine.revision.text,
        blueprint_version=machine.revision.blueprint_version,
        machine=machine,
    )


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
    now = {"text": text, "name": _name_in(text) or draft.name, "updated_at": timezone.now()}
    changed = Draft.objects.filter(pk=draft.pk, version=version).update(version=version + 1, **now)
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
    for name, value in {**now, "version": version + 1}.items():
        setattr(draft, name, value)  # asking again would cost what hangs on it, too
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


def forget_history(draft: Draft) -> None:
    """Forget every earlier state: somebody has put out of sight what stood there. Nothing can be undone."""
    draft.changes.all().delete()


@transaction.atomic
def delete(*, actor: User, draft: Draft) -> None:
    """Throw a draft away. Its revisions and requests stay."""
    access.require(actor, "draft.delete", draft)
    if draft.change_requests.filter(state=RequestState.PENDING).exists():
        raise Conflict("A request for this draft waits for approval. Withdraw the request first.")
    audit.record(actor, "draft.delete", draft)
    draft.delete()


def _refuse_too_long(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise Conflict("A manifest may have at most a million characters. Shorten it and try again.")


def _name_in(text: str) -> str:
    try:
        name = pointer.get(document_in(text), "/metadata/name")
    except manifest.YamlInvalid:
        return ""
    return name[:253] if isinstance(name, str) and name.isprintable() else ""


def _summary(before: str, after: str) -> str:
    """What a change means; nothing where either text cannot be read, or only its layout changed."""
    try:
        told = manifest.tell(document_in(before), document_in(after), manifest.hints())
    except manifest.YamlInvalid:
        return ""
    shown = manifest.headline(told)[:300]
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in shown)
