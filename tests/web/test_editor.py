"""The editor: by form and by text, with scripts and without, alone and with others."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.data import a_draft, a_machine, a_text
from vms.models import ChangeRequest, Draft, Team

from .conftest import SignIn

HOSTNAME = "/spec/template/spec/hostname"
CORES = "/spec/template/spec/domain/cpu/cores"
DISKS = "/spec/template/spec/domain/devices/disks"


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member, a_text(name="cache"), name="cache")


@pytest.fixture
def tab(signed_in: SignIn, member: User) -> Client:
    return signed_in(member)


def _post(client: Client, route: str, draft: Draft, *, follow: bool = False, **data: Any) -> Any:
    fields = {"version": draft.version, **data.pop("fields", {}), **data}
    return client.post(reverse(route, args=[draft.pk]), fields, follow=follow)


def _shown_form(client: Client, draft: Draft, level: str = "all") -> dict[str, str]:
    """What a browser would post of the form as it is shown: names and values of its text inputs."""
    html = client.get(reverse("draft-editor", args=[draft.pk]), {"fields": level}).content.decode()
    found = re.findall(r'<input type="(?:text|number)"[^>]*>', html)
    return {
        name[1]: value[1] if (value := re.search(r'value="([^"]*)"', tag)) else ""
        for tag in found
        if (name := re.search(r'name="(/[^"]*)"', tag))
    }


def test_posting_the_form_as_shown_changes_nothing(tab: Client, draft: Draft) -> None:
    shown = _shown_form(tab, draft)
    response = _post(tab, "draft-form", draft, fields=shown)
    before = draft.text
    draft.refresh_from_db()

    assert len(shown) > 10
    assert response.status_code == 302
    assert (draft.text, draft.version) == (before, 1)


class _Textareas(HTMLParser):
    """The texts that a browser would show, and post, of each textarea: without the line end at its start."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: dict[str, str] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = dict(attrs).get("id") or "" if tag == "textarea" else ""

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.texts[self.inside] = self.texts.get(self.inside, "") + data


def test_the_text_is_shown_to_the_letter(tab: Client, team: Team, member: User) -> None:
    text = "\n\n  # odd <beginning> &amp; end\nkind: VirtualMachine\n\n"
    parser = _Textareas()
    parser.feed(tab.get(reverse("draft-editor", args=[a_draft(team, member, text).pk])).content.decode())

    assert parser.texts["yaml-text"] == "\n" + text


def test_without_scripts_a_form_is_saved_and_shown_again(tab: Client, draft: Draft) -> None:
    response = _post(tab, "draft-form", draft, fields={CORES: "4", "fields": "all"})
    before = draft.text
    draft.refresh_from_db()

    assert response.headers["Location"] == f"{reverse('draft-editor', args=[draft.pk])}?fields=all"
    assert draft.text == before.replace("cores: 1", "cores: 4")


def test_text_is_saved_and_the_form_follows(tab: Client, draft: Draft) -> None:
    text = draft.text.replace("cores: 1", "cores: 6  # six of them")
    html = _post(tab, "draft-text", draft, follow=True, text=text, fields={"fields": "all"}).content.decode()
    draft.refresh_from_db()

    assert draft.text == text
    assert re.search(rf'name="{CORES}"[^>]*value="6"|value="6"[^>]*name="{CORES}"', html)


def test_line_ends_of_a_plain_post_do_not_change_the_text(tab: Client, draft: Draft) -> None:
    _post(tab, "draft-text", draft, text=draft.text.replace("\n", "\r\n"))
    version = draft.version
    draft.refresh_from_db()

    assert draft.version == version


def test_unreadable_yaml_is_kept_and_its_line_named(tab: Client, draft: Draft) -> None:
    bad = "kind: VirtualMachine\nmetadata: [oops\n"
    response = _post(tab, "draft-text", draft, text=bad, follow=True)
    html = response.content.decode()
    draft.refresh_from_db()

    assert draft.text == bad
    assert "The YAML cannot be read. Line 3" in html
    assert "metadata: [oops" in html


def test_a_change_in_the_form_beside_unreadable_yaml_is_not_lost_silently(tab: Client, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(text="a: [")
    response = _post(tab, "draft-form", draft, fields={CORES: "2"})
    draft.refresh_from_db()

    assert response.status_code == 422
    assert "Your last change in the form is not saved." in response.content.decode()
    assert draft.text == "a: ["


def test_a_text_that_lost_a_race_is_shown_beside_the_winner(tab: Client, draft: Draft) -> None:
    mine = draft.text.replace("cores: 1", "cores: 7")
    Draft.objects.filter(pk=draft.pk).update(text=draft.text.replace("cores: 1", "cores: 2"), version=2)
    response = _post(tab, "draft-text", draft, text=mine)
    html = response.content.decode()

    assert response.status_code == 409
    assert "cores: 2" in html
    assert "cores: 7" in html
    assert "Save mine in place of theirs" in html


def test_a_form_that_lost_a_race_is_shown_as_text(tab: Client, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(version=2)
    response = _post(tab, "draft-form", draft, fields={CORES: "7"})
    draft.refresh_from_db()

    assert response.status_code == 409
    assert "cores: 7" in response.content.decode()
    assert "cores: 1" in draft.text


@pytest.mark.parametrize("version", ["", "x", "-1", "99999999999999999999"])
def test_a_post_without_a_usable_version_is_a_conflict(tab: Client, draft: Draft, version: str) -> None:
    data = {"version": version, "text": "kind: x\n"}
    response = tab.post(reverse("draft-text", args=[draft.pk]), data)

    assert response.status_code == 409
    assert "Reload it and try again." in response.content.decode()


def test_the_buttons_of_the_form_work_together_with_what_was_typed(tab: Client, draft: Draft) -> None:
    _post(tab, "draft-form", draft, fields={CORES: "3", "_action": f"add:{DISKS}"})
    draft.refresh_from_db()

    assert "cores: 3" in draft.text
    assert len(_shown_disks(draft)) == 2


def _shown_disks(draft: Draft) -> list[str]:
    return re.findall(r"- name: (\S+)\n +disk:", draft.text)


def test_a_problem_is_repaired_by_its_button(tab: Client, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(text=draft.text.replace("namespace: blue", "namespace: green"))
    html = tab.get(reverse("draft-editor", args=[draft.pk])).content.decode()
    action = "fix:team-namespace:/metadata/namespace"
    _post(tab, "draft-form", draft, fields={"_action": action})
    draft.refresh_from_db()

    assert f'value="{action}"' in html
    assert "namespace: blue" in draft.text


def test_problems_name_their_field_and_their_line(tab: Client, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(text=draft.text.replace("cores: 1", "cores: many"))
    html = tab.get(reverse("draft-editor", args=[draft.pk])).content.decode()
    line = next(number for number, text in enumerate(draft.text.splitlines(), 1) if "cores" in text)

    assert f'data-line="{line}"' in html
    assert f'href="#field-{CORES[1:].replace("/", "-")}"' in html
    assert f'id="field-{CORES[1:].replace("/", "-")}"' in html
    assert "1 error" in html


def test_essentials_show_less_than_all_fields(tab: Client, draft: Draft) -> None:
    essentials, everything = (_shown_form(tab, draft, level) for level in ("essentials", "all"))

    assert 0 < len(essentials) < len(everything)


def test_a_problem_outside_the_essentials_is_shown_all_the_same(tab: Client, draft: Draft) -> None:
    text = draft.text.replace(
        "  template:\n    spec:\n", "  template:\n    spec:\n      evictionStrategy: 7\n"
    )
    Draft.objects.filter(pk=draft.pk).update(text=text)

    html = tab.get(reverse("draft-editor", args=[draft.pk]), {"fields": "essentials"}).content.decode()

    assert 'id="field-spec-template-spec-evictionStrategy"' in html


def test_submitting_asks_for_approval_once(tab: Client, draft: Draft) -> None:
    first = _post(tab, "draft-submit", draft, comment="Please")
    second = _post(tab, "draft-submit", draft, comment="Please")
    change_request = ChangeRequest.objects.get()

    assert change_request.comment == "Please"
    for response in (first, second):
        assert response.headers["Location"] == reverse("request-page", args=[change_request.pk])


def test_submitting_saves_what_the_form_still_holds(tab: Client, draft: Draft) -> None:
    _post(tab, "draft-submit", draft, fields={CORES: "8"})

    assert "cores: 8" in ChangeRequest.objects.get().revision.text


def test_a_faulty_manifest_is_not_submitted_and_keeps_the_comment(tab: Client, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(text=draft.text.replace("cores: 1", "cores: none"))
    response = _post(tab, "draft-submit", draft, comment="For Friday")

    assert response.status_code == 422
    assert "Nothing was submitted" in response.content.decode()
    assert 'value="For Friday"' in response.content.decode()
    assert not ChangeRequest.objects.exists()


def test_submitting_a_state_somebody_else_changed_is_a_conflict(tab: Client, draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(version=5)

    assert _post(tab, "draft-submit", draft).status_code == 409
    assert not ChangeRequest.objects.exists()


def test_after_approval_the_draft_asks_for_a_change(
    tab: Client, signed_in: SignIn, admin: User, draft: Draft
) -> None:
    _post(tab, "draft-submit", draft)
    first = ChangeRequest.objects.get()
    approve = reverse("request-approve", args=[first.pk])
    signed_in(admin).post(approve, {"digest": first.revision.digest})

    assert "Submit change" in tab.get(reverse("draft-editor", args=[draft.pk])).content.decode()
    _post(tab, "draft-submit", draft, fields={CORES: "2"})
    second = ChangeRequest.objects.exclude(pk=first.pk).get()
    assert second.kind == "update"
    assert second.machine == ChangeRequest.objects.get(pk=first.pk).machine


def test_downloads_are_the_text_and_its_document(tab: Client, draft: Draft) -> None:
    text = tab.get(reverse("draft-download", args=[draft.pk, "yaml"]))
    document = tab.get(reverse("draft-download", args=[draft.pk, "json"]))

    assert text.content.decode() == draft.text
    assert document.json()["metadata"]["name"] == "cache"


def test_json_of_an_unreadable_text_says_why_not(tab: Client, team: Team, member: User) -> None:
    draft = a_draft(team, member, "a: [", name="")
    response = tab.get(reverse("draft-download", args=[draft.pk, "json"]))

    assert response.status_code == 422
    assert "Line " in response.content.decode()


def test_a_draft_that_changes_a_machine_says_which(tab: Client, team: Team, member: User) -> None:
    machine = a_machine(team, member, "shop")
    draft = a_draft(team, member, machine.revision.text, machine=machine, name="shop")
    html = tab.get(reverse("draft-editor", args=[draft.pk])).content.decode()

    assert reverse("machine-page", args=[machine.pk]) in html
    assert "Submit change" in html
