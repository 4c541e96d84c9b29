"""Who is behind a browser session at this moment."""

from importlib import import_module

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.models import User
from django.http import HttpRequest


def signed_in(session_key: str | None) -> User | None:
    """The active user this session belongs to now; ``None`` after a logout, a password change or an expiry.

    Reads the session afresh on every call, because a websocket outlives the request that opened it. Costs
    two queries.
    """
    if not session_key:
        return None
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(session_key)
    user = get_user(request)
    return user if isinstance(user, User) and user.is_active else None
