"""Older JSON Schema drafts in the words of 2020-12."""

from collections.abc import Mapping
from typing import Any, Final

from vms.schema.errors import SchemaInvalid
from vms.schema.rebuild import exclusive, rebuilt

NEWEST: Final = "https://json-schema.org/draft/2020-12/schema"
_OLDER: Final = {
    "http://json-schema.org/draft-04/schema": 4,
    "http://json-schema.org/draft-06/schema": 6,
    "http://json-schema.org/draft-07/schema": 7,
    "https://json-schema.org/draft/2019-09/schema": 2019,
}
_UNSAID: Final = 0  # no $schema: read as the newest, with what older drafts alone could have meant
_SAID_BESIDE: Final = frozenset({"title", "description", "default", "examples", "$comment", "$defs"})


def to_newest(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A copy that says the same in 2020-12, its references local pointers. Raises ``SchemaInvalid`` for a
    dialect that is not known and for what cannot be converted without a change of meaning."""
    draft = _draft_of(schema)
    base = schema.get("$id", schema.get("id"))
    whole = {
        name: value for name, value in schema.items() if name not in {"$id", "id", "$vocabulary", "$schema"}
    }
    converted: dict[str, Any] = rebuilt(whole, lambda one: _converted(one, draft))
    if isinstance(base, str) and base:
        own_name = base.partition("#")[0]
        converted = rebuilt(converted, lambda one: _local(one, own_name))
    return {"$schema": NEWEST, **converted}


def _draft_of(schema: Mapping[str, Any]) -> int:
    named = schema.get("$schema")
    if named is None:
        return _UNSAID
    if not isinstance(named, str):
        raise SchemaInvalid("its $schema is no text")
    plain = named.rstrip("#")
    if plain == NEWEST:
        return 2020
    known = _OLDER.get(
        plain, _OLDER.get(plain.replace("https://json-schema.org/draft-", "http://json-schema.org/draft-"))
    )
    if known is None:
        raise SchemaInvalid(
            f"its dialect is {named[:100]!r}; the portal reads 2020-12, 2019-09 and the drafts 4, 6 and 7"
        )
    return known


def _converted(one: dict[str, Any], draft: int) -> dict[str, Any]:
    if one.get("format") == "regex":
        del one["format"]  # to check it would be to build whatever automaton a document asks for
    if draft == 2020:
        return one
    if draft == 4 and isinstance(one.get("id"), str):
        raise SchemaInvalid(f"it contains a second id, {one['id'][:100]!r}")
    if "$recursiveRef" in one:
        raise SchemaInvalid("it uses $recursiveRef, which is not supported")
    if draft in {4, 6, 7} and "$ref" in one:  # they read nothing beside a reference
        one = {word: value for word, value in one.items() if word in _SAID_BESIDE or word == "$ref"}
    _definitions(one)
    _tuple(one)
    _dependencies(one)
    exclusive(one)
    return one


def _definitions(one: dict[str, Any]) -> None:
    if isinstance(one.get("definitions"), dict):
        own = one.pop("definitions")
        one["$defs"] = {**own, **one["$defs"]} if isinstance(one.get("$defs"), dict) else own
    reference = one.get("$ref")
    if isinstance(reference, str) and "definitions" in reference:
        # A field of that name stays: its part of the pointer stands behind "properties".
        parts = reference.split("/")
        one["$ref"] = "/".join(
            "$defs" if part == "definitions" and parts[place - 1] != "properties" else part
            for place, part in enumerate(parts)
        )


def _tuple(one: dict[str, Any]) -> None:
    rest = one.pop("additionalItems", None)
    if isinstance(one.get("items"), list):
        one["prefixItems"] = one.pop("items")
        if rest is not None:
            one["items"] = rest
        if one["prefixItems"] == []:
            del one["prefixItems"]


def _dependencies(one: dict[str, Any]) -> None:
    if not isinstance(one.get("dependencies"), dict):
        return
    for name, needed in one.pop("dependencies").items():
        word = "dependentRequired" if isinstance(needed, list) else "dependentSchemas"
        one.setdefault(word, {})[name] = needed


def _local(one: dict[str, Any], own_name: str) -> dict[str, Any]:
    """A reference by the schema's own name is one to itself."""
    reference = one.get("$ref")
    if isinstance(reference, str) and own_name and reference.startswith(f"{own_name}#"):
        one["$ref"] = reference[len(own_name) :]
    return one
