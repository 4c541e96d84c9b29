"""Sizes in the editor: cards above the form, each of which makes one change that can be undone."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import a_blueprint, a_draft, a_text
from vms.models import Draft, Size, Team

from .conftest import SignIn

pytestmark = pytest.mark.django_db

MEMORY = "/spec/template/spec/domain/memory/guest"
CORES = "/spec/template/spec/domain/cpu/cores"
SMALL = {"pointer": CORES, "value": 1}, {"pointer": MEMORY, "value": "256Mi"}
LARGE = {"pointer": CORES, "value": 4}, {"pointer": MEMORY, "value": "2Gi"}
SIZES = [
    {"slug": "small", "title": "Small", "summary": "1 core", "edits": list(SMALL)},
    {"slug": "large", "title": "Large", "summary": "4 cores", "edits": list(LARGE)},
]


def pressed(page: str, slug: str) -> bool:
    return f'value="size:{slug}" aria-pressed="true"' in page


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    blueprint = a_blueprint(sizes=SIZES)
    return a_draft(team, member, blueprint_version=blueprint.current)


def test_the_size_that_a_draft_is_stands_out(signed_in: SignIn, member: User, draft: Draft) -> None:
    page = signed_in(member).get(f"/drafts/{draft.pk}/").content.decode()

    assert pressed(page, "small")
    assert not pressed(page, "large")
    assert "As you set it below." not in page


def test_a_size_of_its_own_is_custom(signed_in: SignIn, team: Team, member: User, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(text=a_text().replace("256Mi", "300Mi"))

    page = signed_in(member).get(f"/drafts/{draft.pk}/").content.decode()

    assert "As you set it below." in page
    assert not pressed(page, "small")


def test_a_card_is_chosen_without_scripts(signed_in: SignIn, member: User, draft: Draft) -> None:
    client = signed_in(member)

    client.post(f"/drafts/{draft.pk}/form/", {"version": "1", "_action": "size:large"})

    draft.refresh_from_db()
    assert "cores: 4" in draft.text
    assert "guest: 2Gi" in draft.text
    assert draft.version == 2, "one change, which one undo takes back"
    assert pressed(client.get(f"/drafts/{draft.pk}/").content.decode(), "large")


def test_a_script_gets_the_cards_drawn_anew_and_undoes_the_choice_at_once(
    signed_in: SignIn, member: User, draft: Draft
) -> None:
    client = signed_in(member)
    before = draft.text

    def ask(**command: Any) -> dict[str, str]:
        body = json.dumps(command)
        answer = client.post(f"/drafts/{draft.pk}/edits/", body, content_type="application/json").json()
        return {part["id"]: part["html"] for part in answer["parts"]}

    assert pressed(ask(do="form", version=1, form=[], action="size:large")["workspace-sizes"], "large")
    assert pressed(ask(do="undo", version=2)["workspace-sizes"], "small")
    draft.refresh_from_db()
    assert draft.text == before


def test_the_cards_stay_as_they_are_while_the_text_cannot_be_read(
    signed_in: SignIn, member: User, draft: Draft
) -> None:
    answer = (
        signed_in(member)
        .post(
            f"/drafts/{draft.pk}/edits/",
            json.dumps({"do": "text", "version": 1, "text": "a: ]"}),
            content_type="application/json",
        )
        .json()
    )

    assert "workspace-sizes" not in {part["id"] for part in answer["parts"]}


def test_a_card_that_is_not_offered_changes_nothing(signed_in: SignIn, member: User, draft: Draft) -> None:
    signed_in(member).post(f"/drafts/{draft.pk}/form/", {"version": "1", "_action": "size:huge"})

    draft.refresh_from_db()
    assert draft.version == 1


def test_a_draft_without_a_blueprint_has_the_sizes_of_the_site(
    signed_in: SignIn, team: Team, member: User
) -> None:
    Size.objects.create(slug="large", title="Large", edits=list(LARGE))
    draft = a_draft(team, member)
    client = signed_in(member)

    assert "size:large" in client.get(f"/drafts/{draft.pk}/").content.decode()
    client.post(f"/drafts/{draft.pk}/form/", {"version": "1", "_action": "size:large"})

    draft.refresh_from_db()
    assert "guest: 2Gi" in draft.text


def test_what_breaks_a_lock_has_a_button_that_puts_it_back(
    signed_in: SignIn, team: Team, member: User
) -> None:
    lock = {"pointer": MEMORY, "reason": "Measured."}
    draft = a_draft(
        team,
        member,
        a_text().replace("256Mi", "300Mi"),
        blueprint_version=a_blueprint(locked=[lock]).current,
    )
    client = signed_in(member)
    page = client.get(f"/drafts/{draft.pk}/").content.decode()
    assert "The blueprint Tiny Linux fixes this value. Measured. Put back 256Mi." in page

    client.post(f"/drafts/{draft.pk}/form/", {"version": "1", "_action": f"fix:locked-by-blueprint:{MEMORY}"})

    draft.refresh_from_db()
    assert "guest: 256Mi" in draft.text


def test_the_form_shows_what_is_fixed_and_takes_no_other_value(
    signed_in: SignIn, team: Team, member: User
) -> None:
    terms: dict[str, Any] = {
        "locked": [{"pointer": MEMORY, "reason": "Measured."}],
        "bounded": [{"pointer": CORES, "minimum": 1, "maximum": 4, "reason": "Ask for more."}],
    }
    draft = a_draft(team, member, blueprint_version=a_blueprint(**terms).current)
    client = signed_in(member)
    page = client.get(f"/drafts/{draft.pk}/").content.decode()
    assert "Fixed by the blueprint. Measured." in page
    assert "From 1 to 4. Ask for more." in page

    client.post(f"/drafts/{draft.pk}/form/", {"version": "1", MEMORY: "8Gi", CORES: "2"})

    draft.refresh_from_db()
    assert "guest: 256Mi" in draft.text
    assert "cores: 2" in draft.text


def test_a_lock_on_one_disk_leaves_the_others_free(signed_in: SignIn, team: Team, member: User) -> None:
    text = a_text() + "        - name: extra\n          containerDisk:\n            image: other:1\n"
    image = "/spec/template/spec/volumes/{}/containerDisk/image"
    lock = {"pointer": image.format(0), "reason": "Tested."}
    draft = a_draft(team, member, text, blueprint_version=a_blueprint(locked=[lock], text=text).current)
    client = signed_in(member)
    page = client.get(f"/drafts/{draft.pk}/?fields=all").content.decode()
    assert page.count("Fixed by the blueprint. Tested.") == 1

    client.post(f"/drafts/{draft.pk}/form/", {"version": "1", image.format(0): "old", image.format(1): "new"})

    draft.refresh_from_db()
    assert "image: old" not in draft.text
    assert "image: new" in draft.text
