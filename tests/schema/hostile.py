"""Schema files that a hostile, clumsy or unlucky admin uploads: none with an effect but words."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from tests.schema import hostile_crds, hostile_shapes

SECONDS: Final = 0.7  # of this thread's processor time for one answer
Case = tuple[str, str]  # its name, the text of the file


def _nested(word: str, levels: int, inner: str = "{}") -> str:
    return f'{{"{word}": ' * levels + inner + "}" * levels


def _texts() -> Iterator[Case]:
    """What is no schema at all."""
    yield from {
        "nothing": "",
        "only spaces": " \n\t \n",
        "only a comment": "# a schema\n",
        "an end of document": "---\n...\n",
        "a word": "schema",
        "a number": "42",
        "true": "true",
        "null": "null",
        "a list": "[]",
        "a list of schemas": '[{"type": "object"}]',
        "an unclosed bracket": '{"type": "object"',
        "two closing brackets": '{"type": "object"}}',
        "a trailing comma": '{"type": "object",}',
        "single quotes that stay open": "{'type': 'object",
        "NaN": '{"maximum": NaN}',
        "minus infinity": '{"minimum": -Infinity}',
        "a number beyond floats": '{"maximum": 1e999}',
        "a number of five thousand digits": '{"maximum": ' + "9" * 5000 + "}",
        "a YAML number beyond floats": "maximum: 1e999\n",
        "a YAML number of a hundred digits": "maximum: " + "9" * 100 + "\n",
        "a YAML infinity": "maximum: .inf\ntype: 5\n",
        "a name twice": '{"type": "object", "type": "array"}',
        "a name twice in YAML": "type: object\ntype: array\n",
        "a name twice behind many": "{" + "".join(f'"a{n}": 1, ' for n in range(50_000)) + '"a0": 2}',
        "a name twice behind many in YAML": "".join(f"a{n}: 1\n" for n in range(50_000)) + "a0: 2\n",
        "a null character": '{"title": "a\\u0000b"}',
        "a bare null character": "title: a\0b\n",
        "a null character in a name": '{"properties": {"a\\u0000": {}}}',
        "half of a character": '{"title": "\\ud800"}',
        "half of a character in a name": '{"properties": {"\\udfff": {}}}',
        "a bare half of a character": "title: \ud800\n",
        "a byte order mark alone": "\ufeff",
        "two byte order marks": "\ufeff\ufeff{}",
        "a control character": "title: \x07\n",
        "HTML": "<!doctype html><html><script>alert(1)</script></html>",
        "XML with an entity": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "a shell script": "#!/bin/sh\nrm -rf /\n",
        "a Python object": "!!python/object/apply:os.system ['true']\n",
        "a Python name": "type: !!python/name:os.system ''\n",
        "a tag of one's own": "type: !mine object\n",
        "a binary": "type: !!binary aGVsbG8=\n",
        "a set": "required: !!set {a, b}\n",
        "a timestamp as a name": "2001-01-01: {}\n",
        "a number as a name": "properties:\n  1: {}\n",
        "a boolean as a name": "properties:\n  true: {}\n",
        "null as a name": "properties:\n  ~: {}\n",
        "a list as a name": "? [a]\n: b\n",
        "an alias": "a: &a {}\nb: *a\n",
        "an alias to itself": "a: &a [*a]\n",
        "an alias to nothing": "a: *b\n",
        "a bomb of aliases": "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "".join(
            f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(9)
        ),
        "a merge key": "a: &a {type: object}\nb:\n  <<: *a\n",
        "a tab before a name": "properties:\n\ta: {}\n",
        "a name without a colon": "type object\nproperties\n",
        "two documents": '{"type": "object"}\n---\n{"type": "object"}\n',
        "a thousand documents": "type: object\n---\n" * 1000,
        "brackets a thousand deep": "[" * 1000,
        "brackets a hundred thousand deep": "[" * 100_000,
        "braces a hundred thousand deep": '{"a":' * 100_000,
        "closed brackets a hundred thousand deep": "[" * 100_000 + "]" * 100_000,
        "YAML a thousand deep": "".join(f"{' ' * n}a:\n" for n in range(1000)),
        "dashes ten thousand deep": "- " * 10_000 + "a\n",
        "four megabytes and one byte": '{"title": "' + "x" * 4 * 2**20 + '"}',
        "three megabytes of YAML": "title: " + "x" * 3 * 2**20 + "\n",
        "a million short entries": "a:\n" + "- 1\n" * 400_000,
        "a million short entries of JSON": '{"a": [' + "1," * 999_999 + "1]}",
        "a long name": '{"properties": {"' + "x" * 100_000 + '": {}}}',
        "a YAML text of quotes": '"' * 100_000,
        "a YAML text of question marks": "? " * 20_000,
        "a YAML text of ampersands": "&a " * 20_000,
        "a YAML text of percent signs": "%" * 100_000,
        "a YAML text of colons": ": " * 50_000,
        "a flow of commas": "[" + "," * 100_000,
    }.items()


KEYWORDS: Final[dict[str, tuple[Any, ...]]] = {
    "type": ("text", ["string", "string"], {}, 5),
    "properties": ([], "a", {"a": 5}, {"a": "string"}),
    "patternProperties": ([], {"(": {}}, {"a": 5}),
    "additionalProperties": ("no", 0, []),
    "items": ("string", 5, [5]),
    "prefixItems": ({}, [], [5]),
    "required": ("name", {"a": 1}, [5], ["a", "a"]),
    "enum": ("a", {}, 5),
    "allOf": ({}, [], [5]),
    "anyOf": ("a", [], [None]),
    "oneOf": (True, [], ["a"]),
    "not": ([], "a", 1),
    "if": ([], "a"),
    "then": (5, "a"),
    "else": (5, "a"),
    "contains": (5, "a"),
    "minimum": ("1", [], None),
    "maximum": ("1", {}),
    "exclusiveMinimum": ("1", []),
    "exclusiveMaximum": ("1", []),
    "multipleOf": (0, -1, "1"),
    "minLength": (-1, 1.5, "1"),
    "maxLength": (-1, "1"),
    "minItems": (-1, "1"),
    "maxItems": (-1, "1"),
    "uniqueItems": ("yes", 1),
    "minProperties": (-1, "1"),
    "maxProperties": (-1, "1"),
    "pattern": (5, [], "(", "[", "*", "\\"),
    "format": (5, []),
    "title": (5, []),
    "description": ({}, 5),
    "$defs": ([], {"a": 5}),
    "dependentRequired": ([], {"a": 5}),
    "dependentSchemas": ([], {"a": 5}),
    "propertyNames": (5, "a"),
    "$ref": (5, [], {}),
    "$id": (5,),
    "examples": ("a",),
    "deprecated": ("yes",),
}


def _keywords() -> Iterator[Case]:
    """A keyword with a value that it cannot have."""
    for keyword, values in KEYWORDS.items():
        for value in values:
            shown = json.dumps(value)
            yield (
                f"{keyword} is {shown}",
                json.dumps({"type": "object", "properties": {"a": {keyword: value}}}),
            )


def cases(port: int = 9) -> dict[str, str]:
    """Every case by its name. References lead to a port of this machine on which somebody may listen."""
    return dict(chain(_texts(), _keywords(), hostile_shapes.cases(port), hostile_crds.cases()))
