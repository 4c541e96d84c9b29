"""The catalogue of schemas: uploaded by platform admins, switched on for blueprints, teams or everybody."""

import hashlib
import json
from dataclasses import asdict
from typing import Final

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from vms import access, audit, manifest
from vms.models import Blueprint, SchemaVersion, Team
from vms.schema import SchemaInvalid, load_text
from vms.selectors import impact
from vms.selectors import schemas as selector

from .conflict import Conflict

MOST_KEPT: Final = 100
KIND: Final = "VirtualMachine"
ADMINS_ONLY: Final = (
    "Only a platform admin brings schemas and chooses who is governed by them. Ask one of them."
)


def upload(*, actor: User, name: str, label: str, text: str) -> SchemaVersion:
    """Check a schema, compile it, and keep it with a report of what it adds. It governs nothing yet.

    The one place where a schema is compiled while somebody waits: about 0.3 s for 5,000 fields. Raises
    ``NotPermitted``, ``SchemaInvalid`` and ``Conflict``.
    """
    access.require_admin(actor, "schema.create", ADMINS_ONLY)
    name, label = " ".join(name.split()), " ".join(label.split())
    if not name or not label or len(name) > 100 or len(label) > 40:
        raise Conflict("A schema needs a name of at most 100 characters and a version of at most 40.")
    schema = load_text(text, prefer=KIND)
    compiled = json.dumps(schema.raw, ensure_ascii=False, separators=(",", ":"))
    digest = f"sha256:{hashlib.sha256(compiled.encode()).hexdigest()}"
    _refuse_known(name, label, digest)
    try:
        ready = selector.ready(schema, f"{name} {label}")
    except ValueError as error:
        raise SchemaInvalid(f"no form can be made of it ({error})") from error
    with transaction.atomic():
        try:
            with transaction.atomic():
                version = SchemaVersion.objects.create(
                    name=name,
                    label=label,
                    digest=digest,
                    source=text,
                    compiled=compiled,
                    origin=schema.origin,
                    notes=list(schema.notes),
                    costs=asdict(schema.costs),
                    report=impact.report_of(schema),
                    is_of_machines=manifest.is_of_machines(schema),
                    uploaded_by=actor,
                )
        except IntegrityError as error:
            raise Conflict("The same schema was uploaded a moment ago. Reload the list.") from error
        audit.record(actor, "schema.create", version, digest=digest)
    selector.keep(selector.Governing(ready.schema, ready.hints, ready.title, version.pk))
    return version


def _refuse_known(name: str, label: str, digest: str) -> None:
    same = SchemaVersion.objects.filter(digest=digest).first()
    if same is not None:
        raise Conflict(f"This schema is here already, as {same}. Use that one.")
    if SchemaVersion.objects.filter(name=name, label=label).exists():
        raise Conflict(f"There is another schema called {name} {label}. Give this one another version.")
    if SchemaVersion.objects.count() >= MOST_KEPT:
        raise Conflict(f"There are {MOST_KEPT} schemas already. Delete one that nobody uses.")


@transaction.atomic
def use_for_team(*, actor: User, team: Team, version: SchemaVersion | None) -> None:
    """Govern a team's drafts by a schema, or, without one, by the site's again."""
    access.require_admin(actor, "schema.use", ADMINS_ONLY)
    _refuse_foreign(version)
    Team.objects.filter(pk=team.pk).update(schema=version)
    team.schema = version
    audit.record(actor, "team.schema", team, schema=_named(version))


@transaction.atomic
def use_for_blueprint(*, actor: User, blueprint: Blueprint, version: SchemaVersion | None) -> None:
    """Govern the drafts that begin from a blueprint by a schema, or by their team's again."""
    access.require_admin(actor, "schema.use", ADMINS_ONLY)
    _refuse_foreign(version)
    Blueprint.objects.filter(pk=blueprint.pk).update(schema=version)
    blueprint.schema = version
    audit.record(actor, "blueprint.schema", blueprint, schema=_named(version))


@transaction.atomic
def use_for_everybody(*, actor: User, version: SchemaVersion | None) -> None:
    """Make a schema the site's default, or, without one, the portal's own again."""
    access.require_admin(actor, "schema.use", ADMINS_ONLY)
    _refuse_foreign(version)
    before = SchemaVersion.objects.select_for_update().filter(is_default=True).first()
    SchemaVersion.objects.filter(is_default=True).update(is_default=False)
    if version is not None:
        SchemaVersion.objects.filter(pk=version.pk).update(is_default=True)
    changed = version or before
    if changed is not None:
        audit.record(actor, "schema.default", changed, schema=_named(version))


@transaction.atomic
def delete(*, actor: User, version: SchemaVersion) -> None:
    """Throw a schema away that governs nothing. Raises ``Conflict`` while it does."""
    access.require_admin(actor, "schema.delete", ADMINS_ONLY)
    users = [team.name for team in version.teams.all()[:5]]
    users += [f"the blueprint {blueprint.title}" for blueprint in version.blueprints.all()[:5]]
    users += ["everybody"] if SchemaVersion.objects.filter(pk=version.pk, is_default=True).exists() else []
    if users:
        raise Conflict(f"{version} governs {', '.join(users)}. Switch them to another schema first.")
    audit.record(actor, "schema.delete", version, digest=version.digest)
    try:
        version.delete()
    except ProtectedError as error:
        raise Conflict(f"{version} was switched on a moment ago. Switch that off first.") from error


def _refuse_foreign(version: SchemaVersion | None) -> None:
    if version is not None and not version.is_of_machines:
        raise Conflict(
            f"{version} does not describe a VirtualMachine of kubevirt.io/v1, so no machine can be written "
            "under it. Choose another schema."
        )


def _named(version: SchemaVersion | None) -> str:
    return str(version) if version else "the portal's own"
