"""What production must not be started with."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def production_values(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse demonstration values when ``SLIPWAY_PRODUCTION`` is set."""
    if not settings.PRODUCTION:
        return []
    found: list[CheckMessage] = []
    if settings.SECRET_KEY == settings.DEMONSTRATION_SECRET:
        found.append(
            Error(
                "The demonstration's secret key is in use.", hint="Set DJANGO_SECRET_KEY.", id="portal.E001"
            )
        )
    if "*" in settings.ALLOWED_HOSTS or not settings.ALLOWED_HOSTS:
        found.append(
            Error(
                "Any host name is accepted.",
                hint="Set SLIPWAY_HOSTS to the portal's names.",
                id="portal.E002",
            )
        )
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        found.append(
            Error(
                "SQLite is the demonstration's database.",
                hint="Set DATABASE_URL to PostgreSQL.",
                id="portal.E003",
            )
        )
    return found
