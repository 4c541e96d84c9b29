"""Signed-in browsers without a browser."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from .chromium import browse

__all__ = ["SignIn", "browse", "signed_in"]

SignIn = Callable[[User], Client]


@pytest.fixture
def signed_in() -> SignIn:
    def sign_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
