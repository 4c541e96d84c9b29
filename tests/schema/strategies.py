"""Documents made from a schema: valid ones, and ones with a few things wrong."""

from typing import Any

from hypothesis import strategies as st

from vms.schema import NodeKind, SchemaNode

# No surrogates (no JSON) and no NUL (no YAML); line breaks of all kinds stay in.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | texts,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
_BY_PATTERN = {
    "^([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}$": st.from_regex(
        r"([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}", fullmatch=True
    ),
    "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$": st.from_regex(r"[a-z0-9]([a-z0-9-]{0,9}[a-z0-9])?", fullmatch=True),
}
_BY_FORMAT = {
    "uuid": st.uuids().map(str),
    "date-time": st.datetimes().map(lambda time: f"{time.replace(microsecond=0).isoformat()}Z"),
}


def documents(node: SchemaNode) -> st.SearchStrategy[Any]:
    """Values that are valid at a node; members that are not required come and go, unknown ones are added."""
    if node.kind is NodeKind.CONST:
        return st.just(node.const)
    if node.enum:
        return st.sampled_from(node.enum)
    return st.deferred(lambda: _OF_KIND[node.kind](node))


def _objects(node: SchemaNode) -> st.SearchStrategy[Any]:
    members = {name: documents(child) for name, child in node.properties.items()}
    known = st.fixed_dictionaries(
        {name: value for name, value in members.items() if name in node.required},
        optional={name: value for name, value in members.items() if name not in node.required},
    )
    unknown = st.dictionaries(texts.map(lambda text: f"x-{text}"), plain, max_size=1)
    return st.builds(lambda stranger, own: {**stranger, **own}, unknown, known)


def _numbers(node: SchemaNode) -> st.SearchStrategy[Any]:
    low = -(2**40) if node.minimum is None else int(node.minimum)
    high = 2**40 if node.maximum is None else int(node.maximum)
    return st.integers(low, high)


def _strings(node: SchemaNode) -> st.SearchStrategy[Any]:
    if node.pattern:
        return _BY_PATTERN[node.pattern]
    return _BY_FORMAT[node.format] if node.format else texts


def _free(node: SchemaNode) -> st.SearchStrategy[Any]:
    return st.dictionaries(texts, plain, max_size=2) if node.raw.get("type") == "object" else plain


_OF_KIND = {
    NodeKind.OBJECT: _objects,
    NodeKind.MAP: lambda node: st.dictionaries(texts, documents(node.values), max_size=3),
    NodeKind.ARRAY: lambda node: st.lists(documents(node.items), max_size=3),
    NodeKind.STRING: _strings,
    NodeKind.INTEGER: _numbers,
    NodeKind.NUMBER: lambda node: _numbers(node) | st.floats(0, 1),
    NodeKind.BOOLEAN: lambda _: st.booleans(),
    NodeKind.FREE: _free,
}


@st.composite
def broken(draw: st.DrawFn, node: SchemaNode) -> Any:
    """A valid document in which up to three places hold something else, or nothing."""
    document = draw(documents(node))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(document))
        if not places:
            break
        container, key = draw(st.sampled_from(places))
        if draw(st.booleans()) and isinstance(container, dict):
            del container[key]
        else:
            container[key] = draw(plain)
    return document


def _places(value: Any) -> list[tuple[Any, Any]]:
    keys = (
        list(value) if isinstance(value, dict) else list(range(len(value))) if isinstance(value, list) else []
    )
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]
