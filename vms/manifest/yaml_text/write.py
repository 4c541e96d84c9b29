"""Plain values written as YAML that every reader takes for the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from vms.manifest.errors import EditRefused
from vms.manifest.yaml_text.scalars import can_be_literal, literal_header, scalar_text

_LONGEST_NAME: Final = 1000  # YAML allows 1024 characters before the colon
_DEEPEST: Final = 100
_WIDEST_STEP: Final = 9  # one digit behind the bar


@dataclass(frozen=True, slots=True)
class Layout:
    """``step`` is the indentation of a mapping inside another, ``list_step`` that of a list's dashes under
    their key (kubectl writes 0). ``bars``: texts of several lines stand behind ``|``, not in quotes."""

    step: int = 2
    list_step: int = 0
    bars: bool = True


KUBECTL: Final = Layout()


@dataclass(frozen=True, slots=True)
class Style:
    """How a text was written before: in which quotes, or behind a bar with its signs (``|-``) and at which
    indentation; and whether several lines stood on one, in double quotes."""

    mark: str = ""
    header: str = ""
    margin: int | None = None
    one_line: bool = False


PLAIN: Final = Style()


@dataclass(frozen=True, slots=True)
class Written:
    """A value behind a key or a dash: what stands on the same line, and the lines below."""

    head: str
    body: tuple[str, ...] = ()


def to_yaml(document: Mapping[str, Any]) -> str:
    """The document in block style, keys in their order, texts of several lines behind ``|``.

    Raises ``EditRefused`` for a value that is not plain JSON.
    """
    if not document:
        return "{}\n"
    return "".join(f"{line}\n" for line in mapping_lines(document, 0, KUBECTL))


def mapping_lines(mapping: Mapping[str, Any], indent: int, layout: Layout, depth: int = 1) -> list[str]:
    """A mapping that is not empty, its keys at a column."""
    lines: list[str] = []
    for name, value in mapping.items():
        written = behind_key(value, indent, layout, depth)
        lines.append(
            " " * indent + key_text(name, flow=False) + ":" + (f" {written.head}" if written.head else "")
        )
        lines += written.body
    return lines


def sequence_lines(items: list[Any], indent: int, layout: Layout, depth: int = 1) -> list[str]:
    """A list that is not empty, its dashes at a column."""
    lines: list[str] = []
    for item in items:
        written = behind_dash(item, indent, layout, depth)
        lines.append(" " * indent + "- " + written.head)
        lines += written.body
    return lines


def behind_key(value: Any, indent: int, layout: Layout, depth: int = 1, style: Style = PLAIN) -> Written:
    """A value whose key stands at a column."""
    _refuse_depth(depth)
    if isinstance(value, Mapping) and value:
        return Written("", tuple(mapping_lines(value, indent + layout.step, layout, depth + 1)))
    if isinstance(value, list) and value:
        return Written("", tuple(sequence_lines(value, indent + layout.list_step, layout, depth + 1)))
    return _scalar(value, indent, layout, style)


def behind_dash(value: Any, indent: int, layout: Layout, depth: int = 1, style: Style = PLAIN) -> Written:
    """A value whose dash stands at a column; a collection begins on the dash's line."""
    _refuse_depth(depth)
    if isinstance(value, Mapping) and value:
        lines = mapping_lines(value, indent + 2, layout, depth + 1)
    elif isinstance(value, list) and value:
        lines = sequence_lines(value, indent + 2, layout, depth + 1)
    else:
        return _scalar(value, indent, layout, style)
    return Written(lines[0].lstrip(), tuple(lines[1:]))


def in_flow(value: Any, style: Style = PLAIN, depth: int = 1, *, quoted: bool = False) -> str:
    """A value on one line, inside brackets; ``quoted`` as JSON has it."""
    _refuse_depth(depth)
    if isinstance(value, Mapping):
        members = (flow_entry(name, member, depth + 1, quoted=quoted) for name, member in value.items())
        return "{" + ", ".join(members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(in_flow(item, depth=depth + 1, quoted=quoted) for item in value) + "]"
    return scalar_text(value, style='"' if quoted else style.mark, flow=True)


def flow_entry(name: str, value: Any, depth: int = 1, *, quoted: bool = False) -> str:
    """A key and its value on one line, inside brackets."""
    key = key_text(name, flow=True, quoted=quoted)
    return f"{key}: {in_flow(value, depth=depth, quoted=quoted)}"


def key_text(name: Any, *, flow: bool, quoted: bool = False) -> str:
    """The name before a colon. Raises ``EditRefused`` for what YAML cannot read back there."""
    if not isinstance(name, str):
        raise EditRefused("", f"The name {name!r:.40} is not text. Write it as text.")
    text = scalar_text(name, style='"' if quoted or "\n" in name else "", flow=flow)
    if len(text) > _LONGEST_NAME:
        raise EditRefused("", f"The name {name[:40]}… is longer than {_LONGEST_NAME} characters. Shorten it.")
    return text


def _scalar(value: Any, indent: int, layout: Layout, style: Style) -> Written:
    if isinstance(value, Mapping):
        return Written("{}")
    if isinstance(value, list):
        return Written("[]")
    step = layout.step if style.margin is None else style.margin - indent
    step = step if 1 <= step <= _WIDEST_STEP else layout.step
    if isinstance(value, str) and layout.bars and _is_for_lines(value, step, style):
        margin = " " * (indent + step)
        lines = value.removesuffix("\n").split("\n")
        return Written(literal_header(value, step), tuple(margin + line if line else "" for line in lines))
    return Written(scalar_text(value, style=style.mark))


def _is_for_lines(value: str, step: int, style: Style) -> bool:
    """Whether a text goes behind a bar: one of several lines, and any that fits the bar that stands there."""
    if style.one_line or not can_be_literal(value):
        return False
    return "\n" in value or literal_header(value, step) == style.header


def _refuse_depth(depth: int) -> None:
    if depth > _DEEPEST:
        raise EditRefused("", f"The value is nested more than {_DEEPEST} levels deep. Simplify it.")
