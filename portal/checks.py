"""What production must not be started with."""

from collections.abc import Sequence
from typing import Any, Final

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from vms.images import walls
from vms.outbound import UrlInvalid, read_allowed

_MAKE_KEY: Final = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'


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
    if settings.DEMONSTRATION_SEALING_KEY in settings.SECRET_SEALING_KEYS:
        found.append(
            Error(
                "Teams' secrets are sealed with the demonstration's key.",
                hint=f"Set SLIPWAY_SEALING_KEYS, the newest key first; make one by: {_MAKE_KEY}",
                id="portal.E004",
            )
        )
    return found


@register()
def sealing_keys(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse keys that could seal nothing, before somebody entrusts the portal with a secret."""
    try:
        usable = [Fernet(key) for key in settings.SECRET_SEALING_KEYS]
    except ValueError:
        usable = []
    if usable:
        return []
    hint = f"Each of SLIPWAY_SEALING_KEYS is 32 bytes in base64; make one by: {_MAKE_KEY}"
    return [Error("The keys that seal the teams' secrets cannot be used.", hint=hint, id="portal.E005")]


@register()
def outside_servers(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse entries of the list of servers that open nothing or too much, before somebody relies on them."""
    found: list[CheckMessage] = []
    for entry in settings.OUTSIDE_SERVERS:
        try:
            read_allowed(entry)
        except UrlInvalid as error:
            hint = "Write each of SLIPWAY_OUTSIDE_SERVERS as HOST:PORT and its addresses."
            found.append(Error(f"{entry!r} names no server: {error}", hint=hint, id="portal.E006"))
    return found


@register()
def image_walls(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Say in production when images are converted behind few walls, or cannot be converted at all."""
    if not settings.PRODUCTION or walls().namespaces:
        return []
    return [Warning(walls().sentence, hint="docs/images.md tells what each needs.", id="portal.W001")]
