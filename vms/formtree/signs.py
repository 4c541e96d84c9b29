"""What a schema's own signs (formats, patterns, names) say about the control of a field without hints."""

from typing import Final

from vms.schema import NodeKind, SchemaNode

_MAC: Final = ("macaddress", "mac")
_CODE: Final = frozenset({"userdata", "networkdata", "script", "cloudinit", "unattend", "kernelargs"})
_QUANTITY: Final = "[eE]"  # of the pattern that Kubernetes gives its quantities
_SIZES: Final = frozenset({"capacity", "storage", "pagesize", "guest"})
_EXAMPLES: Final = {
    "uuid": "5d307ca9-b3ef-428c-8861-06e72d69f223",
    "mac": "52:54:00:12:34:56",
    "quantity": "4Gi",
    "date-time": "2030-01-31T12:00:00Z",
    "ipv4": "10.0.2.15",
    "uri": "https://example.org/image.qcow2",
}


def widget_for(node: SchemaNode, key: str) -> str:
    """The widget that a text's format, pattern or name asks for; ``text`` where nothing does."""
    name = key.lower()
    if node.kind is NodeKind.INTEGER_OR_TEXT:
        return "quantity" if _QUANTITY in (node.pattern or "") else "text"
    if node.kind is not NodeKind.STRING:
        return "text"
    if name in _MAC or "{2}:){5}" in (node.pattern or ""):
        return "mac"
    if node.format == "quantity" or _is_size(node, name):
        return "quantity"
    if name in _CODE:
        return "code"
    return "uuid" if node.format == "uuid" else "text"


def placeholder_for(node: SchemaNode, key: str) -> str:
    """An example for an empty control."""
    return _EXAMPLES.get(node.format or "", _EXAMPLES.get(widget_for(node, key), ""))


def _is_size(node: SchemaNode, name: str) -> bool:
    if name in _SIZES and not node.enum:
        return True
    return any(isinstance(example, str) and example[-2:] in {"Mi", "Gi", "Ti"} for example in node.examples)
