"""Which schema governs a draft, and what it changes."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import a_blueprint, a_draft, a_text
from tests.schema.uploads import a_newer_schema
from vms.models import Draft, SchemaVersion, Team
from vms.schema import Severity
from vms.selectors import drafts, schemas
from vms.services import schemas as service


@pytest.fixture
def version(admin: User) -> SchemaVersion:
    return service.upload(actor=admin, name="Newer", label="1.1", text=a_newer_schema())


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member, a_text(name="web"))


def _fresh(draft: Draft) -> Draft:
    return Draft.objects.select_related("team", "blueprint_version__blueprint").get(pk=draft.pk)


def test_without_any_choice_the_portals_own_schema_governs(
    draft: Draft, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert schemas.for_draft(draft) is schemas.shipped()


def test_an_uploaded_schema_governs_nothing_by_itself(draft: Draft, version: SchemaVersion) -> None:
    assert schemas.for_draft(draft).is_shipped


def test_a_blueprint_comes_before_a_team_and_a_team_before_everybody(
    admin: User, team: Team, member: User, version: SchemaVersion
) -> None:
    blueprint = a_blueprint()
    draft = a_draft(team, member, blueprint_version=blueprint.current)
    others = [
        service.upload(actor=admin, name="Other", label=label, text=a_newer_schema(title=label))
        for label in ("1", "2")
    ]
    seen = []
    service.use_for_everybody(actor=admin, version=version)
    seen.append(schemas.for_draft(_fresh(draft)).version)
    service.use_for_team(actor=admin, team=team, version=others[0])
    seen.append(schemas.for_draft(_fresh(draft)).version)
    service.use_for_blueprint(actor=admin, blueprint=blueprint, version=others[1])
    seen.append(schemas.for_draft(_fresh(draft)).version)

    assert seen == [version.pk, others[0].pk, others[1].pk]
    service.use_for_blueprint(actor=admin, blueprint=blueprint, version=None)
    service.use_for_team(actor=admin, team=team, version=None)
    service.use_for_everybody(actor=admin, version=None)
    assert schemas.for_draft(_fresh(draft)).is_shipped


def test_nothing_is_compiled_after_the_upload(
    admin: User, team: Team, draft: Draft, version: SchemaVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.use_for_team(actor=admin, team=team, version=version)

    def refuse(*_: Any) -> None:
        raise AssertionError("a schema was compiled")

    monkeypatch.setattr(schemas, "of", refuse)
    assert schemas.for_draft(_fresh(draft)).version == version.pk


def test_a_process_that_starts_compiles_what_is_in_force(
    admin: User, team: Team, version: SchemaVersion
) -> None:
    service.upload(actor=admin, name="Unused", label="1", text=a_newer_schema(title="Unused"))
    service.use_for_team(actor=admin, team=team, version=version)

    assert schemas.warm() == 1


def test_a_row_that_is_compiled_again_says_the_same(version: SchemaVersion) -> None:
    first, again = schemas.by_id(version.pk), schemas.of(version)

    assert first.schema.raw == again.schema.raw
    assert list(first.schema.raw["properties"]) == list(again.schema.raw["properties"]), "in their order"
    assert (first.hints, first.title) == (again.hints, again.title)


def test_a_field_of_the_schema_in_force_is_no_stranger(
    admin: User, team: Team, draft: Draft, version: SchemaVersion
) -> None:
    draft.text = a_text(name="web").replace(
        "          guest: 256Mi", "          guest: 256Mi\n          reserve: 1Gi"
    )
    draft.save()
    before = {(p.pointer, p.severity) for p in drafts.read(_fresh(draft)).problems}
    service.use_for_team(actor=admin, team=team, version=version)
    (problem,) = [p for p in drafts.read(_fresh(draft)).problems if p.pointer.endswith("/reserve")]

    assert ("/spec/template/spec/domain/memory/reserve", Severity.INFO) in before
    assert "The schema in force knows this" in problem.message


def test_what_the_schema_in_force_demands_is_demanded(
    admin: User, team: Team, draft: Draft, version: SchemaVersion
) -> None:
    draft.text = a_text(name="web").replace(
        "          guest: 256Mi", "          guest: 256Mi\n          reserve: [1]"
    )
    draft.save()
    service.use_for_team(actor=admin, team=team, version=version)

    assert drafts.read(_fresh(draft)).error_count == 1


def test_what_the_portal_cannot_run_stays_an_error(
    admin: User, team: Team, draft: Draft, version: SchemaVersion
) -> None:
    draft.text = a_text(name="web", run_strategy="Sometimes")
    draft.save()
    service.use_for_team(actor=admin, team=team, version=version)
    (problem,) = [p for p in drafts.read(_fresh(draft)).problems if p.severity is Severity.ERROR]

    assert problem.pointer == "/spec/runStrategy"
    assert problem.message.endswith("The schema in force allows this, but the portal cannot run it.")
