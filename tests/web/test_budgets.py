"""Lists cost the same however many rows they have."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from tests.data import a_draft, a_host, a_machine, a_request, a_text
from vms.models import Operation, Team

from .conftest import SignIn

BUDGETS = {"dashboard": 13, "machine-list": 6, "draft-list": 5, "request-list": 6}


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize("route", list(BUDGETS))
def test_lists_have_a_budget_of_queries(
    signed_in: SignIn,
    team: Team,
    admin: User,
    member: User,
    django_assert_max_num_queries: Any,
    route: str,
    count: int,
) -> None:
    host = a_host()
    for number in range(count):
        machine = a_machine(team, member, f"m{number}", host=host)
        Operation.objects.create(
            machine=machine, machine_name=machine.name, team=team, actor=member, verb="start"
        )
        draft = a_draft(team, member, a_text(name=f"d{number}"), name=f"d{number}", machine=machine)
        a_request(team, member, draft=draft, name=f"d{number}")
    client = signed_in(admin)

    with django_assert_max_num_queries(BUDGETS[route]):
        assert client.get(reverse(route)).status_code == 200
