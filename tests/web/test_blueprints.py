"""The catalogue's pages: making a blueprint of a machine, changing, publishing; the sizes of the site."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.data import a_blueprint, a_draft, a_machine, a_revision, a_text
from vms.models import AuditEvent, Blueprint, Size, Team

from .conftest import SignIn

pytestmark = pytest.mark.django_db

MEMORY = "/spec/template/spec/domain/memory/guest"
CORES = "/spec/template/spec/domain/cpu/cores"
IMAGE = "/spec/template/spec/volumes/0/containerDisk/image"
NEW = reverse("blueprint-new")
SIZES = f"large:\n  title: Large\n  summary: much\n  set:\n    {MEMORY}: 2Gi\n"


def filled(**other: Any) -> dict[str, Any]:
    return {
        "title": "Web server",
        "summary": "Serves the shop.",
        "picture": "web",
        "tint": "blue",
        "family": "linux",
        "position": "3",
        "text": a_text(team="default"),
        "essential": [CORES],
        "locked": [IMAGE],
        f"reason:{IMAGE}": "Tested.",
        f"min:{MEMORY}": "128Mi",
        f"max:{MEMORY}": "4Gi",
        f"choices:{CORES}": "1, 2",
        "more": "/spec/template/spec/volumes\n",
        "sizes": SIZES,
        "notes": "New.",
        "_action": "publish",
        **other,
    }


def test_the_editor_leads_keepers_to_a_blueprint_of_its_draft(
    signed_in: SignIn, team: Team, owner: User, member: User
) -> None:
    draft = a_draft(team, member, a_text(name="shop"), name="shop")
    way = f'href="{NEW}?draft={draft.pk}"'
    editor = reverse("draft-editor", args=[draft.pk])

    assert way in signed_in(owner).get(editor).content.decode()
    assert way not in signed_in(member).get(editor).content.decode()


def test_an_admin_makes_a_blueprint_of_a_machine(signed_in: SignIn, team: Team, admin: User) -> None:
    text = a_text(name="shop").replace("model: virtio", "macAddress: 52:54:00:00:00:01")
    machine = a_machine(team, admin, "shop", revision=a_revision(team, admin, text))
    client = signed_in(admin)
    page = client.get(f"{NEW}?machine={machine.pk}").content.decode()
    assert "Blueprint of shop" in page
    assert "52:54" not in page
    assert "A MAC address: each machine gets its own." in page

    answer = client.post(f"{NEW}?machine={machine.pk}", filled())

    made = Blueprint.objects.get()
    assert answer.headers["Location"] == reverse("blueprint-page", args=[made.slug])
    assert made.current is not None
    assert made.current.essentials == [CORES, "/spec/template/spec/volumes"]
    assert made.current.locked == [{"pointer": IMAGE, "reason": "Tested."}]
    assert made.current.bounded == [
        {"pointer": MEMORY, "minimum": "128Mi", "maximum": "4Gi", "reason": ""},
        {"pointer": CORES, "choices": [1, 2], "reason": ""},
    ]
    assert made.current.sizes[0]["edits"] == [{"pointer": MEMORY, "value": "2Gi"}]
    assert AuditEvent.objects.get().verb == "blueprint.create"


def test_an_owner_makes_one_of_a_draft_for_the_team_and_not_for_everybody(
    signed_in: SignIn, team: Team, owner: User, member: User
) -> None:
    draft = a_draft(team, member)
    client = signed_in(owner)
    url = f"{NEW}?draft={draft.pk}"

    assert client.get(url).status_code == 200
    assert client.post(url, filled(team="")).status_code == 403
    assert client.post(url, filled(team=str(team.pk))).status_code == 302
    assert Blueprint.objects.get().team == team


def test_an_owner_cannot_choose_another_team(signed_in: SignIn, other_team: Team, owner: User) -> None:
    answer = signed_in(owner).post(f"{NEW}?from=nothing", filled(team=str(other_team.pk)))

    assert answer.status_code == 422
    assert not Blueprint.objects.exists()


def test_a_foreign_machine_is_not_found(signed_in: SignIn, team: Team, stranger: User) -> None:
    machine = a_machine(team)

    for query in (f"machine={machine.pk}", f"draft={machine.pk}", "machine=x"):
        assert signed_in(stranger).get(f"{NEW}?{query}").status_code == 404


def test_what_a_blueprint_can_be_made_of_is_listed(
    signed_in: SignIn, team: Team, owner: User, stranger: User
) -> None:
    a_machine(team, name="shop")
    a_draft(team, owner, name="sketch")

    page = signed_in(owner).get(NEW).content.decode()
    assert "shop" in page
    assert "sketch" in page
    assert "No machine to make one of" in signed_in(stranger).get(NEW).content.decode()


def test_a_preview_shows_the_card_and_saves_nothing(signed_in: SignIn, admin: User) -> None:
    answer = signed_in(admin).post(f"{NEW}?from=nothing", filled(_action="preview"))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "As the catalogue shows it" in page
    assert "128Mi to 4Gi" in page
    assert not Blueprint.objects.exists()


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        ({"title": ""}, "Title: This field is required."),
        ({"text": "a: ]"}, "Line 1"),
        ({"text": "a: 1"}, "/spec"),
        ({"sizes": "small: 3"}, "needs a title"),
        ({f"min:{MEMORY}": "3Gi"}, "own text breaks its terms"),
        ({"more": "memory"}, "no JSON pointer"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_written_stays(
    signed_in: SignIn, admin: User, other: dict[str, str], sentence: str
) -> None:
    answer = signed_in(admin).post(f"{NEW}?from=nothing", filled(**other))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert sentence in page
    assert "Serves the shop." in page
    assert not Blueprint.objects.exists()


def test_a_change_is_a_new_version_whose_page_tells_what_is_different(signed_in: SignIn, admin: User) -> None:
    blueprint = a_blueprint("web", locked=[{"pointer": IMAGE, "reason": "Old."}], essentials=[CORES])
    client = signed_in(admin)
    edit = reverse("blueprint-edit", args=["web"])
    page = client.get(edit).content.decode()
    assert f'name="locked" value="{IMAGE}" aria-label="Volume root: image is fixed" checked' in page

    text = a_text(team="default").replace("256Mi", "512Mi")
    client.post(edit, filled(text=text, _action="save"))

    page = client.get(reverse("blueprint-page", args=["web"])).content.decode()
    assert "memory 256 → 512 MiB" in page
    assert "bounds memory" in page
    assert "has other sizes" in page
    assert "Publish version 2" in page
    blueprint.refresh_from_db()
    assert blueprint.current is not None
    assert blueprint.current.number == 1


def test_versions_are_published_restored_and_taken_out(signed_in: SignIn, admin: User) -> None:
    blueprint = a_blueprint("web", text=a_text(team="default"))
    client = signed_in(admin)
    client.post(
        reverse("blueprint-edit", args=["web"]),
        filled(text=a_text(team="default").replace("256Mi", "512Mi"), _action="save"),
    )

    for route, number, current in (
        ("blueprint-publish", "2", 2),
        ("blueprint-restore", "1", 3),
        ("blueprint-unpublish", "", None),
    ):
        client.post(reverse(route, args=["web"]), {"number": number})
        blueprint.refresh_from_db()
        assert (blueprint.current.number if blueprint.current else None) == current
    assert "Not in the catalogue" in client.get(reverse("blueprint-page", args=["web"])).content.decode()


def test_a_version_that_is_none_is_not_found(signed_in: SignIn, admin: User) -> None:
    a_blueprint("web")

    for number in ("", "7", "x", "9" * 50):
        assert signed_in(admin).post("/blueprints/web/publish/", {"number": number}).status_code == 404


def test_the_list_says_what_to_do_when_it_is_empty(signed_in: SignIn, member: User, owner: User) -> None:
    url = reverse("blueprint-list")

    assert "Owners of a team and platform admins make them" in signed_in(member).get(url).content.decode()
    assert "Take a machine that works well" in signed_in(owner).get(url).content.decode()


def test_members_see_the_list_without_the_buttons(signed_in: SignIn, admin: User, member: User) -> None:
    a_blueprint("web")

    assert (
        reverse("blueprint-edit", args=["web"]) not in signed_in(member).get("/blueprints/").content.decode()
    )
    assert reverse("blueprint-edit", args=["web"]) in signed_in(admin).get("/blueprints/").content.decode()


def test_admins_set_the_sizes_of_the_site(signed_in: SignIn, admin: User) -> None:
    client = signed_in(admin)

    assert client.post("/sizes/", {"text": SIZES}).status_code == 302
    assert Size.objects.get().title == "Large"
    assert "much" in client.get("/sizes/").content.decode()
    refused = client.post("/sizes/", {"text": SIZES.replace(MEMORY, IMAGE)})
    assert refused.status_code == 422
    assert "writes into a list" in refused.content.decode()


def test_the_page_of_a_machine_leads_keepers_to_a_blueprint_of_it(
    signed_in: SignIn, team: Team, admin: User, owner: User, member: User
) -> None:
    machine = a_machine(team)
    url = reverse("machine-configuration", args=[machine.pk])

    offered = [
        f"{NEW}?machine={machine.pk}" in signed_in(user).get(url).content.decode()
        for user in (admin, owner, member)
    ]

    assert offered == [True, True, False]
