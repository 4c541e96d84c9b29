"""Writes: one function per verb, one transaction each, permission first. Pages, API, tasks and commands
all come through here, so a second caller of a verb costs no new logic.

What comes in is typed and keyword-only; what goes out is the row that changed. Must not know HTTP, forms,
websockets or libvirt: a service changes what is *wanted* and rings the reconciler's bell.
"""

from . import (
    blueprints,
    claims,
    cloud_init,
    co_editing,
    consoles,
    drafts,
    hosts,
    image_imports,
    images,
    machines,
    networks,
    operations,
    power,
    requests,
    schemas,
    secrets,
    ssh_keys,
    teams,
    uploads,
)
from .claims import ClaimRefused
from .conflict import Conflict, DatabaseBusy, from_database
from .consoles import ConsoleRefused
from .image_imports import ImageWishRefused
from .secrets import SecretRefused

__all__ = [
    "ClaimRefused",
    "Conflict",
    "ConsoleRefused",
    "DatabaseBusy",
    "ImageWishRefused",
    "SecretRefused",
    "blueprints",
    "claims",
    "cloud_init",
    "co_editing",
    "consoles",
    "drafts",
    "from_database",
    "hosts",
    "image_imports",
    "images",
    "machines",
    "networks",
    "operations",
    "power",
    "requests",
    "schemas",
    "secrets",
    "ssh_keys",
    "teams",
    "uploads",
]
