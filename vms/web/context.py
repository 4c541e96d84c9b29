"""What the frame around every page needs."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from vms.selectors import requests


@dataclass(frozen=True, slots=True)
class NavItem:
    label: str
    icon: str
    url: str
    current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Shell:
    username: str
    name: str
    initials: str
    is_reviewer: bool
    nav: tuple[NavItem, ...]


_NAV = (
    ("Dashboard", "grid-1x2", "dashboard"),
    ("Machines", "hdd-stack", "machine-list"),
    ("Drafts", "pencil-square", "draft-list"),
    ("Requests", "clipboard-check", "request-list"),
    ("Volumes", "device-ssd", "claim-list"),
    ("Secrets", "shield-lock", "secret-list"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """``shell`` for the templates; ``None`` before somebody signed in. Costs reviewers one query."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or request.path.startswith("/admin/"):
        return {"shell": None}
    waiting = requests.waiting_for(user).count() if user.is_staff else 0
    name = user.get_full_name() or user.get_username()
    nav = tuple(
        NavItem(
            label=label,
            icon=icon,
            url=(url := reverse(route)),
            current=request.path == url if url == "/" else request.path.startswith(url),
            count=waiting if route == "request-list" else 0,
        )
        for label, icon, route in _NAV
    )
    initials = "".join(part[0] for part in name.split()[:2]) or "?"
    return {"shell": Shell(user.get_username(), name, initials, user.is_staff, nav)}
