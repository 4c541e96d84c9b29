"""Numbers, keys and other kinds of values: what is read as something else."""

from collections.abc import Iterator
from typing import Final

from tests.hostile.case import Case

SPEC: Final = "spec:\n  template:\n    spec:\n"


def numbers() -> Iterator[Case]:
    for number in (
        "1e999",
        "-1e999",
        "9" * 20,
        "9" * 400,
        "9" * 5000,
        "9" * 500_000,
        "-" + "9" * 5000,
        "0x" + "f" * 5000,
        "0o" + "7" * 5000,
        "9007199254740994",
        f"1.{'1' * 5000}e{'9' * 400}",
    ):
        yield Case(f"the number {number[:12]} of {len(number)} signs", f"a: 1\nb: {number}\n", 2, "number")
    for number in (".inf", "-.inf", "+.INF", ".nan", ".NaN"):
        yield Case(f"the number {number}", f"a: {number}\n", 1, "number")
    for text in (
        "1_000",
        "0b1",
        "1:2:3",
        "190:20:30",
        "+",
        ".",
        "0x",
        "0o8",
        "1e",
        "1e-999",
        "-0",
        "0777",
        "9007199254740992",
        "2001-01-01",
        "=",
        "12e03",
    ):
        yield Case(f"what may look like a number, {text}", f"a: {text}\n")


def keys() -> Iterator[Case]:
    for key in ("1", "1.5", "true", "False", "null", "~", "0x1F", "1e3", "-1"):
        yield Case(f"the key {key}", f"a: 1\n{key}: 2\n", 2, "name")
    yield Case("no key", "a: 1\n: 2\n", 2)
    yield Case("a list as a key", "? [a]\n: 1\n", 1, "name")
    yield Case("a mapping as a key", "? {a: 1}\n: 1\n", 1, "name")
    yield Case("a bracket as a key", "[a]: 1\n", 1, "name")
    yield Case("a key of infinite size", ".inf: 1\n", 1, "")
    for name, text, line in (
        ("the same key", "a: 1\nb: 2\na: 3\n", 3),
        ("the same key in quotes", "a: 1\n'a': 2\n", 2),
        ("the same key as an escape", 'a: 1\n"\\x61": 2\n', 2),
        ("the same key in braces", "x: {a: 1, a: 2}\n", 1),
        ("the same key deep inside", "x:\n- y:\n    a: 1\n    b: 1\n    a: 2\n", 5),
        ("the same key 5000 times", "a: 1\n" * 5000, 2),
        ("the empty key twice", "'': 1\n\"\": 2\n", 2),
    ):
        yield Case(name, text, line, "second time")
    for key in (
        "__proto__",
        "constructor",
        "toString",
        "no",
        "y",
        "'1'",
        "'<<'",
        "''",
        "' '",
        "'/'",
        "'~'",
        "'~1'",
        "'#choice'",
        "'a b'",
        "'-'",
        "'*'",
        "'%s%n'",
        "'{{7*7}}'",
        "'<script>alert(1)</script>'",
        "'../../etc/passwd'",
        '"\'; drop table x; --"',
        '"\\e[31m"',
        "'" + "🐧" * 200 + "'",
    ):
        yield Case(
            f"the key {key[:30]}", f"metadata:\n  name: x\n  labels:\n    {key}: z\n  {key}: 1\n{key}: 1\n"
        )


def tops() -> Iterator[Case]:
    yield Case("nothing", "", 1, "empty")
    yield Case("a line break", "\n", 1, "empty")
    yield Case("a comment", "# a\n", 1, "empty")
    for name, text in {
        "a dash": "-\n",
        "a list": "- a\n",
        "a word": "a\n",
        "a number": "1\n",
        "a null": "~\n",
        "brackets": "[]\n",
        "quotes": "''\n",
        "a bar": "|\n a\n",
        "an address": "http://x/y",
    }.items():
        yield Case(f"only {name}", text, 1, "mapping")
    yield Case("only a mark", "---\n", 2, "mapping")
    yield Case("only the end", "...\n", 1, "")
    yield Case("only braces", "{}\n")


def kinds() -> Iterator[Case]:
    """Readable, and wrong: another kind of value wherever the form and the rules look."""
    places = (
        "apiVersion",
        "kind",
        "metadata",
        "metadata/name",
        "metadata/labels",
        "metadata/annotations",
        "spec",
        "spec/runStrategy",
        "spec/running",
        "spec/template",
        "spec/template/metadata",
        "spec/template/spec",
        "spec/template/spec/domain",
        "spec/template/spec/domain/cpu",
        "spec/template/spec/domain/cpu/cores",
        "spec/template/spec/domain/memory",
        "spec/template/spec/domain/memory/guest",
        "spec/template/spec/domain/devices",
        "spec/template/spec/domain/devices/disks",
        "spec/template/spec/domain/devices/interfaces",
        "spec/template/spec/domain/firmware",
        "spec/template/spec/domain/firmware/bootloader",
        "spec/template/spec/domain/features",
        "spec/template/spec/networks",
        "spec/template/spec/volumes",
        "spec/template/spec/nodeSelector",
        "spec/dataVolumeTemplates",
        "status",
    )
    for place in places:
        for kind, value in {
            "a list": "[[], {a: 1}]",
            "a mapping": "{a: {b: []}}",
            "a null": "~",
            "a number": "-1.5",
        }.items():
            parts = place.split("/")
            lines = [f"{'  ' * depth}{part}:" for depth, part in enumerate(parts)]
            yield Case(f"{kind} at {place}", "\n".join(lines) + f" {value}\n")
    for section in ("volumes", "networks"):
        for kind, value in {
            "nulls": "~",
            "lists": "[]",
            "texts": "x",
            "numbers": "7",
            "braces": "{}",
        }.items():
            yield Case(f"{kind} as {section}", f"{SPEC}      {section}: [{', '.join([value] * 50)}]\n")
