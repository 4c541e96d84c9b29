"""Editors in Chromium beside a server of this process, and what a key costs their main threads."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from bench._portal import Member

_NONE: Final[Mapping[str, Any]] = {}
_CHROMIUM: Final = "/usr/bin/chromium"
_QUIET: Final = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_COSTS: Final = ("TaskDuration", "ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
_WORD: Final = "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"
_SAVED: Final = """([value, isThere]) => {
  const text = document.querySelector("yaml-editor").view.state.doc.toString();
  return !("saving" in document.getElementById("workspace").dataset) && text.includes(value) === isThere;
}"""
_PAINTED: Final = """new Promise(done => new PerformanceObserver(list => {
  const first = list.getEntriesByName("first-contentful-paint")[0];
  if (first) done(first.startTime);
}).observe({ type: "paint", buffered: true }))"""
_DRAWN: Final = "new Promise(done => requestAnimationFrame(() => setTimeout(done)))"


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of the main thread for each key: all of them, and those of script, layout and style."""

    task: float
    script: float
    layout: float
    style: float

    @property
    def own(self) -> float:
        """What the page has in hand; the rest is painting, and what the browser does of its own accord."""
        return self.script + self.layout + self.style


class Typist:
    """Somebody who types into one field of one page."""

    def __init__(self, page: Any, field: str) -> None:
        self.page = page
        # An element in hand: looking for it each time would cost more than what is measured.
        self.field = page.evaluate_handle(f"document.getElementsByName('{field}')[0]").as_element()
        self.metrics = page.context.new_cdp_session(page)
        self.metrics.send("Performance.enable")
        self.live: int = page.evaluate("document.querySelectorAll('input, select, textarea').length")
        self.painted: float = page.evaluate(_PAINTED)

    def type(self) -> tuple[Cost, Cost]:
        """Type a word, key after key: what that costs, and what it costs with the saves that follow."""
        self.page.bring_to_front()
        with self.page.expect_response("**/edits/"):
            self.field.fill("a")
        self._settle(is_there=False)
        self.field.focus()
        self.page.evaluate(_DRAWN)
        before = self._now()
        self.page.keyboard.type(_WORD)
        typed = self._now()
        self._settle(is_there=True)
        return _cost(before, typed), _cost(before, self._now())

    def _settle(self, *, is_there: bool) -> None:
        """All is saved, with the word or without it, and the browser has drawn it."""
        self.page.wait_for_function(_SAVED, arg=[_WORD, is_there], polling=50)
        self.page.evaluate(_DRAWN)

    def _now(self) -> dict[str, float]:
        found = self.metrics.send("Performance.getMetrics")["metrics"]
        return {metric["name"]: metric["value"] for metric in found}


def _cost(before: Mapping[str, float], after: Mapping[str, float]) -> Cost:
    return Cost(*((after[name] - before[name]) * 1000 / len(_WORD) for name in _COSTS))


@contextmanager
def typists(
    member: Member, drafts: Mapping[str, Any], field: str, tab: str = "", opened: Mapping[str, Any] = _NONE
) -> Iterator[dict[str, Typist]]:
    """One page for each draft, all fields shown, in one browser; ``tab`` is opened beside the form.

    ``opened`` says of which lists all rows are open, where that is not only the rows of short ones.
    """
    from playwright.sync_api import sync_playwright

    with member.served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=list(_QUIET))
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{**member.cookie, "url": url}])  # type: ignore[typeddict-item]  # it is one
        context.set_default_navigation_timeout(90_000)
        found = {}
        for name, draft in drafts.items():
            page = context.new_page()
            query = urlencode({"fields": "all", "open": opened.get(name, ())}, doseq=True)
            page.goto(f"{url}/drafts/{draft.pk}/?{query}")
            if tab:
                page.get_by_role("tab", name=tab).click()
            found[name] = Typist(page, field)
        yield found
        browser.close()
