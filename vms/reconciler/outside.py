"""What the settings let the portal fetch, for the doors outside."""

from django.conf import settings

from vms.outbound import Guard, Limits, read_allowed


def outside_guard() -> Guard:
    """Public servers, and those of ``OUTSIDE_SERVERS``."""
    allowed = tuple(read_allowed(entry) for entry in settings.OUTSIDE_SERVERS)
    return Guard(allowed, frozenset(settings.OUTSIDE_PORTS))


def image_limits() -> Limits:
    """The bounds of one image's fetch."""
    return Limits(bytes=settings.IMAGE_BYTES, unpacked_bytes=settings.IMAGE_UNPACKED_BYTES)
