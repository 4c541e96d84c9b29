"""A page of the test's own server in Debian's Chromium, as somebody sees it who is signed in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Literal, Protocol

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]

Scheme = Literal["light", "dark"]


class Browse(Protocol):
    """Open a page as somebody."""

    def __call__(
        self, user: User, path: str, *, width: int = 1440, scheme: Scheme = "light"
    ) -> AbstractContextManager[Page]: ...


class Visit(Protocol):
    """Open a page as one whom the test has chosen already."""

    def __call__(
        self, path: str, *, width: int = 1440, scheme: Scheme = "light"
    ) -> AbstractContextManager[Page]: ...


@pytest.fixture
def browse(live_server: Any, signed_in: Callable[[User], Client]) -> Browse:
    """``with browse(user, path, width=390, scheme="dark") as page``.

    Playwright starts inside, after all rows are made: Django refuses its database in a thread that has an
    event loop. A script that fails, or breaks the content security policy, fails the test.
    """

    @contextmanager
    def open_page(user: User, path: str, *, width: int = 1440, scheme: Scheme = "light") -> Iterator[Page]:
        session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
            context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}
            context.add_cookies([cookie])  # type: ignore[list-item]  # a TypedDict in all but name
            context.set_default_navigation_timeout(90_000)
            page = context.new_page()
            refused: list[str] = []
            page.on("console", lambda said: refused.append(said.text) if "Policy" in said.text else None)
            page.on("pageerror", lambda error: refused.append(str(error)))
            page.goto(f"{live_server.url}{path}")
            yield page
            browser.close()
            assert refused == [], "scripts ran without errors and within the content security policy"

    return open_page
