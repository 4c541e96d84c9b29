"""Django's admin: who gets in, what cannot be changed there, and who reads a host's address."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.data import a_host
from tests.sockets import signed_in
from vms import audit
from vms.models import AuditEvent, Host, Membership, Team

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]  # the templates are Django's


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("root", password="a long password")


@pytest.mark.parametrize("path", ["", "vms/team/", "vms/host/", "vms/auditevent/"])
def test_a_member_does_not_get_in(path: str, member: User) -> None:
    assert signed_in(member).get(f"/admin/{path}").status_code == 302


@pytest.mark.parametrize("model", ["team", "host", "image", "operation", "auditevent"])
def test_a_platform_admin_sees_each_list(model: str, admin: User) -> None:
    assert signed_in(admin).get(f"/admin/vms/{model}/").status_code == 200


@pytest.mark.parametrize("model", ["virtualmachine", "draft", "changerequest", "consoleticket"])
def test_what_changes_through_services_is_not_there(model: str, superuser: User) -> None:
    assert signed_in(superuser).get(f"/admin/vms/{model}/").status_code == 404


def test_only_a_superuser_reads_a_host_s_address(admin: User, superuser: User) -> None:
    path = f"/admin/vms/host/{a_host().pk}/change/"

    assert b"test:///h1" not in signed_in(admin).get(path).content
    assert b"test:///h1" in signed_in(superuser).get(path).content


def test_an_admin_who_cannot_read_a_host_s_address_cannot_write_it(admin: User) -> None:
    host = a_host()

    signed_in(admin).post(
        f"/admin/vms/host/{host.pk}/change/",
        {"name": "h1", "labels": "{}", "schedulable": "on", "uri": "qemu+ssh://evil.example/system"},
    )

    assert Host.objects.get().uri == "test:///h1"


def test_the_audit_trail_cannot_be_changed(superuser: User, team: Team) -> None:
    audit.record(superuser, "team.rename", team)
    event = AuditEvent.objects.get()
    client = signed_in(superuser)

    assert client.get("/admin/vms/auditevent/add/").status_code == 403
    assert client.post(f"/admin/vms/auditevent/{event.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/vms/auditevent/{event.pk}/change/", {"verb": "x"}).status_code == 403
    assert AuditEvent.objects.get().verb == "team.rename"


def test_a_platform_admin_adds_a_member_to_a_team(admin: User, team: Team, stranger: User) -> None:
    form = {
        "name": "Blue team",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "0",
        "memberships-0-user": str(stranger.pk),
        "memberships-0-role": "member",
    }

    answer = signed_in(admin).post(f"/admin/vms/team/{team.pk}/change/", form)

    assert answer.status_code == 302
    assert Membership.objects.filter(team=team, user=stranger).exists()


def test_nobody_is_sent_to_the_login(db: None) -> None:
    assert Client().get("/admin/").status_code == 302
