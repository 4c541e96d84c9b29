"""Characters, tags and broken syntax: what should not be there."""

import json
from collections.abc import Iterator

from tests.hostile.case import Case


def characters() -> Iterator[Case]:
    for code in [
        *range(0x20),
        *range(0x7F, 0xA0),
        0x2028,
        0x2029,
        0xFEFF,
        0xFFFE,
        0xFFFF,
        0xD800,
        0xDBFF,
        0xDFFF,
    ]:
        if code not in (0x09, 0x0A, 0x0D):
            yield Case(f"U+{code:04X} in a text", f"a: 1\nb: x{chr(code)}y\n", 2, f"U+{code:04X}")
    yield Case("U+0000 alone", "\0", 1, "U+0000")
    yield Case("a million null characters", "\0" * 1_000_000, 1, "U+0000")
    yield Case("lines that end as on old Macs", "a: 1\rb: 2\r", 1, "U+000D")
    yield Case("one line that ends so", "a: 1\n\rb: 2\n", 2, "U+000D")
    yield Case("two byte order marks", "\ufeff\ufeffa: 1\n", 1, "U+FEFF")
    yield Case("UTF-16 read as UTF-8", "a\0:\0 \x001\0", 1, "U+0000")
    yield Case("a byte order mark and nothing", "\ufeff", 1, "empty")
    yield Case("a byte order mark", "\ufeffa: 1\n")
    yield Case("line ends of Windows", "a: 1\r\nb:\r\n- 2\r\n")
    yield Case("a replacement character", "a: \ufffd\n")
    yield Case("letters turned round", "a: \u202etxt.exe\n")
    yield Case("letters without width", "a: b\u200bc\n")
    yield Case("a stack of accents", f"a: z{chr(0x301) * 5000}\n")
    yield Case("a name in two compositions", "e\u0301: 1\n\xe9: 2\n")
    yield Case("half a character as an escape", 'a: "\\ud800"\n', 1, "half of a character")
    yield Case("a pair of halves as JSON writes it", json.dumps({"a": "🐧"}), 1, "half of a character")
    yield Case("a character beyond the last", 'a: "\\U00110000"\n', 1, "half of a character")
    yield Case("a null character as an escape", 'a: "\\0"\n')
    for where, text in {
        "before a key": "a:\n\tb: 1\n",
        "before a dash": "a:\n\t- 1\n",
        "after spaces": "a:\n  \tb: 1\n",
    }.items():
        yield Case(f"a tab {where}", text, 2, "spaces")
    yield Case("a tab behind a dash", "a:\n-\tb: 1\n  c: 2\n", 2, "")
    yield Case("a tab behind a colon", "a:\t1\n")
    yield Case("a tab in a text", "a: 'b\tc'\n")


def tags() -> Iterator[Case]:
    harmful = (
        "!!python/object:os.system {}",
        "!!python/object/apply:os.system ['id']",
        "!!python/object/new:os.system [id]",
        "!!python/name:os.system",
        "!!python/module:os",
        "!!python/tuple [1]",
        "!!python/none",
        "!!python/bytes aGk=",
        "!!java.net.URL [http://x]",
        "!ruby/object:Gem::Installer {}",
        "!php/object x",
        "!!binary aGk=",
        "!!timestamp 2001-01-01",
        "!!set {a, b}",
        "!!omap [a: 1]",
        "!!pairs [a: 1]",
        "!!merge x",
        "!!value x",
        "!local x",
        "!Ref x",
        "!<tag:x> y",
        "!!int text",
        "!!int 1.5",
        "!!float text",
        "!!bool maybe",
        "!!null 5",
    )
    for value in harmful:
        yield Case(f"the tag {value}", f"a: 1\nb: {value}\n", 2, "tag")
    yield Case("a tag on the whole text", "!!python/object:x.Y\na: 1\n", 1, "tag")
    yield Case("a tag on a key", "!local a: 1\n", 1, "tag")
    yield Case("a tag of its own handle", "%TAG ! tag:evil,2000:\n---\na: !x 1\n", 3, "tag")
    yield Case("a handle nobody defined", "a: !h!x 1\n", 1, "")
    yield Case("YAML of the future", "%YAML 9.9\n---\na: 1\n", 1, "")
    yield Case("two versions of YAML", "%YAML 1.1\n%YAML 1.1\n---\na: 1\n", 2, "")
    yield Case("a directive without a document", "%YAML 1.1\na: 1\n", 2, "")
    yield Case("a mapping called text", "a: !!str {}\n")
    yield Case("YAML's own tags", "a: !!str 5\nb: !!int '5'\nc: !!map {}\nd: !!seq []\n")


def syntax() -> Iterator[Case]:
    faults = {
        "an open single quote": ("a: 'b\n", 2),
        "an open double quote": ('a: "b\n', 2),
        "an open bracket": ("a: [b\n", 2),
        "an open brace": ("a: {b: 1\n", 2),
        "a closed bracket too many": ("a: []]\n", 1),
        "a closed brace too many": ("a: {}}\n", 1),
        "brackets crossed": ("a: [{b]}\n", 1),
        "a comma alone": ("a: [,]\n", 1),
        "two commas": ("a: [1,,2]\n", 1),
        "an unknown escape": ('a: "\\q"\n', 1),
        "a short escape": ('a: "\\x1"\n', 1),
        "a shorter escape": ('a: "\\u12"\n', 1),
        "two colons": ("a: b: c\n", 1),
        "a list on the key's line": ("a: - b\n", 1),
        "a key below a list": ("- a\nb: c\n", 2),
        "a list below keys": ("a: 1\n- b\n", 2),
        "a line too far left": ("a:\n    b: 1\n  c: 2\n", 3),
        "a line too far right": ("a: 1\n  b: 2\n", 2),
        "a name without a colon": ("a: 1\nb\nc: 2\n", 3),
        "an at sign": ("a: @b\n", 1),
        "a backtick": ("a: `b`\n", 1),
        "a percent sign": ("a: %b\n", 1),
        "a bar with a word": ("a: |x\n  b\n", 1),
        "a bar with a zero": ("a: |0\n  b\n", 1),
        "a bar indented by 99": ("a: |99\n  b\n", 1),
        "a bar in brackets": ("a: [|\n  b]\n", 1),
        "a text after quotes": ("a: 'b' c\n", 1),
        "a text after brackets": ("a: [b] c\n", 1),
        "a second text": ("a: 1\n--- b\n", 2),
        "a third text": ("---\na: 1\n...\n---\nb: 1\n", 4),
        "a text after the end": ("a: 1\n...\nb: 1\n", 3),
        "a document's mark in quotes": ("a: 'b\n---\nc'\n", 2),
        "a colon alone": (":\n", 1),
        "colons alone": (": :\n", 1),
        "a quoted name over two lines": ("'a\nb': 1\n", 2),
        "a script badly indented": ("a: |\n    b\n  c\n", 3),
        "a brace in place of a quote": ('{"a": 1, "b": {"c": [1, 2}\n', 1),
        "JSON cut off": ('{"apiVersion": "v1", "metadata": {"name": "x"\n', 2),
        "HTML": ("<!doctype html>\n<p class='a: b'>\n", 2),
        "a shell script": ("#!/bin/sh\nset -e\ncat <<EOF\nx: [\nEOF\n", 4),
        "XML": ("<a>\n  <b c='d'/>\n</a>\n", 1),
        "an INI file": ("[a]\nb = c\n", 2),
        "CSV": ("a,b,c\n1,2,3\n", 1),
        "a private key": ("-----BEGIN KEY-----\nabc\n-----END KEY-----\n", 1),
        "a diff": ("--- a\n+++ b\n@@ -1 +1 @@\n", 1),
        "a template": ("{% for x in y %}\na: {{ x }}\n{% endfor %}\n", 1),
    }
    for name, (text, line) in faults.items():
        yield Case(name, text, line)
