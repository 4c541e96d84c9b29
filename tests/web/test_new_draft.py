"""The four ways to begin a draft."""

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.data import a_blueprint, a_draft, a_machine, a_request
from vms.models import ChangeRequest, Draft, Membership, Size, Team

from .conftest import SignIn

URL = "/drafts/new/"
MEMORY = "/spec/template/spec/domain/memory/guest"


def test_a_blueprint_makes_a_draft_in_the_only_team(signed_in: SignIn, team: Team, member: User) -> None:
    a_blueprint("tiny")
    response = signed_in(member).post(URL, {"way": "blueprint", "blueprint": "tiny"})
    draft = Draft.objects.get()

    assert response.headers["Location"] == reverse("draft-editor", args=[draft.pk])
    assert (draft.team, draft.author) == (team, member)
    assert "namespace: blue" in draft.text


def test_from_scratch_is_a_readable_manifest(signed_in: SignIn, member: User) -> None:
    signed_in(member).post(URL, {"way": "scratch"})

    assert Draft.objects.get().name == "machine"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"way": "blueprint"}, "Choose a blueprint."),
        ({"way": "blueprint", "blueprint": "none"}, "There is no such blueprint."),
        ({"way": "scratch", "team": "9999"}, "Choose one of your teams."),
        ({"way": "scratch", "team": "x"}, "Choose one of your teams."),
    ],
)
def test_what_is_missing_is_said(
    signed_in: SignIn, member: User, data: dict[str, str], sentence: str
) -> None:
    response = signed_in(member).post(URL, data)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Draft.objects.exists()


def test_a_foreign_team_cannot_be_chosen(signed_in: SignIn, team: Team, stranger: User) -> None:
    response = signed_in(stranger).post(URL, {"way": "scratch", "team": str(team.pk)})

    assert response.status_code == 422
    assert not Draft.objects.exists()


def test_with_several_teams_one_must_be_chosen(
    signed_in: SignIn, team: Team, other_team: Team, member: User
) -> None:
    Membership.objects.create(team=other_team, user=member)
    client = signed_in(member)

    assert client.post(URL, {"way": "scratch"}).status_code == 422
    client.post(URL, {"way": "scratch", "team": str(other_team.pk)})
    assert Draft.objects.get().team == other_team


def test_a_draft_that_waits_for_approval_cannot_be_deleted(
    signed_in: SignIn, team: Team, member: User
) -> None:
    draft = a_request(team, member).draft
    assert draft is not None
    client = signed_in(member)
    url = reverse("draft-delete", args=[draft.pk])

    assert client.get(url).status_code == 200
    assert client.post(url).status_code == 409
    draft.change_requests.update(state="withdrawn")
    assert client.post(url).headers["Location"] == reverse("draft-list")
    assert not Draft.objects.exists()


# -- the page ---------------------------------------------------------------------------------------------


def test_the_catalogue_is_what_opens_first(signed_in: SignIn, team: Team, member: User) -> None:
    a_blueprint("tiny")
    a_blueprint("tall", title="Tall Windows", family="windows")

    page = signed_in(member).get(URL).content.decode()

    assert page.index("From a blueprint") < page.index("From scratch") < page.index("Copy one of mine")
    assert "blueprint=tiny" in page
    assert "?q=&amp;family=windows" in page


@pytest.mark.parametrize(
    ("query", "count"), [("q=wind", 1), ("family=windows", 1), ("q=boots", 2), ("q=zebra", 0)]
)
def test_the_catalogue_is_searched_by_words_and_family(
    signed_in: SignIn, member: User, query: str, count: int
) -> None:
    a_blueprint("tiny")
    a_blueprint("tall", title="Tall Windows", family="windows")

    page = signed_in(member).get(f"{URL}?{query}").content.decode()

    assert page.count('class="ware"') == count
    assert ("Nothing in the catalogue is like that" in page) == (count == 0)


def test_a_card_says_what_one_gets_and_proposes_a_name_that_is_free(
    signed_in: SignIn, team: Team, member: User
) -> None:
    a_blueprint(
        "tiny",
        description="For *trying*.",
        locked=[{"pointer": "/spec/template/spec/volumes/0/containerDisk/image", "reason": "Tested."}],
        bounded=[{"pointer": MEMORY, "maximum": "1Gi", "reason": ""}],
        sizes=[{"slug": "big", "title": "Big", "edits": [{"pointer": MEMORY, "value": "1Gi"}]}],
    )

    page = signed_in(member).get(f"{URL}?blueprint=tiny").content.decode()

    for words in (
        "256 MiB",
        "1 core",
        "at most 1Gi",
        "Tested.",
        'value="big"',
        "it can be submitted as it is",
    ):
        assert words in page
    assert re.search(r'name="name" value="web-[a-z]+"', page)


def test_a_blueprint_a_size_and_a_name_make_a_request_at_once(
    signed_in: SignIn, team: Team, member: User
) -> None:
    a_blueprint(
        "tiny", sizes=[{"slug": "big", "title": "Big", "edits": [{"pointer": MEMORY, "value": "1Gi"}]}]
    )

    response = signed_in(member).post(
        URL, {"way": "blueprint", "blueprint": "tiny", "size": "big", "name": "shop", "submit": "on"}
    )

    asked = ChangeRequest.objects.get()
    assert response.headers["Location"] == reverse("request-page", args=[asked.pk])
    assert asked.name == "shop"
    assert "guest: 1Gi" in asked.revision.text


def test_what_cannot_be_submitted_yet_opens_in_the_editor(
    signed_in: SignIn, team: Team, member: User
) -> None:
    a_blueprint("tiny")
    a_machine(team, name="shop")

    response = signed_in(member).post(
        URL, {"way": "blueprint", "blueprint": "tiny", "name": "shop", "submit": "on"}, follow=True
    )

    assert response.redirect_chain[0][0] == reverse("draft-editor", args=[Draft.objects.get().pk])
    assert "begun, yet not submitted" in response.content.decode()


@pytest.mark.parametrize("name", ["Not A Name", "-x", "a" * 64])
def test_a_name_that_is_none_is_refused_where_it_is_written(
    signed_in: SignIn, member: User, name: str
) -> None:
    a_blueprint("tiny")

    response = signed_in(member).post(URL, {"way": "blueprint", "blueprint": "tiny", "name": name})

    assert response.status_code == 422
    assert 'id="name-error"' in response.content.decode()
    assert name in response.content.decode()


def test_a_blueprint_of_another_team_is_not_there(
    signed_in: SignIn, team: Team, member: User, stranger: User
) -> None:
    a_blueprint("tiny", team=team)

    assert "blueprint=tiny" in signed_in(member).get(URL).content.decode()
    assert "tiny" not in signed_in(stranger).get(URL).content.decode()
    refused = signed_in(stranger).post(URL, {"way": "blueprint", "blueprint": "tiny"})
    assert refused.status_code == 422
    absent = signed_in(stranger).post(URL, {"way": "blueprint", "blueprint": "none"})
    assert "There is no such blueprint." in refused.content.decode()
    assert "There is no such blueprint." in absent.content.decode()


def test_from_scratch_takes_a_size_of_the_site(signed_in: SignIn, member: User) -> None:
    Size.objects.create(slug="big", title="Big", edits=[{"pointer": MEMORY, "value": "8Gi"}])
    client = signed_in(member)

    assert "Big" in client.get(f"{URL}?way=scratch").content.decode()
    client.post(URL, {"way": "scratch", "size": "big", "name": "shop"})

    assert "guest: 8Gi" in Draft.objects.get(name="shop").text


def test_a_machine_or_a_draft_of_mine_is_copied(signed_in: SignIn, team: Team, member: User) -> None:
    machine = a_machine(team, member, name="shop")
    client = signed_in(member)
    assert f"machine:{machine.pk}" in client.get(f"{URL}?way=copy").content.decode()

    client.post(URL, {"way": "copy", "source": f"machine:{machine.pk}"})
    first = Draft.objects.get()
    client.post(URL, {"way": "copy", "source": f"draft:{first.pk}", "name": "third"})

    assert first.name == "shop-copy"
    assert Draft.objects.filter(name="third").exists()


def test_a_foreign_one_is_not_copied(signed_in: SignIn, team: Team, member: User, stranger: User) -> None:
    client = signed_in(stranger)
    for source, status in (
        (f"machine:{a_machine(team).pk}", 404),
        (f"draft:{a_draft(team, member).pk}", 404),
        ("", 422),
        ("host:1", 422),
        ("draft:" + "-" * 36, 422),
    ):
        assert client.post(URL, {"way": "copy", "source": source}).status_code == status
    assert Draft.objects.count() == 1


def test_nothing_to_copy_leads_to_the_catalogue(signed_in: SignIn, member: User) -> None:
    assert "Nothing to copy yet" in signed_in(member).get(f"{URL}?way=copy").content.decode()


def test_an_empty_catalogue_says_what_this_person_can_do(
    signed_in: SignIn, member: User, owner: User
) -> None:
    assert "Ask an owner of your team" in signed_in(member).get(URL).content.decode()
    assert "Make a blueprint from a machine" in signed_in(owner).get(URL).content.decode()


def test_what_i_used_last_and_my_drafts_are_below(signed_in: SignIn, team: Team, member: User) -> None:
    blueprint = a_blueprint("tiny", title="Used before")
    a_draft(team, member, name="sketch", blueprint_version=blueprint.current)

    page = signed_in(member).get(f"{URL}?way=scratch").content.decode()

    assert "sketch" in page
    assert "Used before" in page
