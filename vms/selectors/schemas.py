"""Which schema governs what, compiled once for each process."""

import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from threading import Lock
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, QuerySet

from vms import access, compiler, formtree, manifest
from vms.models import Draft, SchemaVersion
from vms.schema import Costs, Schema, restore, walk

from .prepared import Prepared

KEPT: Final = 8  # compiled schemas; one of 5,000 fields takes some 60 MB with its form

_HELD: Final = "_governed_by_default"

# One and the same mapping in every call: the form's plans are remembered by it.
STANDINGS: Final[Mapping[Any, Any]] = {**compiler.standings(), **compiler.value_standings()}


@dataclass(frozen=True, slots=True)
class Governing:
    """A schema in force, the hints that fit it, and what people call it."""

    schema: Schema
    hints: Mapping[str, Any]
    title: str
    version: UUID | None = None  # of the uploaded one

    @property
    def is_shipped(self) -> bool:
        return self.version is None


@cache
def shipped() -> Governing:
    """What comes with the portal."""
    return Governing(manifest.schema(), manifest.hints(), "The portal's own")


def for_draft(draft: Draft) -> Governing:
    """The schema of the draft's blueprint, else of its team, else the site's. Costs one query where neither
    has one, and compiles nothing that this process has used before."""
    blueprint = draft.blueprint_version.blueprint if draft.blueprint_version else None
    for chosen in (blueprint.schema_id if blueprint else None, draft.team.schema_id):
        if chosen is not None:
            return by_id(chosen)
    held = draft.__dict__  # a draft in hand is read several times in one request
    if _HELD not in held:
        held[_HELD] = default()
    governing: Governing = held[_HELD]
    return governing


def default() -> Governing:
    """What governs whatever has no schema of its own."""
    chosen = _DEFAULT.values()
    return by_id(chosen[0][0]) if chosen else shipped()


_DEFAULT: Final = Prepared(lambda: SchemaVersion.objects.filter(is_default=True).values_list("pk")[:1])


def by_id(version_id: UUID) -> Governing:
    """An uploaded schema. Rows never change, so an id always means the same."""
    return _compiled.get(version_id, lambda: of(SchemaVersion.objects.get(pk=version_id)))


def of(version: SchemaVersion) -> Governing:
    """Compile a row: about 0.1 s for 5,000 fields. What is returned is not kept."""
    costs = Costs(**version.costs)
    schema = restore(json.loads(version.compiled), version.origin, tuple(version.notes), costs)
    return ready(schema, str(version), version.pk)


def ready(schema: Schema, title: str, version: UUID | None = None) -> Governing:
    """With its validator, its hints and its form made, so that no request makes them."""
    _ = schema.validator
    hints = formtree.hints_for(schema, manifest.hints())
    formtree.build(schema, hints, {}, standings=STANDINGS)
    return Governing(schema, hints, title, version)


def keep(governing: Governing) -> None:
    """Remember what was just compiled, for the requests to come."""
    if governing.version is not None:
        _compiled.put(governing.version, governing)


def warm() -> int:
    """Compile whatever is in force. For the start of a process, beside its work; tells how many."""
    rows = list(in_force())
    for version in rows:
        by_id(version.pk)
    shipped()
    return len(rows)


@lru_cache(maxsize=KEPT)
def leaves(schema: Schema) -> int:
    """How many fields a schema has."""
    return sum(1 for _ in walk(schema))


def in_force() -> QuerySet[SchemaVersion]:
    rows = SchemaVersion.objects.all()
    return (
        rows.filter(is_default=True)
        | rows.filter(teams__isnull=False)
        | rows.filter(blueprints__isnull=False)
    ).distinct()


def for_list(user: access.Actor) -> QuerySet[SchemaVersion]:
    """Newest first, with how many teams and blueprints each governs."""
    return (
        access.visible_to(user, SchemaVersion)
        .select_related("uploaded_by")
        .defer("source", "compiled", "report")
        .annotate(
            team_count=Count("teams", distinct=True), blueprint_count=Count("blueprints", distinct=True)
        )
    )


def for_page(user: access.Actor, version_id: UUID) -> SchemaVersion:
    """Raises ``SchemaVersion.DoesNotExist`` for an absent and an invisible one alike."""
    return access.visible_to(user, SchemaVersion).select_related("uploaded_by").get(pk=version_id)


class _Kept:
    """The last few compiled schemas. Two threads that want the same one wait for one of them to make it."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.found: OrderedDict[UUID, Governing] = OrderedDict()
        self.making: dict[UUID, Lock] = {}
        self.lock = Lock()

    def get(self, key: UUID, make: Callable[[], Governing]) -> Governing:
        with self.lock:
            if key in self.found:
                self.found.move_to_end(key)
                return self.found[key]
            mine = self.making.setdefault(key, Lock())
        with mine:
            with self.lock:
                known = self.found.get(key)
            if known is None:
                known = make()
                self.put(key, known)
            with self.lock:
                self.making.pop(key, None)
            return known

    def put(self, key: UUID, governing: Governing) -> None:
        with self.lock:
            self.found[key] = governing
            self.found.move_to_end(key)
            while len(self.found) > self.most:
                self.found.popitem(last=False)


_compiled: Final = _Kept(KEPT)
