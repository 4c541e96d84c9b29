"""Aliases, merges, depth and size: what would fill memory."""

from collections.abc import Iterator

from tests.hostile.case import Case


def aliases() -> Iterator[Case]:
    for width, levels in ((2, 30), (9, 9), (10, 20), (50, 5), (100, 3)):
        text = f"a0: &a0 [{', '.join(['x'] * width)}]\n" + "".join(
            f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * width)}]\n" for level in range(1, levels)
        )
        size = total = width + 1
        line = 1
        while total <= 10_000:
            size, line = size * width + 1, line + 1
            total += size
        yield Case(f"a bomb of lists, {width} wide", text, line, "alias")
    yield Case(
        "a bomb of mappings",
        "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{l: *a{n - 1}, r: *a{n - 1}}}\n" for n in range(1, 30)),
        12,
        "alias",
    )
    yield Case(
        "a bomb of merges",
        "a0: &a0 {k0: 1}\n"
        + "".join(f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}], k{n}: 1}}\n" for n in range(1, 30)),
        11,
        "alias",
    )
    yield Case("a long text repeated", f"a: &a {'x' * 100_000}\nb: [{', '.join(['*a'] * 100)}]\n", 2, "alias")
    yield Case(
        "a long key repeated", f"a: &a {{{'k' * 900}: 1}}\nb: [{', '.join(['*a'] * 6000)}]\n", 2, "alias"
    )
    yield Case("an alias without an anchor", "a: 1\nb: *none\n", 2, "anchor")
    yield Case("an alias before its anchor", "a: *x\nb: &x 1\n", 1, "anchor")
    yield Case("an alias of what it stands in", "a: &a\n  b: *a\n", 2, "inside")
    yield Case("an alias of what is far around it", "a: &a {b: {c: {d: [*a]}}}\n", 1, "inside")
    yield Case("an alias of the whole text", "&all\na: 1\nb: *all\n", 3, "inside")
    yield Case("an alias as a key", "a: &a x\n*a : 1\n", 2, "name")
    yield Case("an anchor without a name", "a: & x\n", 1, "")
    yield Case("an alias without a name", "a: * x\n", 1, "")
    yield Case("two anchors at one value", "a: &a &b 1\n", 1, "")
    yield Case("an anchor taken twice", "a: &a 1\nb: &a 2\nc: *a\n")
    yield Case("an anchor of 5000 letters", f"a: &{'a' * 5000} 1\nb: *{'a' * 5000}\n")
    yield Case("5000 anchors", "".join(f"k{n}: &a{n} 1\n" for n in range(4_900)))
    yield Case("an alias with a value behind it", "a: &a 1\nb: *a 2\n", 2, "")
    yield Case(
        "aliases stacked deeper than a document",
        "a0: &a0 []\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 150)),
        100,
        "",
    )


def merges() -> Iterator[Case]:
    yield Case("a merge of a text", "a: {<<: text}\n", 1, "merged")
    yield Case("a merge of a number", "a:\n  <<: 5\n", 2, "merged")
    yield Case("a merge of nothing", "a:\n  <<:\n", 2, "merged")
    yield Case("a merge of a list of texts", "a: {<<: [x, y]}\n", 1, "merged")
    yield Case("a merge of an alias of a text", "a: &a x\nb: {<<: *a}\n", 2, "merged")
    yield Case("two merges in one mapping", "a: &a {x: 1}\nb:\n  <<: *a\n  <<: *a\n", 4, "second time")
    yield Case("a merge of itself", "a: &a {<<: *a}\n", 1, "inside")
    yield Case("a merge of an empty list", "a: {<<: []}\n")
    yield Case("a merge of nothing but braces", "a: {<<: {}}\n")
    yield Case("a key that only looks like a merge", "a: {'<<': 1}\n")
    yield Case("a merge of a list of lists", "a: &a {x: 1}\nb: {<<: [[*a]]}\n", 2, "merged")
    yield Case(
        "200 merges one after the other",
        "a0: &a0 {k: 1}\n" + "".join(f"a{n}: &a{n} {{<<: *a{n - 1}}}\n" for n in range(1, 200)),
        99,
        "",
    )


def nesting() -> Iterator[Case]:
    for levels in (101, 200, 1000, 10_000, 100_000):
        yield Case(f"{levels} lists in brackets", f"a:\n  {'[' * levels}{']' * levels}\n", 2, "deep")
        yield Case(f"{levels} mappings in braces", f"a: {'{b: ' * levels}1{'}' * levels}\n", 1, "deep")
        yield Case(f"{levels} open brackets", f"a: {'[' * levels}", 1, "deep")
        yield Case(f"{levels} open braces", f"a: {'{' * levels}", 1, "")
        yield Case(f"{levels} dashes", f"a:\n{'- ' * levels}x\n", 2, "deep")
    for levels in (150, 1000):
        yield Case(
            f"{levels} mappings by indentation", "".join(f"{' ' * n}a:\n" for n in range(levels)), 100, "deep"
        )
        yield Case(f"{levels} question marks", "? " * levels + "a\n", 1, "name")
    yield Case("98 lists", f"a: {'[' * 98}{']' * 98}\n")
    yield Case("98 mappings by indentation", "".join(f"{' ' * n}a:\n" for n in range(98)))


def sizes() -> Iterator[Case]:
    yield Case("one character too many", "x" * (2**20 + 1), 1, "1 MiB")
    yield Case("letters of two bytes", "é" * (2**19 + 1), 1, "1 MiB")
    yield Case("letters of four bytes", "a: " + "🐧" * (2**18), 1, "1 MiB")
    yield Case("ten million letters", "x" * 10_000_000, 1, "1 MiB")
    yield Case("half a million open quotes", 'a: "' * 250_000, 1, "")
    yield Case("a million spaces", " " * 1_000_000, 1, "empty")
    yield Case("a million line breaks", "\n" * 1_000_000, 1, "empty")
    yield Case("a million hashes", "#" * 1_000_000, 1, "empty")
    yield Case("half a million comments", "#\n" * 500_000, 1, "empty")
    yield Case("300,000 entries", "a:\n" + "- \n" * 300_000, 10_001, "too many")
    yield Case("90,000 keys", "".join(f"k{n}: 1\n" for n in range(90_000)), 10_000, "too many")
    yield Case("200,000 commas", f"a: [{',' * 200_000}]\n", 1, "")
    yield Case("400,000 numbers in brackets", f"a: [{'1,' * 400_000}]\n", 1, "too many")
    yield Case("a key of 1025 letters", f"{'k' * 1025}: 1\n", 1, "")
    yield Case("a key of a million letters", f"{'k' * 1_000_000}: 1\n", 1, "")
    yield Case("a long key with a question mark", f"? {'k' * 100_000}\n: 1\n")
    yield Case("a long text in quotes", f"a: '{'x' * 1_000_000}'\n")
    yield Case("a long text behind a bar", "a: |\n" + "  line of a script\n" * 50_000)
    yield Case("a long folded text", "a: >\n" + "  word word word\n" * 60_000)
    yield Case("a long text without quotes", "a: " + "word " * 200_000 + "\n")
    yield Case("a long text of escapes", f'a: "{chr(92)}x41' + f"{chr(92)}x41" * 200_000 + '"\n')
    yield Case("9,900 keys", "".join(f"k{n}: 1\n" for n in range(9_900)))
    yield Case("4,900 empty mappings", "a:\n" + "- {}\n" * 4_900)
    yield Case("a hundred long lines", "".join(f"k{n}: '{'x' * 9_000}'\n" for n in range(100)))
    yield Case("10,000 documents", "a: 1\n---\n" * 10_000, 2, "second document")
