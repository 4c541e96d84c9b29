"""Schemas come, are put in force, and go."""

import json

import pytest
from django.contrib.auth.models import User

from tests.data import a_blueprint, a_draft, a_machine, a_text
from tests.schema.large import a_large_crd
from tests.schema.uploads import a_newer_schema
from vms.access import NotPermitted
from vms.models import AuditEvent, SchemaVersion, Team
from vms.schema import SchemaInvalid
from vms.selectors import impact
from vms.services import Conflict, schemas


@pytest.fixture
def version(admin: User) -> SchemaVersion:
    return schemas.upload(actor=admin, name=" Newer ", label="1.1", text=a_newer_schema())


def test_an_upload_keeps_the_file_and_says_what_it_adds(admin: User, version: SchemaVersion) -> None:
    report = version.report

    assert str(version) == "Newer 1.1"
    assert version.source == a_newer_schema()
    assert report["counts"] == {"added": 3, "removed": 0, "changed": 1}
    assert {row["standing"] for row in report["added"]} == {"kept for export"}
    assert report["changed"][0]["standing"] == "runs here"
    assert AuditEvent.objects.get(verb="schema.create").actor == admin


@pytest.mark.parametrize("role", ["owner", "member", "stranger"])
def test_only_admins_bring_switch_and_delete(
    role: str, request: pytest.FixtureRequest, version: SchemaVersion, team: Team
) -> None:
    actor = request.getfixturevalue(role)
    for verb in (
        lambda: schemas.upload(actor=actor, name="a", label="1", text="{}"),
        lambda: schemas.use_for_team(actor=actor, team=team, version=version),
        lambda: schemas.use_for_everybody(actor=actor, version=version),
        lambda: schemas.delete(actor=actor, version=version),
    ):
        with pytest.raises(NotPermitted, match="platform admin"):
            verb()


def test_what_is_refused_is_not_kept(admin: User) -> None:
    with pytest.raises(SchemaInvalid):
        schemas.upload(actor=admin, name="a", label="1", text='{"type": 5}')

    assert not SchemaVersion.objects.exists()


def test_the_same_schema_or_the_same_name_comes_once(admin: User, version: SchemaVersion) -> None:
    with pytest.raises(Conflict, match="as Newer"):
        schemas.upload(actor=admin, name="Other", label="2", text=a_newer_schema())
    with pytest.raises(Conflict, match="another version"):
        schemas.upload(actor=admin, name="Newer", label="1.1", text=a_newer_schema(title="Other"))


def test_a_schema_that_governs_something_is_not_deleted(
    admin: User, team: Team, version: SchemaVersion
) -> None:
    blueprint = a_blueprint()
    schemas.use_for_team(actor=admin, team=team, version=version)
    schemas.use_for_blueprint(actor=admin, blueprint=blueprint, version=version)
    schemas.use_for_everybody(actor=admin, version=version)
    with pytest.raises(Conflict, match="Blue team, the blueprint Tiny Linux, everybody"):
        schemas.delete(actor=admin, version=version)

    schemas.use_for_team(actor=admin, team=team, version=None)
    schemas.use_for_blueprint(actor=admin, blueprint=blueprint, version=None)
    schemas.use_for_everybody(actor=admin, version=None)
    schemas.delete(actor=admin, version=version)
    assert not SchemaVersion.objects.exists()


def test_a_schema_of_something_else_can_be_looked_at_but_not_switched_to(admin: User, team: Team) -> None:
    boats = schemas.upload(actor=admin, name="Boats", label="1", text='{"properties": {"mast": {}}}')

    assert not boats.is_of_machines
    with pytest.raises(Conflict, match="does not describe a VirtualMachine"):
        schemas.use_for_team(actor=admin, team=team, version=boats)


def test_the_default_is_one_at_most(admin: User, version: SchemaVersion) -> None:
    other = schemas.upload(actor=admin, name="Other", label="1", text=a_newer_schema(title="Other"))
    schemas.use_for_everybody(actor=admin, version=version)
    schemas.use_for_everybody(actor=admin, version=other)

    assert [row.pk for row in SchemaVersion.objects.filter(is_default=True)] == [other.pk]


def test_what_is_here_is_counted_under_a_schema(
    admin: User, team: Team, member: User, version: SchemaVersion
) -> None:
    a_machine(team)
    a_draft(team, member, a_text(name="good"))
    a_draft(team, member, a_text(name="bad", run_strategy="Never"), name="bad")
    a_draft(team, member, "]", name="unreadable")
    found = {tally.kind: tally for tally in impact.tallies(version)}

    assert (found["machines"].total, found["machines"].valid) == (1, 1)
    assert (found["drafts"].total, found["drafts"].valid) == (2, 1)
    assert found["drafts"].invalid == ("bad",)


def test_a_crd_of_machines_governs_a_team(admin: User, team: Team) -> None:
    version = schemas.upload(actor=admin, name="Large", label="1", text=json.dumps(a_large_crd(40)))

    assert version.is_of_machines
    assert version.report["counts"]["added"] > 1_900
    schemas.use_for_team(actor=admin, team=team, version=version)
