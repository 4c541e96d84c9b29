"""One schema to look at, where several say something of the same place.

Only forms and walks read what is made here; documents are checked against the schema as it is written.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from vms.schema.resolve import target_of

_ALTERNATIVES: Final = ("oneOf", "anyOf")
_BRANCHES: Final = ("then", "else")
ONE_OF: Final = "one of these members"  # no keyword, so it cannot stand in a schema by accident


class Root:
    """A whole schema, and what was already merged of it: the same place is the same object again, by which
    a walk notices that a schema contains itself."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self._merged: dict[int, dict[str, Any]] = {}

    def merged(self, subschema: dict[str, Any]) -> dict[str, Any]:
        """The subschema with its references followed (what is written beside one is laid over it), its
        ``allOf`` in one, and what its alternatives name among its properties."""
        if not _WORDS & subschema.keys():
            return subschema
        known = self._merged.get(id(subschema))
        if known is None:
            known = self._merged[id(subschema)] = self._merge(subschema)
        return known

    def _merge(self, subschema: dict[str, Any]) -> dict[str, Any]:
        own = {word: value for word, value in subschema.items() if word not in {"$ref", "allOf"}}
        target = target_of(subschema, self.raw)
        if isinstance(target, dict):
            own = {**self.merged(target), **own}
        for part in subschema.get("allOf", ()):
            if isinstance(part, dict):
                own = _both(own, self.merged(part))
        for word in _ALTERNATIVES:
            if isinstance(own.get(word), list):
                own = self._with_alternatives(own, word)
        if "if" in own:
            own = _with_offers(
                own, [self.merged(own[word]) for word in _BRANCHES if isinstance(own.get(word), dict)]
            )
        return own

    def _with_alternatives(self, own: dict[str, Any], word: str) -> dict[str, Any]:
        options = [self.merged(option) for option in own[word] if isinstance(option, dict)]
        spoken = [option for option in options if option.get("type") != "null"]
        if spoken and all("const" in option for option in spoken):
            return {"enum": [option["const"] for option in spoken], **own}
        kinds = {str(option.get("type")) for option in spoken}
        if kinds == {"integer", "string"} and "type" not in own:
            return {**own, "type": ["integer", "string"]}
        if len(spoken) == 1 and len(options) == 2 and not own.get("properties"):
            return {**spoken[0], **own}  # a value, or nothing
        keys = _keys(options) if word == "oneOf" else []
        own = _with_offers(own, options)
        return {**own, ONE_OF: keys} if keys else own


_WORDS: Final = frozenset({"$ref", "allOf", "if", *_ALTERNATIVES})


def _keys(options: list[dict[str, Any]]) -> list[str]:
    """``oneOf`` objects that each ask for one member of its own: a choice between these members."""
    asked = [option.get("required") for option in options]
    keys = [names[0] for names in asked if isinstance(names, list) and len(names) == 1]
    return keys if len(keys) == len(options) > 1 and len(set(keys)) == len(keys) else []


def _both(one: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    """What demands both: members of either, the first's words."""
    result = {**other, **_with_members(one, other)}
    if one.get("required") and other.get("required"):
        result["required"] = [*dict.fromkeys([*one["required"], *other["required"]])]
    if one.get("enum") and other.get("enum"):
        result["enum"] = [value for value in one["enum"] if value in other["enum"]]
    return result


def _with_members(one: dict[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    theirs, mine = other.get("properties"), one.get("properties")
    if not theirs or not mine:
        return {**one, "properties": theirs} if theirs else one
    members = dict(mine)
    for name, member in theirs.items():
        if name not in mine:
            members[name] = member
        elif isinstance(member, dict) and member and member is not mine[name]:
            members[name] = {"allOf": [mine[name], member]}
    return {**one, "properties": members}


def _with_offers(own: dict[str, Any], options: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The members that the alternatives name, each as any of them may have it; own ones stay as they are."""
    mine = own.get("properties") or {}
    offers: dict[str, list[Any]] = {}
    for option in options:
        for name, member in (option.get("properties") or {}).items():
            if not mine.get(name) and isinstance(member, dict) and member not in offers.get(name, ()):
                offers.setdefault(name, []).append(member)
    if not offers:
        return own
    members = {name: found[0] if len(found) == 1 else {"anyOf": found} for name, found in offers.items()}
    return {**own, "properties": {**mine, **members}}
