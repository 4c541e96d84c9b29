"""The catalogue: who keeps it, what it refuses, and what drafts take from it."""

import pytest
from django.contrib.auth.models import User

from tests.data import a_blueprint, a_draft, a_machine, a_text
from vms import access, manifest
from vms.access import NotPermitted
from vms.catalogue import LOCKED, Bound, Lock, Size
from vms.models import AuditEvent, Blueprint, BlueprintVersion, Draft, Membership, Team
from vms.schema import Edit
from vms.selectors import blueprints as reading
from vms.selectors import drafts as checking
from vms.services import Conflict, blueprints, drafts, power, requests
from vms.services.blueprints import BlueprintInvalid, Content, Looks

pytestmark = pytest.mark.django_db

MEMORY = "/spec/template/spec/domain/memory/guest"
IMAGE = "/spec/template/spec/volumes/0/containerDisk/image"
LARGE = Size("large", "Large", "", (Edit(MEMORY, "2Gi"),))
TEXT = a_text(team="default")
CONTENT = Content(TEXT, (MEMORY,), (Lock(IMAGE, "Tested."),), (Bound(MEMORY, "128Mi", "4Gi"),), (LARGE,))


def a_new_one(
    actor: User, team: Team | None = None, content: Content = CONTENT, title: str = "Web"
) -> Blueprint:
    return blueprints.create(actor=actor, team=team, looks=Looks(title, "A server"), content=content)


def test_admins_add_to_the_catalogue_of_everybody(admin: User, member: User, stranger: User) -> None:
    blueprint = a_new_one(admin)

    assert list(reading.published(stranger)) == list(reading.published(member)) == [blueprint]
    assert blueprint.slug == "web"
    assert AuditEvent.objects.get().verb == "blueprint.create"


def test_only_admins_do(owner: User, member: User, stranger: User) -> None:
    for user in (owner, member, stranger):
        with pytest.raises(NotPermitted, match="Only a platform admin"):
            a_new_one(user)


def test_owners_add_to_the_catalogue_of_their_team_and_only_it_sees_that(
    team: Team, admin: User, owner: User, member: User, stranger: User
) -> None:
    blueprint = a_new_one(owner, team)

    seen = [reading.published(user).exists() for user in (admin, owner, member, stranger)]
    assert seen == [True, True, True, False]
    assert not access.visible_to(stranger, BlueprintVersion).exists()
    assert access.visible_to(member, BlueprintVersion).get().blueprint == blueprint


def test_members_and_strangers_do_not(team: Team, member: User, stranger: User) -> None:
    for user in (member, stranger):
        with pytest.raises(NotPermitted):
            a_new_one(user, team)


@pytest.mark.parametrize("is_of_team", [True, False])
def test_who_may_change_an_entry(
    team: Team, admin: User, owner: User, member: User, stranger: User, is_of_team: bool
) -> None:
    blueprint = a_blueprint(team=team if is_of_team else None)

    may = [access.may(user, "blueprint.edit", blueprint) for user in (admin, owner, member, stranger)]

    assert may == [True, is_of_team, False, False]


def test_what_is_not_published_is_seen_by_its_keepers_alone(
    team: Team, admin: User, owner: User, member: User, stranger: User
) -> None:
    a_blueprint(team=team, published=False)

    seen = [reading.for_list(user).exists() for user in (admin, owner, member, stranger)]

    assert seen == [True, True, False, False]


def test_two_of_the_same_title_have_addresses_of_their_own(admin: User) -> None:
    assert [a_new_one(admin).slug, a_new_one(admin).slug, a_new_one(admin, title="!").slug] == [
        "web",
        "web-2",
        "blueprint",
    ]


def test_a_change_is_a_new_version_and_the_old_one_stays(admin: User) -> None:
    blueprint = a_new_one(admin)
    content = Content(TEXT.replace("256Mi", "512Mi"), notes="More memory.")

    blueprints.change(actor=admin, blueprint=blueprint, looks=Looks("Web 2"), content=content)

    blueprint.refresh_from_db()
    assert [version.number for version in blueprint.versions.all()] == [2, 1]
    assert blueprint.title == "Web 2"
    assert blueprint.current is not None
    assert blueprint.current.notes == "More memory."


def test_saving_the_same_again_makes_no_version(admin: User) -> None:
    blueprint = a_new_one(admin)

    version = blueprints.change(actor=admin, blueprint=blueprint, looks=Looks("Other"), content=CONTENT)

    assert version.number == 1


def test_a_version_need_not_be_shown_at_once(admin: User) -> None:
    blueprint = a_new_one(admin)
    content = Content(TEXT.replace("256Mi", "512Mi"))
    version = blueprints.change(
        actor=admin, blueprint=blueprint, looks=Looks("Web"), content=content, publish=False
    )

    blueprint.refresh_from_db()
    assert blueprint.current_id != version.pk
    blueprints.publish(actor=admin, version=version)
    blueprint.refresh_from_db()
    assert blueprint.current_id == version.pk


def test_an_old_version_is_restored_as_a_new_one(admin: User) -> None:
    blueprint = a_new_one(admin)
    blueprints.change(
        actor=admin, blueprint=blueprint, looks=Looks("Web"), content=Content(TEXT.replace("256Mi", "512Mi"))
    )

    newest = blueprints.restore(actor=admin, version=blueprint.versions.get(number=1))

    assert (newest.number, newest.text, newest.notes) == (3, TEXT, "As in version 1.")
    assert newest.locked == [Lock(IMAGE, "Tested.").to_json()]


def test_what_is_taken_out_of_the_catalogue_cannot_be_begun_from(
    team: Team, admin: User, member: User
) -> None:
    blueprint = blueprints.unpublish(actor=admin, blueprint=a_new_one(admin))

    assert not reading.published(admin).exists()
    with pytest.raises(NotPermitted, match="not published"):
        drafts.from_blueprint(actor=member, team=team, blueprint=blueprint)


def test_members_change_nothing(team: Team, member: User) -> None:
    blueprint = a_blueprint(team=team)
    version = blueprint.versions.get()
    for act in (
        lambda: blueprints.change(actor=member, blueprint=blueprint, looks=Looks("X"), content=CONTENT),
        lambda: blueprints.restore(actor=member, version=version),
        lambda: blueprints.publish(actor=member, version=version),
        lambda: blueprints.unpublish(actor=member, blueprint=blueprint),
        lambda: blueprints.set_site_sizes(actor=member, sizes=[LARGE]),
    ):
        with pytest.raises(NotPermitted):
            act()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (Content(TEXT, ("metadata",)), "no JSON pointer"),
        (Content(TEXT, tuple(f"/{number}" for number in range(201))), "At most 200"),
        (Content(TEXT, bounded=(Bound(MEMORY, "1Gi"),)), "own text breaks its terms"),
        (Content(TEXT, bounded=(Bound(MEMORY, None, "1Gi"),), sizes=(LARGE,)), "size Large does not fit"),
        (Content(TEXT, sizes=(Size("x", "X", "", (Edit(MEMORY, "much"),)),)), "size X does not fit"),
    ],
)
def test_terms_that_do_not_fit_the_text_are_refused(admin: User, content: Content, sentence: str) -> None:
    with pytest.raises(BlueprintInvalid, match=sentence):
        a_new_one(admin, content=content)


def test_a_text_that_could_not_be_submitted_is_refused(admin: User) -> None:
    with pytest.raises(manifest.ManifestInvalid):
        a_new_one(admin, content=Content(TEXT.replace("256Mi", "much")))


def test_a_blueprint_needs_a_title(admin: User) -> None:
    with pytest.raises(BlueprintInvalid, match="title"):
        a_new_one(admin, title=" ")


def test_the_demonstration_brings_its_own_up_to_date_and_leaves_what_a_person_changed(admin: User) -> None:
    looks = Looks("Web")
    blueprint = blueprints.save(slug="web", looks=looks, content=CONTENT)
    blueprints.save(slug="web", looks=looks, content=CONTENT)
    assert blueprint.versions.count() == 1
    newer = Content(TEXT.replace("256Mi", "512Mi"))
    blueprints.save(slug="web", looks=looks, content=newer)
    assert blueprint.versions.count() == 2

    theirs = blueprints.change(
        actor=admin, blueprint=blueprint, looks=looks, content=Content(TEXT.replace("256Mi", "1Gi"))
    )
    blueprints.save(slug="web", looks=looks, content=CONTENT)

    assert blueprint.versions.first() == theirs


# -- drafts ----------------------------------------------------------------------------------------------


def test_a_draft_begins_in_the_chosen_size_and_name(team: Team, admin: User, member: User) -> None:
    blueprint = a_new_one(admin)

    draft = drafts.from_blueprint(actor=member, team=team, blueprint=blueprint, name="shop", size="large")

    assert draft.name == "shop"
    assert "guest: 2Gi" in draft.text
    assert draft.blueprint_version == blueprint.current


def test_a_size_that_is_not_offered_is_refused(team: Team, admin: User, member: User) -> None:
    with pytest.raises(Conflict, match="no such size"):
        drafts.from_blueprint(actor=member, team=team, blueprint=a_new_one(admin), size="huge")


def test_a_draft_keeps_the_terms_it_began_with(team: Team, admin: User, member: User) -> None:
    blueprint = a_new_one(admin)
    draft = drafts.from_blueprint(actor=member, team=team, blueprint=blueprint)
    blueprints.change(actor=admin, blueprint=blueprint, looks=Looks("Web"), content=Content(TEXT))
    draft = drafts.apply_edits(actor=member, draft=draft, edits=[Edit(IMAGE, "other:1")], version=1)

    found = checking.read(draft)
    assert [problem.keyword for problem in found.problems] == [LOCKED]
    with pytest.raises(manifest.ManifestInvalid):
        requests.submit(actor=member, draft=draft, version=draft.version)


def test_a_machine_keeps_the_terms_over_a_stop(
    team: Team, admin: User, member: User, dispatched: list[str]
) -> None:
    draft = drafts.from_blueprint(actor=member, team=team, blueprint=a_new_one(admin), name="shop")
    asked = requests.submit(actor=member, draft=draft, version=1)
    machine = requests.approve(actor=admin, change_request=asked, digest=asked.revision.digest).machine
    assert machine is not None
    machine.printable_status = "Running"
    machine.save()

    power.stop(actor=member, machine=machine)
    machine.refresh_from_db()

    assert drafts.from_machine(actor=member, machine=machine).blueprint_version == draft.blueprint_version


def test_a_copy_is_somebody_new(team: Team, member: User) -> None:
    text = a_text(name="web").replace("model: virtio", "macAddress: 52:54:00:00:00:01")
    machine = a_machine(team, member)
    for source in (machine, a_draft(team, member, text)):
        copy = drafts.copy_of(actor=member, team=team, source=source)

        assert copy.name.startswith("web-copy")
        assert "52:54" not in copy.text
        assert "# The web server of the shop" in copy.text
    assert drafts.copy_of(actor=member, team=team, source=machine, name="mine").name == "mine"


def test_a_copy_may_be_for_another_team_of_mine(team: Team, other_team: Team, member: User) -> None:
    Membership.objects.create(team=other_team, user=member)

    copy = drafts.copy_of(actor=member, team=other_team, source=a_draft(team, member))

    assert "namespace: red" in copy.text


def test_a_stranger_copies_nothing(team: Team, other_team: Team, member: User, stranger: User) -> None:
    for source in (a_draft(team, member), a_machine(team)):
        with pytest.raises(NotPermitted):
            drafts.copy_of(actor=stranger, team=other_team, source=source)
    assert Draft.objects.count() == 1


# -- the site's sizes ------------------------------------------------------------------------------------


def test_the_sites_sizes_serve_where_a_blueprint_has_none(admin: User, team: Team, member: User) -> None:
    blueprints.set_site_sizes(actor=admin, sizes=[LARGE])
    blueprint = a_new_one(admin, content=Content(TEXT))

    draft = drafts.from_blueprint(actor=member, team=team, blueprint=blueprint, size="large")

    assert "guest: 2Gi" in draft.text
    assert reading.site_sizes() == (LARGE,)


def test_the_sites_sizes_know_no_disk(admin: User) -> None:
    with pytest.raises(BlueprintInvalid, match="writes into a list"):
        blueprints.set_site_sizes(actor=admin, sizes=[Size("x", "X", "", (Edit(IMAGE, "y"),))])


def test_the_sizes_that_come_along_replace_none_that_were_set(admin: User) -> None:
    blueprints.set_site_sizes(actor=admin, sizes=[LARGE])
    blueprints.save_site_sizes([Size("small", "Small", "", (Edit(MEMORY, "1Gi"),))])

    assert reading.site_sizes() == (LARGE,)


def test_who_keeps_no_blueprint_sees_no_version_newer_than_the_published(admin: User, member: User) -> None:
    blueprint = a_new_one(admin)
    newer = Content(TEXT.replace("256Mi", "512Mi"))
    blueprints.change(actor=admin, blueprint=blueprint, looks=Looks("Web"), content=newer, publish=False)
    blueprint.refresh_from_db()

    seen = [reading.versions(user, blueprint).count() for user in (admin, member)]

    assert seen == [2, 1]
