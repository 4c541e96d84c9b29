"""What templates may ask for beyond Django's own: icons, sizes, times and lines of YAML."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django import template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

_UNITS: Final = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")
_YAML_LINE: Final = re.compile(r"^(?P<lead>\s*(?:- )*)(?P<key>[^\s#:'\"{\[][^:#]*?:(?=\s|$))?(?P<rest>.*)$")
_COMMENT: Final = re.compile(r"(?:^|\s)#.*$")


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """One icon of the sprite; decoration, so hidden from screen readers."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css_class,
        static("dist/icons.svg"),
        name,
    )


@register.filter
def size(value: int | str | None) -> str:
    """A number of bytes in the largest binary unit that keeps it readable; words stay as they are."""
    if value is None:
        return "not set"
    if isinstance(value, str):
        return value
    number = float(value)
    for unit in _UNITS[:-1]:
        if number < 1024:
            return f"{number:.4g} {unit}"
        number /= 1024
    return f"{number:.4g} {_UNITS[-1]}"


@register.filter
def took(value: timedelta | None) -> str:
    """A duration as a person says it: 0.4 s, 12 s, 3 min 20 s."""
    if value is None:
        return ""
    seconds = max(value.total_seconds(), 0)
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    if seconds < 3600:
        return f"{int(seconds // 60)} min {int(seconds % 60)} s"
    return f"{int(seconds // 3600)} h {int(seconds % 3600 // 60)} min"


@register.simple_tag
def ago(at: datetime, since_of: object = "") -> SafeString:
    """A <time> that reads "5 minutes ago"; ``since_of`` names the machine whose status it dates."""
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        at.isoformat(),
        f"{at.astimezone(timezone.get_current_timezone()):%Y-%m-%d %H:%M:%S %Z}",
        format_html(' data-since-of="{}"', since_of) if since_of else "",
        _ago(timezone.now() - at),
    )


def _ago(age: timedelta) -> str:
    seconds = int(age.total_seconds())
    for length, word in ((86_400, "day"), (3600, "hour"), (60, "minute")):
        if seconds >= length:
            count = seconds // length
            return f"{count} {word}{'s' if count > 1 else ''} ago"
    return "just now"


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of YAML in the parts that are coloured; together they are the line itself."""

    lead: str
    key: str
    value: str
    comment: str


@register.filter
def yaml_lines(text: str) -> list[CodeLine]:
    """The lines of a YAML text, cut for colour. A guess is enough: nothing is lost by a wrong one."""
    return [_cut(line) for line in text.rstrip("\n").split("\n")]


def _cut(line: str) -> CodeLine:
    match = _YAML_LINE.match(line)
    if match is None:
        return CodeLine("", "", line, "")
    rest = match["rest"]
    found = _COMMENT.search(rest)
    at = found.start() if found else len(rest)
    return CodeLine(match["lead"], match["key"] or "", rest[:at], rest[at:])
