"""A person at the portal, without a browser: logs in, reads pages, posts forms, opens websockets."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from threading import Event
from time import monotonic
from typing import Any

import httpx2 as httpx
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from .rfb import Picture, look
from .steps import StepFailed

CONSOLE_PROTOCOL = "slipway.console.v1"


class Visitor:
    """One logged-in session. Every refusal raises ``StepFailed`` with what the portal said."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.http = httpx.Client(base_url=base_url, follow_redirects=True, timeout=30)

    def __enter__(self) -> "Visitor":
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def log_in(self, username: str, password: str) -> None:
        self.get("/login/")
        page = self.post("/login/", {"username": username, "password": password})
        if "sessionid" not in self.http.cookies:
            raise StepFailed(f"{username} could not log in: status {page.status_code}")

    def get(self, path: str) -> httpx.Response:
        return _good(self.http.get(path))

    def post(self, path: str, data: dict[str, str] | list[tuple[str, str]]) -> httpx.Response:
        pairs = list(data.items()) if isinstance(data, dict) else data
        fields: dict[str, list[str]] = {}
        for name, value in [("csrfmiddlewaretoken", self._csrf()), *pairs]:
            fields.setdefault(name, []).append(value)
        return _good(self.http.post(path, data=fields, headers={"Referer": self.base_url}))

    def form(self, path: str, action: str) -> list[tuple[str, str]]:
        """What a browser would send for the untouched form that posts to ``action``."""
        parser = _FormParser(action)
        parser.feed(self.get(path).text)
        return parser.pairs

    def api(self, path: str) -> Any:
        return self.get(f"/api/v1{path}").json()

    def ticket(self, machine: str, kind: str) -> str:
        response = self.http.post(
            f"/machines/{machine}/tickets/",
            json={"kind": kind},
            headers={"X-CSRFToken": self._csrf(), "Referer": self.base_url},
        )
        return str(_good(response).json()["ticket"])

    @contextmanager
    def socket(self, path: str, subprotocols: list[str] | None = None) -> Iterator[ClientConnection]:
        """A websocket of the portal, with this session's cookie."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        try:
            opened = connect(
                self.base_url.replace("http", "ws", 1) + path,
                origin=Origin(self.base_url),
                additional_headers={"Cookie": cookies},
                subprotocols=[Subprotocol(name) for name in subprotocols] if subprotocols else None,
                compression=None,
                max_size=None,
                proxy=None,
            )
        except InvalidStatus as refusal:
            raise StepFailed(f"the websocket {path} answered {refusal.response.status_code}") from refusal
        with opened as socket:
            yield socket

    @contextmanager
    def console(self, machine: str, kind: str) -> Iterator[ClientConnection]:
        ticket = self.ticket(machine, kind)
        with self.socket(f"/ws/machines/{machine}/{kind}/", [CONSOLE_PROTOCOL, ticket]) as socket:
            yield socket

    def wait_for_status(self, machine: str, wanted: str, *, seconds: float) -> None:
        """Follow the machine's websocket until it tells the wanted status."""
        deadline, last = monotonic() + seconds, "nothing"
        with self.socket(f"/ws/machines/{machine}/") as socket:
            while (left := deadline - monotonic()) > 0:
                try:
                    told = json.loads(socket.recv(timeout=left))
                except TimeoutError:
                    break
                if told.get("type") != "machine.status":
                    continue
                last = told["printableStatus"]
                if last == wanted:
                    return
                operation = told.get("operation") or {}
                if operation.get("state") == "failed":
                    raise StepFailed(f"{operation['verb']} failed: {operation['error']}")
        raise StepFailed(f"waited {seconds:.0f} s for {wanted}; the last status told was {last}")

    def wait_until_gone(self, machine: str, *, seconds: float) -> None:
        deadline, tick = monotonic() + seconds, Event()
        while monotonic() < deadline:
            if self.http.get(f"/api/v1/machines/{machine}/").status_code == 404:
                return
            tick.wait(0.2)
        raise StepFailed(f"the machine was still there after {seconds:.0f} s")

    def look_at_screen(self, machine: str) -> Picture:
        with self.console(machine, "vnc") as socket:
            buffer = bytearray()

            def read(count: int) -> bytes:
                while len(buffer) < count:
                    frame = socket.recv(timeout=20)
                    buffer.extend(frame if isinstance(frame, bytes) else frame.encode())
                taken = bytes(buffer[:count])
                del buffer[:count]
                return taken

            return look(read, socket.send)

    def _csrf(self) -> str:
        return str(self.http.cookies.get("csrftoken", ""))


def read_until(socket: ClientConnection, wanted: str, *, seconds: float, nudge: bytes = b"") -> str:
    """Read a serial console until ``wanted`` (a regular expression) appears; answer all that was read.

    ``nudge`` is typed once a second of silence has passed: a getty that spoke before we came says its
    prompt again.
    """
    deadline, seen = monotonic() + seconds, ""
    while monotonic() < deadline:
        try:
            frame = socket.recv(timeout=1)
        except TimeoutError:
            if nudge:
                socket.send(nudge)
            continue
        seen += frame.decode(errors="replace") if isinstance(frame, bytes) else frame
        if re.search(wanted, seen):
            return seen
    raise StepFailed(f"{wanted!r} did not appear within {seconds:.0f} s; the console said {seen[-200:]!r}")


def log_in_to_shell(console: ClientConnection, *, seconds: float) -> None:
    """From the tiny guest's login prompt, once it comes, to its shell's."""
    read_until(console, r"login: ", seconds=seconds, nudge=b"\n")
    console.send(b"root\n")
    read_until(console, r"assword: ", seconds=30)
    console.send(b"tiny\n")
    read_until(console, r"~# ", seconds=30)


def _good(response: httpx.Response) -> httpx.Response:
    if response.status_code >= 400:
        text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))[:300]
        raise StepFailed(f"{response.request.method} {response.url} answered {response.status_code}: {text}")
    return response


class _FormParser(HTMLParser):
    """Collects the successful controls of one form, as HTML's form submission defines them."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.pairs: list[tuple[str, str]] = []
        self._form_id: str | None = None
        self._inside = False
        self._area: str | None = None
        self._text = ""
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = found.get("action") == self.action
            if self._inside:
                self._form_id = found.get("id")
            return
        owned = found["form"] == self._form_id if "form" in found else self._inside
        name = found.get("name", "")
        if not owned or not name or "disabled" in found:
            if tag == "option" and self._select is not None:
                self._options.append((found.get("value", ""), "selected" in found))
            return
        if tag == "input":
            self._input(name, found)
        elif tag == "textarea":
            self._area, self._text = name, ""
        elif tag == "select":
            self._select, self._options = name, []

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "textarea" and self._area is not None:
            self.pairs.append((self._area, self._text.removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select is not None:
            chosen = [value for value, selected in self._options if selected] or [
                value for value, _ in self._options[:1]
            ]
            self.pairs.extend((self._select, value) for value in chosen[-1:])
            self._select = None

    def _input(self, name: str, found: dict[str, str]) -> None:
        kind = found.get("type", "text")
        if kind in {"submit", "button", "image", "reset", "file"}:
            return
        if kind in {"checkbox", "radio"} and "checked" not in found:
            return
        self.pairs.append((name, found.get("value", "on" if kind in {"checkbox", "radio"} else "")))
