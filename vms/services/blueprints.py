"""The catalogue of manifests to begin from: an entry's looks can change, its versions only be added to."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from vms import access, audit, catalogue, manifest
from vms.catalogue import Bound, Lock, Terms
from vms.errors import PortalError
from vms.manifest import Document
from vms.models import Blueprint, BlueprintVersion, Family, Picture, Size, Team, Tint
from vms.schema import split

from .conflict import Conflict

MOST_POINTERS: Final = 200
ADMINS_ONLY: Final = "Only a platform admin keeps what is offered to every team. Ask one of them."


class BlueprintInvalid(PortalError):
    """The text is valid, yet what is asked of it does not fit it."""

    code = "blueprint_invalid"


@dataclass(frozen=True, slots=True)
class Looks:
    """How an entry of the catalogue presents itself."""

    title: str
    summary: str = ""
    description: str = ""
    picture: str = str(Picture.BOX)
    tint: str = str(Tint.TEAL)
    family: str = str(Family.LINUX)
    position: int = 0


@dataclass(frozen=True, slots=True)
class Content:
    """What a version says."""

    text: str
    essentials: tuple[str, ...] = ()
    locked: tuple[Lock, ...] = ()
    bounded: tuple[Bound, ...] = ()
    sizes: tuple[catalogue.Size, ...] = ()
    notes: str = ""

    def terms(self, title: str, document: Document) -> Terms:
        return Terms(title, document, self.locked, self.bounded, self.sizes)

    def as_kept(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "essentials": list(self.essentials),
            "locked": [lock.to_json() for lock in self.locked],
            "bounded": [bound.to_json() for bound in self.bounded],
            "sizes": [size.to_json() for size in self.sizes],
        }


@transaction.atomic
def create(
    *, actor: User, team: Team | None, looks: Looks, content: Content, publish: bool = True
) -> Blueprint:
    """A new entry with its first version; without a team it is for everybody.

    Raises ``YamlInvalid``, ``ManifestInvalid`` and ``BlueprintInvalid``: people start from valid text.
    """
    require_keeper(actor, team)
    _refuse_invalid(looks, content)
    blueprint = Blueprint.objects.create(slug=_free_slug(looks.title), team=team, **asdict(looks))
    version = _append(blueprint, content, actor)
    if publish:
        _show(blueprint, version)
    audit.record(actor, "blueprint.create", blueprint)
    return blueprint


def require_keeper(actor: User, team: Team | None) -> None:
    """Raises ``NotPermitted`` for who may not add to the catalogue of a team, or to everybody's."""
    if team is None:
        access.require_admin(actor, "blueprint.create", ADMINS_ONLY)
    else:
        access.require(actor, "team.catalogue", team)


@transaction.atomic
def change(
    *, actor: User, blueprint: Blueprint, looks: Looks, content: Content, publish: bool = True
) -> BlueprintVersion:
    """New looks, and a new version where the content differs from the newest.

    Raises ``YamlInvalid``, ``ManifestInvalid`` and ``BlueprintInvalid``.
    """
    access.require(actor, "blueprint.edit", blueprint)
    _refuse_invalid(looks, content)
    Blueprint.objects.filter(pk=blueprint.pk).update(**asdict(looks))
    blueprint.refresh_from_db()
    version = _append(blueprint, content, actor)
    if publish:
        _show(blueprint, version)
    audit.record(actor, "blueprint.change", blueprint, version=version.number)
    return version


@transaction.atomic
def restore(*, actor: User, version: BlueprintVersion) -> BlueprintVersion:
    """Put what an older version said into a new one, and publish that."""
    blueprint = version.blueprint
    access.require(actor, "blueprint.edit", blueprint)
    content = _content_of(version, f"As in version {version.number}.")
    _refuse_invalid(Looks(blueprint.title), content)
    newest = _append(blueprint, content, actor)
    _show(blueprint, newest)
    audit.record(actor, "blueprint.restore", blueprint, version=version.number)
    return newest


@transaction.atomic
def publish(*, actor: User, version: BlueprintVersion) -> Blueprint:
    """Let the catalogue show this version."""
    blueprint = version.blueprint
    access.require(actor, "blueprint.edit", blueprint)
    _show(blueprint, version)
    audit.record(actor, "blueprint.publish", blueprint, version=version.number)
    return blueprint


@transaction.atomic
def unpublish(*, actor: User, blueprint: Blueprint) -> Blueprint:
    """Take an entry out of the catalogue. Drafts and machines that began from it keep its terms."""
    access.require(actor, "blueprint.edit", blueprint)
    _show(blueprint, None)
    audit.record(actor, "blueprint.unpublish", blueprint)
    return blueprint


@transaction.atomic
def set_site_sizes(*, actor: User, sizes: Sequence[catalogue.Size]) -> None:
    """The cards of drafts whose blueprint has none. They know no disk: no pointer leads into a list."""
    access.require_admin(actor, "size.set", ADMINS_ONLY)
    _refuse_into_lists(sizes)
    before = list(Size.objects.values_list("slug", flat=True))
    _keep_site_sizes(sizes)
    after = [size.slug for size in sizes]
    for row in Size.objects.all()[:1]:  # the trail is kept with the first, for all of them
        audit.record(actor, "size.set", row, before=before, after=after)


@transaction.atomic
def save(*, slug: str, looks: Looks, content: Content) -> Blueprint:
    """Bring an entry that comes with the installation up to date; a new version only for what is new.

    Raises ``YamlInvalid``, ``ManifestInvalid`` and ``BlueprintInvalid``.
    """
    _refuse_invalid(looks, content)
    blueprint, _ = Blueprint.objects.update_or_create(slug=slug, defaults=asdict(looks))
    latest = blueprint.versions.first()
    if latest is None or latest.author_id is None:  # a person's version stays
        _show(blueprint, _append(blueprint, content, None))
    return blueprint


def save_site_sizes(sizes: Sequence[catalogue.Size]) -> None:
    """The cards that come with the installation, where nobody has set any."""
    if not Size.objects.exists():
        _keep_site_sizes(sizes)


def _keep_site_sizes(sizes: Sequence[catalogue.Size]) -> None:
    Size.objects.all().delete()
    Size.objects.bulk_create(Size(position=position, **size.to_json()) for position, size in enumerate(sizes))


def _append(blueprint: Blueprint, content: Content, author: User | None) -> BlueprintVersion:
    """The next version, or the newest when it says the same."""
    Blueprint.objects.select_for_update().order_by().get(pk=blueprint.pk)  # one at a time gets a number
    newest = blueprint.versions.first()
    kept = content.as_kept()
    if newest is not None and all(getattr(newest, name) == value for name, value in kept.items()):
        return newest
    last = blueprint.versions.aggregate(last=Max("number"))["last"] or 0
    return BlueprintVersion.objects.create(
        blueprint=blueprint, number=last + 1, author=author, notes=content.notes, **kept
    )


def _show(blueprint: Blueprint, version: BlueprintVersion | None) -> None:
    Blueprint.objects.filter(pk=blueprint.pk).update(current=version)
    blueprint.current = version


def _content_of(version: BlueprintVersion, notes: str) -> Content:
    return Content(
        text=version.text,
        essentials=tuple(version.essentials),
        locked=tuple(map(Lock.from_json, version.locked)),
        bounded=tuple(map(Bound.from_json, version.bounded)),
        sizes=tuple(map(catalogue.Size.from_json, version.sizes)),
        notes=notes,
    )


def _free_slug(title: str) -> str:
    base = slugify(title)[:40] or "blueprint"
    taken = {"new", *Blueprint.objects.filter(slug__startswith=base).values_list("slug", flat=True)}
    for number in range(1, len(taken) + 2):
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in taken:
            return slug
    raise Conflict("Choose another title for this blueprint.")


def _refuse_invalid(looks: Looks, content: Content) -> None:
    document = manifest.from_yaml(content.text)
    manifest.parse(document)
    if not looks.title.strip():
        raise BlueprintInvalid("Give the blueprint a title.")
    _refuse_pointers(content)
    terms = content.terms(looks.title, document)
    for problem in catalogue.check(terms, document):
        raise BlueprintInvalid(f"The blueprint's own text breaks its terms. {problem.message}")
    for size in content.sizes:
        changed = manifest.edit_document(document, catalogue.edits_for(size, terms, document))
        for problem in (*catalogue.check(terms, changed), *_errors(changed)):
            raise BlueprintInvalid(f"The size {size.title} does not fit. {problem.message}")


def _errors(document: Document) -> Iterable[Any]:
    try:
        manifest.parse(document)
    except manifest.ManifestInvalid as error:
        return error.problems
    return ()


def _refuse_pointers(content: Content) -> None:
    named = [*content.essentials, *(lock.pointer for lock in content.locked)]
    named += [bound.pointer for bound in content.bounded]
    if len(named) > MOST_POINTERS:
        raise BlueprintInvalid(f"At most {MOST_POINTERS} fields can be essential, locked or bounded.")
    for pointer in named:
        if not pointer.startswith("/") or len(pointer) > 500:
            raise BlueprintInvalid(f"{pointer[:80]!r} is no JSON pointer. It begins with a slash.")


def _refuse_into_lists(sizes: Sequence[catalogue.Size]) -> None:
    for size in sizes:
        for edit in size.edits:
            if any(part.isdigit() or part == "-" for part in split(edit.pointer)):
                raise BlueprintInvalid(
                    f"The size {size.title} writes into a list. Only a blueprint knows which disk is meant: "
                    "give the blueprint sizes of its own."
                )
