"""Sessions in the database; a cookie that cannot be a key is not looked for there."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """PostgreSQL fails on a key with NUL, which any visitor can send."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key) and str(key).isalnum() and len(str(key)) >= 8
