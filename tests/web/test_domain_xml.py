"""The domain XML beside the form: what a host that is there would define."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.data import TINY, a_draft, a_host, a_text, an_image
from vms import hosts
from vms.models import Team

from .conftest import SignIn

pytestmark = pytest.mark.django_db


def test_an_image_of_the_catalogue_is_found_in_the_hosts_pool(
    signed_in: SignIn, member: User, team: Team
) -> None:
    an_image(TINY, filename="found.qcow2")
    a_host("quay", facts=hosts.to_json(hosts.capable()))
    draft = a_draft(team, member, a_text(image=TINY))

    query = {"since": str(draft.version), "pane": "workspace-xml"}
    answer = signed_in(member).get(reverse("draft-updates", args=[draft.pk]), query).json()

    (xml,) = [part["html"] for part in answer["parts"] if part["id"] == "workspace-xml"]
    assert "<strong>quay</strong>" in xml
    assert "/found.qcow2" in xml
