"""Who asks: the signed-in user, typed for the services."""

from typing import cast

from django.contrib.auth.models import User
from django.http import HttpRequest


def actor_of(request: HttpRequest) -> User:
    """Only behind ``login_required``, which leaves no anonymous visitor."""
    return cast(User, request.user)
