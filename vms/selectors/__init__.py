"""Reads: what the pages, the API and the commands look at. Every list begins with ``access.visible_to`` and
declares its joins. Must not write, and must not know HTTP.
"""

from . import (
    audit,
    blueprints,
    claims,
    dashboard,
    drafts,
    host_facts,
    images,
    impact,
    machines,
    names,
    networks,
    operations,
    requests,
    schemas,
    secrets,
    ssh_keys,
    teams,
)
from .prepared import Given, Prepared

__all__ = [
    "Given",
    "Prepared",
    "audit",
    "blueprints",
    "claims",
    "dashboard",
    "drafts",
    "host_facts",
    "images",
    "impact",
    "machines",
    "names",
    "networks",
    "operations",
    "requests",
    "schemas",
    "secrets",
    "ssh_keys",
    "teams",
]
