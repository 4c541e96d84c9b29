"""What htmx is told when the part it asked for is not to be had: a notice, never a whole page."""

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.data import a_draft, a_machine
from vms.models import Team

from .conftest import SignIn

HTMX = {"HX-Request": "true", "HX-Current-URL": "http://testserver/machines/?q=web"}


def test_a_part_of_a_page_learns_that_the_session_is_over(client: Client, db: None) -> None:
    response = client.get(reverse("machine-list"), headers=HTMX)

    assert response.status_code == 401
    assert response.headers["HX-Retarget"] == "#toasts"
    assert response.headers["HX-Reselect"] == "unset"
    assert "You are signed out" in response.content.decode()
    assert 'href="/login/?next=%2Fmachines%2F%3Fq%3Dweb"' in response.content.decode()


def test_what_was_typed_stays_when_the_session_is_over(client: Client, team: Team, member: User) -> None:
    draft = a_draft(team, member)
    response = client.post(reverse("draft-text", args=[draft.pk]), {"text": "x", "version": 1}, headers=HTMX)

    assert response.status_code == 401
    assert "not saved" in response.content.decode()
    assert 'target="_blank"' in response.content.decode()


@pytest.mark.parametrize("path", ["/nothing/", "/machines/00000000-0000-0000-0000-000000000000/"])
def test_what_is_gone_is_a_sentence(signed_in: SignIn, member: User, path: str) -> None:
    response = signed_in(member).get(path, headers=HTMX)

    assert response.status_code == 404
    assert "There is nothing here any more" in response.content.decode()
    assert "<html" not in response.content.decode()


def test_a_page_with_an_old_token_is_told_to_keep_what_was_typed(team: Team, member: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    draft = a_draft(team, member)
    response = strict.post(reverse("draft-text", args=[draft.pk]), {"text": "x"}, headers=HTMX)

    assert response.status_code == 403
    assert "Copy what you typed" in response.content.decode()


def test_a_browser_without_htmx_still_goes_to_the_sign_in(client: Client, team: Team, member: User) -> None:
    response = client.get(reverse("machine-page", args=[a_machine(team, member).pk]))

    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("login"))
