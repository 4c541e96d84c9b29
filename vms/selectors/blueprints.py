"""The catalogue as one user may see it, and what its versions ask."""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from django.db.models import Max, Q, QuerySet

from vms import access, catalogue, manifest
from vms.catalogue import Terms
from vms.models import Blueprint, BlueprintVersion, Draft, Role, Size, Team

from .prepared import Prepared

_LOOKED_AT: Final = 50  # drafts, for what was used last


def published(user: access.Actor, *, search: str = "", family: str = "") -> QuerySet[Blueprint]:
    """What this user can begin from."""
    rows = for_list(user).filter(current__isnull=False)
    if search:
        rows = rows.filter(
            Q(title__icontains=search) | Q(summary__icontains=search) | Q(description__icontains=search)
        )
    return rows.filter(family=family) if family else rows


def for_list(user: access.Actor) -> QuerySet[Blueprint]:
    """With what is not published, where the user may change it."""
    return access.visible_to(user, Blueprint).select_related("current", "team")


def last_used(user: access.Actor, limit: int = 4) -> list[Blueprint]:
    """What this user began from lately, newest first, as far as it is still published."""
    began = (
        access.visible_to(user, Draft)
        .filter(author_id=user.pk, blueprint_version__isnull=False)
        .order_by("-created_at")
        .values_list("blueprint_version__blueprint", flat=True)[:_LOOKED_AT]
    )
    order = list(dict.fromkeys(began))
    found = published(user).in_bulk(order)
    return [found[pk] for pk in order if pk in found][:limit]


def kept_teams(user: access.Actor) -> QuerySet[Team]:
    """The teams whose catalogue this user keeps."""
    rows = access.visible_to(user, Team)
    if not user.is_authenticated or getattr(user, "is_staff", False):
        return rows
    return rows.filter(memberships__user_id=user.pk, memberships__role=Role.OWNER)


def may_keep(user: access.Actor) -> bool:
    """Whether the user keeps any part of the catalogue."""
    return getattr(user, "is_staff", False) or kept_teams(user).exists()


def for_keeping(user: access.Actor) -> QuerySet[Any, Any]:
    """The list, with the number of each entry's newest version as ``newest``."""
    return for_list(user).annotate(newest=Max("versions__number"))


def for_page(user: access.Actor, slug: str) -> Blueprint:
    """Raises ``Blueprint.DoesNotExist`` for an absent and a foreign one alike."""
    return for_list(user).get(slug=slug)


def versions(user: access.Actor, blueprint: Blueprint) -> QuerySet[BlueprintVersion]:
    """Newest first. Whoever may not change the blueprint sees none that is newer than what is published."""
    rows = blueprint.versions.select_related("author")
    if access.may(user, "blueprint.edit", blueprint) or blueprint.current is None:
        return rows
    return rows.filter(number__lte=blueprint.current.number)


def terms_of(version: BlueprintVersion) -> Terms:
    """What a version asks. Read once: a version never changes."""
    kept = json.dumps([version.locked, version.bounded, version.sizes])
    return _terms(version.blueprint.title, version.text, kept)


@lru_cache(maxsize=64)
def _terms(title: str, text: str, kept: str) -> Terms:
    locked, bounded, sizes = json.loads(kept)
    return Terms.of(title, manifest.from_yaml(text), locked, bounded, sizes)


def site_sizes() -> tuple[catalogue.Size, ...]:
    names = ("slug", "title", "summary", "edits")
    return tuple(catalogue.Size.from_json(dict(zip(names, row, strict=True))) for row in _SIZES.values())


_SIZES: Final = Prepared(lambda: Size.objects.values_list("slug", "title", "summary", "edits"))


def sizes_for(terms: Terms) -> Sequence[catalogue.Size]:
    """The blueprint's own cards, else the site's. Costs a query for the latter."""
    return terms.sizes or site_sizes()
