"""Hostile schemas that are readable: references that lead out, schemas that grow when they are used."""

import json
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, Final

Case = tuple[str, str]
Made = tuple[str, Any]


REMOTE: Final = (
    "http://127.0.0.1:{port}/schema.json",
    "https://127.0.0.1:{port}/schema.json#/a",
    "//127.0.0.1:{port}/schema.json",
    "file:///etc/passwd",
    "file://127.0.0.1:{port}/schema.json",
    "ftp://127.0.0.1:{port}/schema.json",
    "gopher://127.0.0.1:{port}/_GET",
    "data:application/json,{}",
    "urn:example:schema",
    "schema.json",
    "../../etc/passwd#/a",
    "/etc/passwd",
    "?a=b#/a",
    "#anchor",
    "#$defs/a",
    "# /a",
    "https://json-schema.org/draft/2020-12/schema",
    "http://json-schema.org/draft-07/schema#",
    "json-schema:///",
    "",
)
PLACES: Final[dict[str, Any]] = {
    "the whole": lambda ref: ref,
    "a property": lambda ref: {"properties": {"a": ref}},
    "items": lambda ref: {"properties": {"a": {"items": ref}}},
    "prefixItems": lambda ref: {"prefixItems": [ref]},
    "allOf": lambda ref: {"allOf": [ref]},
    "anyOf": lambda ref: {"anyOf": [{}, ref]},
    "oneOf": lambda ref: {"oneOf": [ref]},
    "not": lambda ref: {"not": ref},
    "if": lambda ref: {"if": ref, "then": {}},
    "else": lambda ref: {"if": {}, "else": ref},
    "additionalProperties": lambda ref: {"additionalProperties": ref},
    "patternProperties": lambda ref: {"patternProperties": {"^a": ref}},
    "propertyNames": lambda ref: {"propertyNames": ref},
    "dependentSchemas": lambda ref: {"dependentSchemas": {"a": ref}},
    "dependencies": lambda ref: {"dependencies": {"a": ref}},
    "contains": lambda ref: {"contains": ref},
    "unevaluatedProperties": lambda ref: {"unevaluatedProperties": ref},
    "unevaluatedItems": lambda ref: {"unevaluatedItems": ref},
    "contentSchema": lambda ref: {"contentSchema": ref},
    "a definition that nobody uses": lambda ref: {"$defs": {"a": ref}},
    "an old definition": lambda ref: {"definitions": {"a": ref}},
    "additionalItems": lambda ref: {"items": [{}], "additionalItems": ref},
}


def _references(port: int) -> Iterator[Case]:
    """References that lead out, by many names from many places."""
    first = REMOTE[0].replace("{port}", str(port))
    for reference in REMOTE:
        own = reference.replace("{port}", str(port))
        yield f"a reference to {reference!r}", json.dumps({"properties": {"a": {"$ref": own}}})
    for place, made in PLACES.items():
        yield f"a remote reference in {place}", json.dumps(made({"$ref": first}))
    base = first.rpartition("/")[0] + "/"
    base = first.rpartition("/")[0] + "/"
    for name, schema in _odd_references(first, base):
        yield name, json.dumps(schema)


def _odd_references(first: str, base: str) -> Iterator[Made]:
    yield from {
        "an $id that makes a relative reference remote": {
            "$id": base,
            "properties": {"a": {"$ref": "b.json"}},
        },
        "an $id inside": {"properties": {"a": {"$id": base, "$ref": "b.json"}}},
        "an $id inside a definition": {"$defs": {"a": {"$id": "urn:a"}}, "$ref": "urn:a"},
        "an id of draft 4 inside": {
            "$schema": "http://json-schema.org/draft-04/schema#",
            "properties": {"a": {"id": base, "$ref": "#/a"}},
        },
        "a $schema that is remote": {"$schema": first},
        "a $schema that is no text": {"$schema": 5},
        "a $schema of draft 3": {"$schema": "http://json-schema.org/draft-03/schema#"},
        "a $schema with a vocabulary": {"$schema": base + "meta", "$vocabulary": {first: True}},
        "a $dynamicRef": {"$dynamicRef": "#node", "$defs": {"a": {"$dynamicAnchor": "node"}}},
        "a remote $dynamicRef": {"properties": {"a": {"$dynamicRef": first}}},
        "a $recursiveRef": {
            "$schema": "https://json-schema.org/draft/2019-09/schema",
            "properties": {"a": {"$recursiveRef": "#"}},
        },
        "a reference to an anchor": {"$ref": "#here", "$defs": {"a": {"$anchor": "here"}}},
        "a reference to itself": {"$ref": "#"},
        "a reference to nowhere": {"$ref": "#/$defs/none"},
        "a reference to a keyword's value": {
            "properties": {"a": {"$ref": "#/properties/a/enum"}, "enum": [{}]}
        },
        "a reference to data": {"default": {"type": "string"}, "properties": {"a": {"$ref": "#/default"}}},
        "a reference to an enum's value": {
            "enum": [{"$ref": first}],
            "properties": {"a": {"$ref": "#/enum/0"}},
        },
        "a reference with a bad escape": {"$ref": "#/%zz/~2"},
        "a reference with escaped slashes": {"$ref": "#/properties/..%2f..%2fetc", "properties": {}},
        "a reference with a long number": {"$ref": "#/allOf/" + "9" * 5000, "allOf": [{}]},
        "a long reference": {"$ref": "#/" + "a/" * 100_000},
        "two that refer to each other": {
            "$ref": "#/$defs/a",
            "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}},
        },
    }.items()


def _doubling(levels: int, word: str = "allOf") -> dict[str, Any]:
    steps = {f"a{n}": {word: [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(levels)}
    return {"$ref": "#/$defs/a0", "$defs": {**steps, f"a{levels}": {"type": "string"}}}


def _wide(levels: int) -> dict[str, Any]:
    steps = {
        f"a{n}": {"properties": {side: {"$ref": f"#/$defs/a{n + 1}"} for side in "xyz"}}
        for n in range(levels)
    }
    return {"$ref": "#/$defs/a0", "$defs": {**steps, f"a{levels}": {"type": "string"}}}


def _everybody_knows_everybody(count: int) -> dict[str, Any]:
    names = [f"a{n}" for n in range(count)]
    return {
        "$ref": "#/$defs/a0",
        "$defs": {
            name: {"properties": {other: {"$ref": f"#/$defs/{other}"} for other in names}} for name in names
        },
    }


def _chain(count: int, made: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
    steps = {f"a{n}": made({"$ref": f"#/$defs/a{n + 1}"}) for n in range(count)}
    return {"$ref": "#/$defs/a0", "$defs": {**steps, f"a{count}": {"type": "string"}}}


def _ring(count: int) -> dict[str, Any]:
    steps = {f"a{n}": {"properties": {"x": {"$ref": f"#/$defs/a{(n + 1) % count}"}}} for n in range(count)}
    return {"$ref": "#/$defs/a0", "$defs": steps}


def _itself(**ways: Any) -> dict[str, Any]:
    return {"type": "object", **ways}


ROOT: Final = {"$ref": "#"}


def _growing() -> Iterator[Made]:
    """Small files with a large meaning."""
    for word in ("allOf", "anyOf", "oneOf"):
        yield f"{word} that doubles thirty times", _doubling(30, word)
        yield f"{word} of ten thousand", {word: [{"minLength": n} for n in range(10_000)]}
        yield f"{word} of itself", {word: [ROOT]}
        yield f"{word} that is itself twice further down", {word: [{"properties": {"n": ROOT}}] * 2}
    yield from {
        "not of itself": {"not": ROOT},
        "if of itself": {"if": ROOT},
        "then of itself": {"if": {}, "then": ROOT},
        "dependentSchemas of itself": {"dependentSchemas": {"a": ROOT}},
        "properties that triple forty times": _wide(40),
        "properties that triple twelve times": _wide(12),
        "twelve that all know each other": _everybody_knows_everybody(12),
        "sixty that all know each other": _everybody_knows_everybody(60),
        "a chain of five thousand references": _chain(5_000, lambda ref: ref),
        "a chain of five thousand allOf": _chain(5_000, lambda ref: {"allOf": [ref]}),
        "a chain of five thousand properties": _chain(5_000, lambda ref: {"properties": {"x": ref}}),
        "a chain of five thousand lists": _chain(5_000, lambda ref: {"items": ref}),
        "a chain of five thousand maps": _chain(5_000, lambda ref: {"additionalProperties": ref}),
        "a chain of five thousand not": _chain(5_000, lambda ref: {"not": ref}),
        "a ring of five thousand": _ring(5_000),
        "a ring of five": _ring(5),
        "itself as a member": _itself(properties={"n": ROOT}),
        "itself as every member": _itself(additionalProperties=ROOT),
        "itself by two patterns": _itself(patternProperties={"^a": ROOT, "b$": ROOT}),
        "itself as a member and by a pattern": _itself(
            properties={"n": ROOT}, patternProperties={"^n": ROOT}
        ),
        "itself as an element and contained": {"items": ROOT, "contains": ROOT},
        "itself as a member and in allOf": _itself(
            properties={"n": ROOT}, allOf=[{"properties": {"n": ROOT}}]
        ),
        "itself in both branches": _itself(
            **{
                "if": {"required": ["a"]},
                "then": {"properties": {"n": ROOT}},
                "else": {"properties": {"n": ROOT}},
            }
        ),
        "itself unevaluated and as a member": _itself(properties={"n": ROOT}, unevaluatedProperties=ROOT),
        "an enum of ten thousand": {"enum": list(range(10_000))},
        "a hundred enums of two thousand": {
            "properties": {f"a{n}": {"enum": list(range(2_000))} for n in range(110)}
        },
        "allOf with enums of two thousand": {"allOf": [{"enum": list(range(2_000))}] * 20},
        "fifty thousand properties": {"properties": {f"a{n}": {"type": "string"} for n in range(50_000)}},
        "nineteen thousand properties": {"properties": {f"a{n}": {"type": "string"} for n in range(19_000)}},
        "fifty thousand definitions": {"$defs": {f"a{n}": {"type": "string"} for n in range(50_000)}},
        "thirty thousand required": {"required": [f"a{n}" for n in range(30_000)]},
        "objects a hundred and fifty deep": _deep("properties", 75),
        "objects sixty deep": _deep("properties", 62),
        "lists ninety deep": _deep("items", 90),
        "an enum as deep as is read": {"enum": [json.loads("[" * 150 + "]" * 150)]},
        "a default of a megabyte": {"default": "x" * 2**20},
        "a description of a megabyte": {"properties": {"a": {"description": "x" * 2**20}}},
        "a hundred thousand examples": {"examples": list(range(100_000))},
        "a multiple of almost nothing": {"properties": {"a": {"multipleOf": 5e-324}}},
        "a maximum of 2 to the 65th": {"maximum": 2**65},
        "a minimum of a googol": {"minimum": -(10**100)},
        "minLength of 2 to the 63rd": {"properties": {"a": {"minLength": 2**63}}},
        "maxItems of 2 to the 64th": {"properties": {"a": {"maxItems": 2**64}}},
        "names that look like methods": {"properties": {"__proto__": {}, "constructor": {}, "__class__": {}}},
        "an empty name": {"properties": {"": {"type": "string"}}},
        "names with slashes and tildes": {"properties": {"a/b~c": {"type": "string"}, "~": {}, "/": {}}},
        "names with brackets and quotes": {"properties": {'"><script>': {"title": "<b>\"'&"}}},
        "a format that is a pattern": {"properties": {"a": {"format": "regex"}}},
        "formats that nobody knows": {"properties": {"a": {"format": "x" * 900}, "b": {"format": "../.."}}},
        "true": True,
        "false": False,
        "an object without words": {},
    }.items()


def _deep(word: str, levels: int) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {word: {"n": schema} if word == "properties" else schema}
    return schema


PATTERNS: Final = {
    "a look ahead": "^(?=.*a)b",
    "a look that must fail": "^(?!a)b",
    "a look behind": "(?<=a)b",
    "a look behind that must fail": "(?<!a)b",
    "a back reference": "(a+)\\1",
    "a named back reference": "(?<x>a)\\k<x>",
    "an atomic group": "(?>a+)b",
    "a recursion": "(?R)",
    "a condition": "(a)?(?(1)b|c)",
    "a comment": "(?#a)b",
    "a word that keeps out": "a\\Kb",
    "nested repetitions": "^(a+)+$",
    "nested stars": "^((a*)*)*$",
    "overlapping alternatives": "^(a|a|aa)*$",
    "a thousand optional": "(a?){1000}a{1000}",
    "counts of counts": "((a{1000}){1000}){1000}",
    "a count of a million": "a{1000000}",
    "a count beyond numbers": "a{99999999999999999999}",
    "a count that is upside down": "a{5,1}",
    "half of memory": "(.{1,1000}){1,1000}",
    "letters of all scripts": "\\p{L}{1,1000}",
    "letters of no script": "\\p{Nonsense}",
    "words of all scripts": "(?u)[\\w\\W]{900}",
    "a window": "[01]*1[01]{900}x",
    "five thousand brackets": "(" * 5000 + ")" * 5000,
    "nine hundred brackets": "(" * 900 + ")" * 900,
    "nine hundred classes": "[" * 900 + "]" * 900,
    "a long one": "a" * 100_000,
    "nine hundred alternatives": "|".join("abc"),
    "an open class": "[a-",
    "a class upside down": "[z-a]",
    "a class of classes": "[a-z&&[^b]]",
    "a lone backslash": "\\",
    "nothing": "",
    "a null": "\\x00",
    "an octal": "\\0",
    "half of a character, escaped": "\\ud800",
    "a quantifier without a thing": "*a",
    "a possessive one": "a++b",
    "flags of Perl": "(?ix)a b # c",
    "a flag that nobody knows": "(?q)a",
}


def _patterns() -> Iterator[Made]:
    for name, pattern in PATTERNS.items():
        yield f"a pattern with {name}", {"properties": {"a": {"type": "string", "pattern": pattern}}}
        yield f"a name by a pattern with {name}", {"patternProperties": {pattern: {"type": "string"}}}
    yield "names that a look ahead asks for", {"propertyNames": {"pattern": "(?=a)a"}}
    yield (
        "twenty thousand different patterns",
        {"properties": {f"a{n}": {"pattern": f"^a{n}[a-z]{{1,20}}$"} for n in range(20_000)}},
    )
    yield (
        "three hundred patterns of all letters",
        {"properties": {f"a{n}": {"pattern": f"^a{n}\\p{{L}}{{1,20}}$"} for n in range(300)}},
    )
    yield (
        "two thousand times the same large pattern",
        {"properties": {f"a{n}": {"pattern": "^[\\s\\S]{1,900}$"} for n in range(2_000)}},
    )
    yield (
        "nine hundred patterns at one place",
        {"allOf": [{"pattern": f"[ab]*a[ab]{{{n}}}"} for n in range(900)]},
    )


def cases(port: int) -> Iterator[Case]:
    yield from _references(port)
    for name, schema in chain(_growing(), _patterns()):
        yield name, json.dumps(schema)
