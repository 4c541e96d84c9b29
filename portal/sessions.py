"""Sessions in the database; a cookie that cannot be a key is not looked for there."""

from typing import Final

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from vms.selectors import Given, Prepared

_OPEN: Final = Prepared(
    lambda: Session.objects.filter(
        session_key=Given("key", Session._meta.get_field("session_key")),
        expire_date__gt=Given("now", Session._meta.get_field("expire_date")),
    )
)


class SessionStore(db.SessionStore):
    """PostgreSQL fails on a key with NUL, which any visitor can send."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key) and str(key).isalnum() and len(str(key)) >= 8

    def _get_session_from_db(self) -> Session | None:
        """As Django does, yet every request asks this."""
        found = _OPEN.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
