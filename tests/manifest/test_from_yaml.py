"""Reading: what is taken for what, and what is refused where."""

import pytest

from tests.manifest.fixture_files import FIXTURES, read
from vms.manifest import YamlInvalid, from_yaml, line_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("Yes", "Yes"),
        ("off", "off"),
        ("true", True),
        ("False", False),
        ("12:30:45", "12:30:45"),
        ("52:54:00:12:34:56", "52:54:00:12:34:56"),
        ("2026-01-31", "2026-01-31"),
        ("1_000", "1_000"),
        ("0777", 777),
        ("0o17", 15),
        ("0x1F", 31),
        ("1e3", 1000.0),
        ("-0.5", -0.5),
        ("+3", 3),
        ("~", None),
        ("", None),
        ("4Gi", "4Gi"),
        ("!!str 5", "5"),
        ("!!int 5", 5),
        ("'5'", "5"),
        ('"a\\tb"', "a\tb"),
    ],
)
def test_scalars_are_read_the_way_of_yaml_1_2(text: str, value: object) -> None:
    found = from_yaml(f"key: {text}\n")["key"]

    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        ("# only a comment\n", 1, "empty"),
        ("- a\n- b\n", 1, "mapping"),
        ("just text", 1, "mapping"),
        ("a: 1\nb: 2\na: 3\n", 3, "second time"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: 1\n\tb: 2\n", 2, "spaces"),
        ("a: b: c\n", 1, "colon"),
        ("a: [1, 2\nb: 3\n", 2, "brackets"),
        ('a: "never closed\n', 2, "quotes"),
        ("a: *nowhere\n", 1, "anchor"),
        ("a: &a [*a]\n", 1, "inside"),
        ("1: a\n", 1, "name"),
        ("true: a\n", 1, "name"),
        ("? [a, b]\n: c\n", 1, "name"),
        ("a: .nan\n", 1, "number"),
        ("a: -.inf\n", 1, "infinity"),
        ("a: 1e999\n", 1, "too large"),
        ("a: 99999999999999999999\n", 1, "too large"),
        ("a: " + "9" * 5000 + "\n", 1, "too large"),
        ("a: !!binary aGk=\n", 1, "tag"),
        ("a: !custom {}\n", 1, "tag"),
        ("a: !!int text\n", 1, "tag"),
        ("a: 1\nb: bell\x07\n", 2, "U+0007"),
        ("a: 1\rb: 2\n", 1, "U+000D"),
        ("a: one\u2028two\n", 1, "U+2028"),
        ("a: 1\nb: {<<: text}\n", 2, "merged"),
        ("a: " + "[" * 200 + "]" * 200 + "\n", 1, "deep"),
        ("a: " + "x" * 2**20 + "\n", 1, "1 MiB"),
    ],
)
def test_what_cannot_be_a_manifest_is_refused_with_its_line_and_a_sentence(
    text: str, line: int, words: str
) -> None:
    with pytest.raises(YamlInvalid) as caught:
        from_yaml(text)

    assert caught.value.line == line
    assert caught.value.column >= 1
    assert words in caught.value.reason
    assert caught.value.reason.endswith(".")


def test_a_few_aliases_cannot_stand_for_millions_of_values() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 9)
    )

    with pytest.raises(YamlInvalid, match="alias"):
        from_yaml(bomb)


def test_a_long_text_cannot_be_repeated_into_a_flood() -> None:
    text = "a: &long " + "x" * 100_000 + "\nb: [" + ", ".join(["*long"] * 1000) + "]\n"

    with pytest.raises(YamlInvalid, match="alias"):
        from_yaml(text)


def test_merges_cannot_be_stacked_beyond_the_depth_of_a_document() -> None:
    levels = "".join(f"m{level}: &m{level} {{x: *m{level - 1}}}\n" for level in range(1, 120))

    with pytest.raises(YamlInvalid):
        from_yaml("m0: &m0 {}\n" + levels)


def test_a_merge_gives_way_to_what_is_written() -> None:
    text = "base: &base {a: 1, b: 1}\nmore: &more {b: 2, c: 2}\nhere:\n  <<: [*base, *more]\n  a: 3\n"

    assert from_yaml(text)["here"] == {"a": 3, "b": 1, "c": 2}


def test_aliased_values_are_copies_of_their_own() -> None:
    document = from_yaml("a: &a {x: []}\nb: *a\n")

    document["a"]["x"].append(1)

    assert document["b"] == {"x": []}


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    assert from_yaml("\ufeffkind: x\n") == {"kind": "x"}


@pytest.mark.parametrize("name", [name for name in FIXTURES if name != "ends-in-a-script.yaml"])
def test_a_text_without_its_last_line_break_means_the_same(name: str) -> None:
    text = read(name)

    assert from_yaml(text.removesuffix("\n").removesuffix("\r")) == from_yaml(text)


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("/metadata/name", 6),
        ("/metadata/labels/tier", 11),
        ("/spec/template/spec/domain/memory/guest", 22),
        ("/spec/template/spec/domain/devices/disks", 25),
        ("/spec/template/spec/domain/devices/disks/1", 32),
        ("/spec/template/spec/domain/devices/disks/1/disk/bus", 33),
        ("/spec/template/spec/domain/machine/type", 17),
        ("/spec/template/spec/domain/devices/disks/9/name", 25),
        ("/nothing", 3),
        ("", 3),
    ],
)
def test_the_line_of_a_value_is_that_of_its_key_or_of_what_is_around_it(pointer: str, line: int) -> None:
    assert line_of(read("commented.yaml"), pointer) == line
