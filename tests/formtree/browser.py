"""What a browser would post for a form, without a browser: the successful controls of an HTML text."""

from html.parser import HTMLParser

_UNNAMED = {"radio", "checkbox", "hidden"}  # labels stand around the first two


class Controls(HTMLParser):
    """Reads inputs, selects and text areas as HTML tells browsers to; ``pairs`` is what a post would hold."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pairs: list[tuple[str, str]] = []
        self.names: set[str] = set()  # also of controls that are only there once something is chosen
        self.options: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.named: set[str] = set()  # ids of controls whose name for readers is an attribute
        self.controls: set[str] = set()
        self.described: list[str] = []
        self.markup: list[str] = []
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, list[str]] | None = None
        self._parked = 0  # within how many templates, whose controls are none of the page's
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.markup.append(tag)
        self._note_ids(tag, given, [name for name, _ in attrs])
        name = given.get("name", "")
        self._parked += tag == "template"
        if tag == "input":
            self._input(name, given, is_checked="checked" in given)
        elif tag == "button" and name:
            self.buttons.append(given["value"])
        elif tag == "select":
            self._select = (name, [])
        elif tag == "option" and self._select is not None:
            self._select[1].append((given["value"], "selected" in given))
        elif tag == "textarea":
            self._area = (name, [])

    def _note_ids(self, tag: str, given: dict[str, str], names: list[str]) -> None:
        assert len(names) == len(set(names)), f"an attribute twice in <{tag}>: {names}"
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label" and "for" in given:
            self.labels.add(given["for"])
        self.described += given.get("aria-describedby", "").split()
        if tag in {"input", "select", "textarea"} and given.get("type") not in _UNNAMED:
            self.controls.add(given["id"])
            if given.get("aria-label"):
                self.named.add(given["id"])

    def _input(self, name: str, given: dict[str, str], *, is_checked: bool) -> None:
        if given.get("type") in {"radio", "checkbox"}:
            self.options.setdefault(name, []).append(given["value"])
            if is_checked:
                self._post(name, given["value"])
            return
        value = given.get("value", "")
        assert "\n" not in value, "a browser drops line breaks of a one-line input"
        assert "\r" not in value, "a browser drops line breaks of a one-line input"
        self._post(name, value)

    def _post(self, name: str, value: str) -> None:
        self.names.add(name)
        if not self._parked:
            self.pairs.append((name, value))

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self._area[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        self._parked -= tag == "template"
        if tag == "select" and self._select is not None:
            name, options = self._select
            self.options[name] = [value for value, _ in options]
            self._post(name, next((value for value, selected in options if selected), options[0][0]))
            self._select = None
        elif tag == "textarea" and self._area is not None:
            name, chunks = self._area
            self._post(name, _as_posted("".join(chunks)))
            self._area = None


def _as_posted(text: str) -> str:
    """A text area loses its first line feed when it is read, and posts every line break as CR LF."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\n")
    return text.replace("\n", "\r\n")


def posted(html: str, **changes: str) -> list[tuple[str, str]]:
    """The pairs of an untouched form."""
    return [*Controls(html).pairs, *changes.items()]


class _Elements(HTMLParser):
    """Where each element with an id begins and ends in a text."""

    _VOID = frozenset({"input", "br", "hr", "img", "link", "meta"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.spans: dict[str, tuple[int, int]] = {}
        self._open: list[tuple[str, str, int]] = []
        self._lines = [0]
        for line in html.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))
        self.feed(html)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start, name = self._offset(), dict(attrs).get("id") or ""
        if tag in self._VOID:
            self.spans[name] = (start, start + len(self.get_starttag_text() or ""))
        else:
            self._open.append((tag, name, start))

    def handle_endtag(self, tag: str) -> None:
        opened, name, start = self._open.pop()
        assert opened == tag, f"<{opened}> is closed by </{tag}>"
        self.spans[name] = (start, self._offset() + len(f"</{tag}>"))


def patched(html: str, element: str, new: str | None, after: str = "") -> str:
    """The page after one change: an element put in the place of another, behind one, or taken away."""
    spans = _Elements(html.translate(_ONE_LINE)).spans
    start, end = (spans[after][1],) * 2 if after else spans[element]
    return html[:start] + (new or "") + html[end:]


# Line breaks of all kinds count as lines somewhere; here none may, so that offsets are plain.
_ONE_LINE = dict.fromkeys(map(ord, "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"), " ")
