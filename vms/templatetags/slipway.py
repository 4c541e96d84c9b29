"""What templates may ask for beyond Django's own: icons, sizes, times, plain words and lines of YAML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from django import template
from django.template.base import FilterExpression, Node, Parser, TextNode, Token, Variable
from django.template.context import Context
from django.template.exceptions import TemplateSyntaxError
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from vms import formtree
from vms.models import AuditEvent, Blueprint, Transfer

register = template.Library()

_UNITS: Final = ("bytes", "KiB", "MiB", "GiB", "TiB", "PiB")
_YAML_LINE: Final = re.compile(r"^(?P<lead>\s*(?:- )*)(?P<key>[^\s#:'\"{\[][^:#]*?:(?=\s|$))?(?P<rest>.*)$")
_PLACED: Final = re.compile(r"(?P<place>/\S+): (?P<sentence>.+)", re.DOTALL)  # how a CompileError reads
_COMMENT: Final = re.compile(r"(?:^|\s)#.*$")

_DONE: Final = {
    "draft.create": "Draft begun",
    "draft.delete": "Draft deleted",
    "blueprint.create": "Blueprint made",
    "blueprint.change": "Blueprint changed",
    "blueprint.publish": "Blueprint version published",
    "blueprint.restore": "Blueprint version restored",
    "blueprint.unpublish": "Taken out of the catalogue",
    "blueprint.schema": "Schema of the blueprint chosen",
    "team.schema": "Schema of the team chosen",
    "schema.create": "Schema uploaded",
    "schema.default": "Schema for everybody chosen",
    "schema.delete": "Schema deleted",
    "size.set": "Sizes of the site set",
    "change_request.submit": "Submitted for approval",
    "change_request.approve": "Approved",
    "change_request.reject": "Rejected",
    "change_request.withdraw": "Withdrawn",
    "machine.create": "Machine created",
    "machine.update": "Manifest changed, as approved",
    "machine.start": "Started",
    "machine.stop": "Stopped",
    "machine.restart": "Restarted",
    "machine.force_stop": "Power cut",
    "machine.delete": "Deletion asked for",
    "console.open": "Console opened",
    "secret.create": "Secret created",
    "secret.replace": "Content replaced",
    "secret.delete": "Secret deleted",
    "image.import": "Import asked for",
    "image.share": "Given to teams",
    "image.delete": "Image deleted",
    "network.create": "Network entered",
    "network.change": "Network changed",
    "network.delete": "Network removed",
    "claim.create": "Volume asked for",
    "claim.resize": "Made larger",
    "claim.retry": "Tried again",
    "claim.upload": "File uploaded",
    "claim.delete": "Deletion asked for",
    "ssh_key.add": "SSH key added",
    "ssh_key.delete": "SSH key deleted",
}
_WORK: Final = {
    "launch": "Launch",
    "start": "Start",
    "stop": "Stop",
    "restart": "Restart",
    "force_stop": "Force stop",
    "update": "Change",
    "delete": "Deletion",
}
_KINDS: Final = {"serial": "serial", "vnc": "screen"}


@register.filter
def happened(event: AuditEvent) -> str:
    """What the audit trail recorded, in plain words: Submitted for approval, Console opened (serial)."""
    words = _DONE.get(event.verb) or spoken(event.verb)
    kind = _KINDS.get(event.detail.get("kind", ""))
    return f"{words} ({kind})" if kind else words


@register.filter
def work(verb: str) -> str:
    """An operation's verb as its name: Launch, Force stop."""
    return _WORK.get(verb) or spoken(verb)


@register.filter
def spoken(name: str) -> str:
    """A name from the inside, as words: storage-made becomes Storage made."""
    return name.replace(".", " ").replace("_", " ").replace("-", " ").capitalize()


@register.filter
def told(reason: str) -> SafeString:
    """A reason for people: the place in the manifest that it may begin with stands behind the sentence."""
    placed = _PLACED.fullmatch(reason)
    if placed is None:
        return format_html("{}", reason)
    return format_html('{} <code class="place">{}</code>', placed["sentence"], placed["place"])


@register.tag("icon")
def icon_tag(parser: Parser, token: Token) -> Node:
    """``{% icon "name" "class" %}``. One whose name is written out becomes text of the template: a page has
    some dozens of them."""
    given = [parser.compile_filter(bit) for bit in token.split_contents()[1:]]
    if not 1 <= len(given) <= 2:
        raise TemplateSyntaxError("An icon takes its name, and perhaps a class.")
    if any(isinstance(each.var, Variable) for each in given):
        return IconNode(given)
    return TextNode(icon(*(str(each.var) for each in given)))


class IconNode(Node):
    def __init__(self, given: Sequence[FilterExpression]) -> None:
        self.given = given

    def render(self, context: Context) -> SafeString:
        return icon(*(each.resolve(context) for each in self.given))


@lru_cache(maxsize=512)
def icon(name: str, css_class: str = "") -> SafeString:
    """One icon of the sprite; decoration, so hidden from screen readers."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        css_class,
        static("dist/icons.svg"),
        name,
    )


@register.simple_tag
def picture(blueprint: Blueprint) -> SafeString:
    """The drawing of a blueprint in its tint; decoration, for its title stands beside it."""
    return format_html(
        '<span class="picture picture--{}"><svg viewBox="0 0 160 100" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg></span>',
        blueprint.tint,
        static("img/pictures.svg"),
        blueprint.picture,
    )


@register.filter
def field_href(pointer: str) -> str:
    """The link to a field of the form."""
    return f"#field-{formtree.slug(pointer)}"


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
def progress_told(transfer: Transfer) -> str:
    """What is done with the bytes, how many are here, how fast they come; as transfer-progress.js."""
    parts = [transfer.step or "waiting"]
    if transfer.done_bytes:
        of = f" of {size(transfer.total_bytes)}" if transfer.total_bytes else ""
        parts.append(f"{size(transfer.done_bytes)}{of}")
    if transfer.rate:
        parts.append(f"{size(transfer.rate)}/s")
    if transfer.seconds_left is not None:
        parts.append(f"{took(timedelta(seconds=transfer.seconds_left))} left")
    return ", ".join(parts)


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
