"""Approval by pages: what is seen, and who decides."""

from django.contrib.auth.models import User
from django.urls import reverse

from tests.data import a_draft, a_machine, a_request, a_text
from vms.models import RequestState, Team, VirtualMachine

from .conftest import SignIn


def test_a_reviewer_sees_what_changes_beside_what_is_now(
    signed_in: SignIn, admin: User, member: User, team: Team
) -> None:
    machine = a_machine(team, member, "shop")
    text = machine.revision.text.replace("cores: 1", "cores: 4")
    draft = a_draft(team, member, text, machine=machine, name="shop")
    request = a_request(team, member, draft=draft, machine=machine, kind="update", name="shop")
    html = signed_in(admin).get(reverse("request-page", args=[request.pk])).content.decode()

    assert "now 1 core" in html
    assert "<li>cores 1 → 4</li>" in html
    assert "<del>1</del>" in html
    assert "<ins>4</ins>" in html
    assert "1 setting<" in html
    assert request.revision.digest in html


def test_approving_launches_and_leads_to_the_machine(
    signed_in: SignIn, admin: User, member: User, team: Team
) -> None:
    request = a_request(team, member)
    url = reverse("request-approve", args=[request.pk])
    response = signed_in(admin).post(url, {"digest": request.revision.digest, "comment": "Fine"}, follow=True)
    machine = VirtualMachine.objects.get()

    assert reverse("machine-page", args=[machine.pk]) in response.content.decode()
    assert "Fine" in response.content.decode()


def test_rejecting_tells_the_author_why(signed_in: SignIn, admin: User, member: User, team: Team) -> None:
    request = a_request(team, member)
    url = reverse("request-reject", args=[request.pk])
    signed_in(admin).post(url, {"digest": request.revision.digest, "comment": "Too large"})
    html = signed_in(member).get(reverse("request-page", args=[request.pk])).content.decode()

    assert "Too large" in html
    assert "Rejected" in html
    assert not VirtualMachine.objects.exists()


def test_a_decision_about_another_digest_is_a_conflict(
    signed_in: SignIn, admin: User, member: User, team: Team
) -> None:
    request = a_request(team, member)
    url = reverse("request-approve", args=[request.pk])

    for digest in ("sha256:" + "1" * 64, "", "x" * 100):
        assert signed_in(admin).post(url, {"digest": digest}).status_code == 409
    assert not VirtualMachine.objects.exists()


def test_a_second_decision_is_a_conflict_with_a_sentence(
    signed_in: SignIn, admin: User, second_admin: User, member: User, team: Team
) -> None:
    request = a_request(team, member)
    body = {"digest": request.revision.digest}
    signed_in(admin).post(reverse("request-approve", args=[request.pk]), body)
    late = signed_in(second_admin).post(reverse("request-reject", args=[request.pk]), body)

    assert late.status_code == 409
    assert "no longer waiting" in late.content.decode()


def test_an_author_sees_why_they_cannot_decide(signed_in: SignIn, admin: User, team: Team) -> None:
    request = a_request(team, admin)
    client = signed_in(admin)
    html = client.get(reverse("request-page", args=[request.pk])).content.decode()
    body = {"digest": request.revision.digest}
    answer = client.post(reverse("request-approve", args=[request.pk]), body)

    assert "You wrote this request" in html
    assert "Approve and launch" not in html
    assert answer.status_code == 403


def test_members_see_that_an_admin_decides(signed_in: SignIn, owner: User, member: User, team: Team) -> None:
    request = a_request(team, member)
    page = signed_in(owner).get(reverse("request-page", args=[request.pk]))
    answer = signed_in(owner).post(
        reverse("request-approve", args=[request.pk]), {"digest": request.revision.digest}
    )

    assert "Only a platform admin can decide" in page.content.decode()
    assert answer.status_code == 403


def test_an_author_may_withdraw(signed_in: SignIn, member: User, team: Team) -> None:
    request = a_request(team, member)
    signed_in(member).post(reverse("request-withdraw", args=[request.pk]))
    request.refresh_from_db()

    assert request.state == RequestState.WITHDRAWN


def test_waiting_requests_come_first_and_once(
    signed_in: SignIn, admin: User, member: User, team: Team
) -> None:
    request = a_request(team, member)
    done = a_request(team, member, draft=a_draft(team, member, a_text(name="old")), state="approved")
    html = signed_in(admin).get(reverse("request-list")).content.decode()
    first, second = (reverse("request-page", args=[one.pk]) for one in (request, done))

    assert html.count(first) == 1
    assert html.index(first) < html.index(second)
    rejected = signed_in(admin).get(reverse("request-list"), {"state": "rejected"}).content.decode()
    assert "No request is in this state." in rejected
