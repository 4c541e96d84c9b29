"""Hints for a schema that has none: those of another where both have the field, and the schema's own words.

A field that is added to a schema so appears by itself: under a heading, with a label, with help, and with a
control that fits.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vms.formtree.words import words
from vms.schema import NodeKind, Schema, SchemaNode, join, split

_LONGEST_HELP: Final = 220
_SMALL: Final = 8  # fields; what has no more gets no heading of its own
_MOST_HEADINGS: Final = 16  # that one place is divided into
_DEEPEST: Final = 40
_PRESERVED: Final = "x-kubernetes-preserve-unknown-fields"


def hints_for(schema: Schema, base: Mapping[str, Any]) -> dict[str, Any]:
    """Hints that fit the schema exactly. Linear in its fields: keep the result, and use it as it is."""
    shapes = [pattern for pattern in base.get("within", ()) if schema.at(pattern) is not None]
    has = _Places(schema, tuple(f"{pattern}/" for pattern in shapes))
    hints = {key: _kept(has, value) for key, value in base.items() if key not in {"groups", "choices"}}
    fields = dict(hints.get("fields", {}))
    choices = dict(_kept_choices(has, base.get("choices", {})))
    titles = dict(hints.get("row_titles", {}))
    for pattern, node in _nodes(schema.root, (), ()):
        own = _field(node, fields.get(pattern, {}))
        if own:
            fields[pattern] = own
        if node.one_of and pattern not in choices and set(node.one_of) <= node.properties.keys():
            choices[pattern] = [{"keys": list(node.one_of), "label": "One of these"}]
        if node.kind is NodeKind.ARRAY and pattern not in titles:
            naming = [name for name in ("name", "key", "id") if name in node.items.properties]
            titles |= {pattern: naming} if naming else {}
    groups = list(_kept_groups(schema, base.get("groups", ()), fields))
    claimed = {pointer for group in groups for pointer in group["pointers"]}
    more = list(_more_groups(schema.root, "", claimed, fields, is_first=not groups))
    return {
        **hints,
        "fields": fields,
        "choices": choices,
        "row_titles": titles,
        "groups": [*groups, *more],
        "essentials": hints.get("essentials") or list(_required(schema.root, (), fields)),
    }


@dataclass(frozen=True, slots=True)
class _Places:
    """What a schema has, and what the hints themselves give a shape to, where the schema leaves it free."""

    schema: Schema
    shaped: tuple[str, ...]

    def know(self, pointer: str) -> bool:
        return self.schema.at(pointer) is not None or pointer.startswith(self.shaped)


def _kept(has: _Places, value: Any) -> Any:
    """Of what is told by pointer, that which the schema has."""
    if isinstance(value, Mapping):
        return {name: entry for name, entry in value.items() if has.know(name)}
    return [pointer for pointer in value if has.know(pointer)]


def _kept_choices(has: _Places, choices: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    for pattern, entries in choices.items():
        node = has.schema.at(pattern)
        if node is None or pattern.startswith(has.shaped):
            if has.know(pattern):
                yield pattern, entries
            continue
        fitting = [
            {**entry, "keys": keys}
            for entry in entries
            if len(keys := [key for key in entry["keys"] if key in node.properties]) > 1
        ]
        if fitting:
            yield pattern, fitting


def _kept_groups(schema: Schema, groups: Any, fields: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for group in groups:
        pointers = [pointer for pointer in group["pointers"] if _is_shown(schema, pointer, fields)]
        if pointers:
            yield {**group, "pointers": pointers}


def _is_shown(schema: Schema, pointer: str, fields: Mapping[str, Any]) -> bool:
    """Whether named members alone lead there, none of them hidden."""
    node = schema.root
    here = ""
    for part in split(pointer):
        here += join([part])
        if node.kind is not NodeKind.OBJECT or part not in node.properties or _is_hidden(fields, here):
            return False
        node = node.properties[part]
    return True


def _is_hidden(fields: Mapping[str, Any], pattern: str) -> bool:
    return bool(fields.get(pattern, {}).get("hidden"))


def _nodes(
    node: SchemaNode, parts: tuple[str, ...], above: tuple[int, ...]
) -> Iterator[tuple[str, SchemaNode]]:
    if parts:
        yield join(parts), node
    identity = id(node.raw.get("properties") or node.raw.get("items") or node.raw.get("additionalProperties"))
    if identity in above or len(parts) > _DEEPEST:
        return
    if node.kind is NodeKind.OBJECT:
        for name, member in node.properties.items():
            yield from _nodes(member, (*parts, name), (*above, identity))
    elif node.kind is NodeKind.ARRAY:
        yield from _nodes(node.items, (*parts, "*"), (*above, identity))


def _field(node: SchemaNode, known: Mapping[str, Any]) -> dict[str, Any]:
    own = dict(known)
    if "help" not in own and len(node.description) > _LONGEST_HELP:
        own["help"] = _first_sentence(node.description)
    if "default" not in own and isinstance(node.default, str | int | float) and node.default != "":
        own["default"] = _word(node.default)
    is_free = node.raw.get(_PRESERVED) is True or node.raw.get("additionalProperties") is True
    if node.kind is NodeKind.FREE and is_free and "widget" not in own:
        own["widget"] = "free"
    return own


def _word(default: str | int | float) -> str:
    if isinstance(default, bool):
        return "yes" if default else "no"
    return str(default)


def _first_sentence(text: str) -> str:
    flat = " ".join(text.split())
    end = flat.find(". ")
    sentence = flat if end < 0 else flat[: end + 1]
    return (
        sentence if len(sentence) <= _LONGEST_HELP else f"{sentence[: _LONGEST_HELP - 1].rsplit(' ', 1)[0]} …"
    )


def _more_groups(
    node: SchemaNode, pointer: str, claimed: set[str], fields: Mapping[str, Any], *, is_first: bool
) -> Iterator[dict[str, Any]]:
    """Headings for what no group shows: one for what lies together, and one for each larger part of it."""
    together: list[str] = []
    larger: list[tuple[str, SchemaNode]] = []
    inner: list[tuple[str, SchemaNode]] = []
    for name, member in node.properties.items():
        below = pointer + join([name])
        if below in claimed or _is_hidden(fields, below):
            continue
        if any(other.startswith(f"{below}/") for other in claimed):
            inner.append((below, member))
        elif member.kind is NodeKind.OBJECT and _leaves(member, _SMALL + 1) > _SMALL:
            larger.append((below, member))
        else:
            together.append(below)
    if len(larger) > _MOST_HEADINGS:
        together += [below for below, _ in larger]
        larger = []
    title = words(split(pointer)[-1]) if pointer else "General"
    if together:
        yield _group(
            pointer or "/general", title if is_first else f"{title}: more", together, is_open=is_first
        )
    for below, member in inner:
        yield from _more_groups(member, below, claimed, fields, is_first=False)
    for below, member in larger:
        if is_first and pointer == "":
            yield from _more_groups(member, below, claimed, fields, is_first=True)
        else:
            yield _group(below, words(split(below)[-1]), [below], is_open=False)


def _group(pointer: str, title: str, pointers: list[str], *, is_open: bool) -> dict[str, Any]:
    name = "-".join(split(pointer)).lower()
    return {"id": f"of-{name}", "title": title, "pointers": pointers, "open": is_open}


def _leaves(node: SchemaNode, enough: int, level: int = 0) -> int:
    """How many fields there are at and beneath a node, counted no further than is enough."""
    if node.kind is not NodeKind.OBJECT or level >= _SMALL:
        return 1
    count = 0
    for member in node.properties.values():
        count += _leaves(member, enough - count, level + 1) if count < enough else 0
    return count


def _required(node: SchemaNode, parts: tuple[str, ...], fields: Mapping[str, Any]) -> Iterator[str]:
    """What a document cannot be without."""
    for name, member in node.properties.items():
        pointer = join((*parts, name))
        if name not in node.required or member.kind is NodeKind.CONST or _is_hidden(fields, pointer):
            continue
        is_above = member.kind is NodeKind.OBJECT and len(parts) < _DEEPEST
        inside = list(_required(member, (*parts, name), fields)) if is_above else []
        yield from inside or [pointer]
