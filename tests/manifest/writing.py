"""An author with a style of their own: documents written as YAML in every manner that people have.

Knows nothing of the portal's own writer, which must keep its hands off all of this.
"""

import json
import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from hypothesis import strategies as st

from tests.manifest.documents import AWKWARD

_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9./-]*")
_WORDS_OF_YAML: Final = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_PRINTABLE: Final = re.compile(r"[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\U00010000-\U0010ffff]*")


_RANGES: Final = (
    lambda chance: chance.randint(0x20, 0x7E),
    lambda chance: chance.randint(1, 0x20),
    lambda chance: chance.choice((0x7F, 0x85, 0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFD, 0xFFFE, 0x202E, 0x200B)),
    lambda chance: chance.randint(0xA1, 0xD7FF),
    lambda chance: chance.randint(0x10000, 0x10FFFF),
)


@dataclass
class Author:
    """Draws every decision from one seed."""

    seed: int
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)  # noqa: S311 - a style, no secret
        self.step = self.random.choice((1, 2, 2, 2, 4, 7))
        self.list_step = self.random.choice((0, 0, 2, 4))
        self.behind_dash = self.random.choice((1, 1, 1, 3))
        self.taste = {
            name: self.random.choice((0.0, 0.1, 0.5))
            for name in ("comment", "blank", "flow", "quote", "anchor", "spread")
        }
        self.count = 0

    def likes(self, what: str) -> bool:
        return self.random.random() < self.taste[what]

    def text(self, document: Mapping[str, Any]) -> str:
        if self.random.random() < 0.3:
            self.lines.append("---" if self.random.random() < 0.5 else "# the head")
        if document and not self.likes("flow"):
            self.mapping(document, 0)
        else:
            self.lines.append(self.flow(dict(document)))
        if self.likes("comment"):
            self.lines += ["", "# the end"]
        newline = self.random.choice(("\n", "\n", "\r\n"))
        last = self.lines[-1]
        ended = newline if not last.strip() or self.in_block or self.random.random() < 0.8 else ""
        return ("\ufeff" if self.random.random() < 0.1 else "") + newline.join(self.lines) + ended

    in_block = False

    def above(self, indent: int) -> None:
        self.in_block = False
        if self.likes("blank"):
            self.lines.append("")
        if self.likes("comment"):
            self.count += 1
            self.lines.append(" " * self.random.choice((indent, indent, 0)) + f"# c{self.count}")

    def behind(self) -> str:
        if not self.likes("comment"):
            return ""
        self.count += 1
        return f"{' ' * self.random.randint(1, 3)}# c{self.count}"

    def anchor(self) -> str:
        if not self.likes("anchor"):
            return ""
        self.count += 1
        return f"&a{self.count} "

    def mapping(self, mapping: Mapping[str, Any], indent: int, first: str = "") -> None:
        """``first`` stands in place of the first line's indentation, after a dash."""
        for name, value in mapping.items():
            if not first:
                self.above(indent)
            start = first or " " * indent
            first = ""
            self.value(start + self.scalar(name, key=True) + ":", value, indent, in_mapping=True)

    def sequence(self, items: list[Any], indent: int, first: str = "") -> None:
        for item in items:
            if not first:
                self.above(indent)
            start = (first or " " * indent) + "-"
            first = ""
            blanks = " " * self.behind_dash
            inner = indent + 1 + self.behind_dash
            if item and isinstance(item, dict | list) and not self.likes("flow") and not self.likes("spread"):
                write = self.mapping if isinstance(item, dict) else self.sequence
                write(item, inner, start + blanks)  # type: ignore[arg-type]  # each with its own kind
            else:
                self.value(start, item, indent, in_mapping=False)

    def value(self, start: str, value: Any, indent: int, *, in_mapping: bool) -> None:
        """A value whose key or dash is written; ``indent`` is the column of that."""
        anchor = self.anchor()
        if value and isinstance(value, dict | list) and not self.likes("flow"):
            self.lines.append((f"{start} {anchor}".rstrip()) + self.behind())
            if isinstance(value, dict):
                self.mapping(value, indent + self.step)
            else:
                self.sequence(value, indent + (self.list_step if in_mapping else self.step))
            return
        if isinstance(value, str) and self.is_for_a_bar(value):
            self.bar(f"{start} {anchor}".rstrip(), value, indent)
            return
        written = self.flow(value)
        self.lines.append(f"{start} {anchor}{written}".rstrip(" ") + self.behind())

    def is_for_a_bar(self, value: str) -> bool:
        return (
            "\n" in value
            and bool(_PRINTABLE.fullmatch(value))
            and value[0] not in "\n "
            and bool(value.strip())
            and self.random.random() < 0.7
        )

    def bar(self, start: str, value: str, indent: int) -> None:
        chomp = "-" if not value.endswith("\n") else "+" if value.endswith("\n\n") else ""
        margin = " " * (indent + self.random.choice((self.step, 3)))
        self.lines.append(f"{start} |{chomp}{self.behind()}")
        self.lines += [margin + line if line else "" for line in value.removesuffix("\n").split("\n")]
        self.in_block = True

    def flow(self, value: Any) -> str:
        if isinstance(value, dict):
            members = [
                f"{self.scalar(name, key=True)}: {self.flow(member)}" for name, member in value.items()
            ]
            return "{" + self.pad(", ".join(members)) + "}"
        if isinstance(value, list):
            return "[" + self.pad(", ".join(self.flow(item) for item in value)) + "]"
        return self.scalar(value)

    def pad(self, inner: str) -> str:
        return f" {inner} " if inner and self.random.random() < 0.3 else inner

    def scalar(self, value: Any, *, key: bool = False) -> str:
        if value is None:
            return self.random.choice(("null", "~", "Null"))
        if isinstance(value, bool):
            return self.random.choice((str(value), str(value).lower()))
        if not isinstance(value, str):
            return json.dumps(value)
        if _PLAIN.fullmatch(value) and value.lower() not in _WORDS_OF_YAML and not self.likes("quote"):
            return value
        if _PRINTABLE.fullmatch(value) and "\n" not in value and self.random.random() < 0.5:
            return "'" + value.replace("'", "''") + "'"
        if not _PRINTABLE.fullmatch(value):
            return '"' + "".join(f"\\U{ord(character):08x}" for character in value) + '"'
        return json.dumps(value, ensure_ascii=value.isascii())


def a_scalar(chance: random.Random) -> Any:
    kind = chance.randrange(12)
    if kind < 2:
        return chance.choice((None, True, False))
    if kind < 4:
        return chance.choice(
            (0, 1, -1, 7, 4096, 2**53, 0.5, -1.5, 1e16, 1e-7, 1e300, chance.randint(-999, 999))
        )
    if kind < 7:
        return chance.choice(AWKWARD)
    if kind < 9:
        return "".join(chance.choices("ab \n\t:#-'\"&*{}[],?|>%@`!", k=chance.randrange(9)))
    if kind < 10:
        return "".join(chr(chance.choice(_RANGES)(chance)) for _ in range(chance.randrange(8)))
    return a_word(chance)


def a_word(chance: random.Random) -> str:
    return "".join(chance.choices("abcdefgh", k=chance.randint(2, 6)))


def a_name(chance: random.Random) -> str:
    other = a_scalar(chance)
    return other if isinstance(other, str) and chance.random() < 0.3 else a_word(chance)


def a_value(chance: random.Random, size: int) -> Any:
    """A value of about so many scalars."""
    if size <= 1 or chance.random() < 0.1:
        return chance.choice(({}, [], a_word(chance))) if chance.random() < 0.2 else a_scalar(chance)
    parts = chance.randint(1, min(size, 4))
    sizes = [size // parts] * parts
    if chance.random() < 0.4:
        return [a_value(chance, each) for each in sizes]
    return {a_name(chance): a_value(chance, each) for each in sizes}


def a_document(chance: random.Random, size: int) -> dict[str, Any]:
    return {
        a_name(chance): a_value(chance, size // 3) for _ in range(chance.randint(0 if size < 2 else 1, 4))
    }


def a_text(seed: int, size: int) -> str:
    """A document in somebody's style; now and then with an alias and a merge."""
    chance = random.Random(seed)  # noqa: S311 - a case, no secret
    document = a_document(chance, size)
    text = Author(seed).text(document)
    anchors = re.findall(r"(?m)^(\w+): (&a[0-9]+) *(?:#.*)?\r?$", text)
    if not anchors or not text.endswith("\n") or chance.random() < 0.5:
        return text
    name, anchor = anchors[0]
    newline = "\r\n" if text.endswith("\r\n") else "\n"
    text += f"copied: *{anchor[1:]}   # as {name}{newline}"
    if isinstance(document.get(name), dict):
        text += f"merged:{newline}  <<: *{anchor[1:]}{newline}  own: 1{newline}"
    return text


_seeds = st.integers(0, 2**63)
chances = _seeds.map(random.Random)
texts_by_hand = st.builds(a_text, _seeds, st.integers(0, 30))
