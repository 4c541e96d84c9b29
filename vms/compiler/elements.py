"""Small words for building XML as elements. Text never becomes markup here: lxml escapes it, and refuses
characters that XML cannot carry."""

from typing import Final

from lxml import etree

Element = etree._Element

METADATA_NAMESPACE: Final = "urn:slipway:domain:1"
QEMU_NAMESPACE: Final = "http://libvirt.org/schemas/domain/qemu/1.0"

# virtio 1.0 only, as KubeVirt's default, and the model that drivers of 0.9 find as well.
VIRTIO: Final = "virtio-non-transitional"
VIRTIO_TRANSITIONAL: Final = "virtio-transitional"


def new(tag: str, text: str | None = None, /, **attributes: str) -> Element:
    """An element of its own."""
    element = etree.Element(tag, attributes)
    element.text = text
    return element


def add(parent: Element, tag: str, text: str | None = None, /, **attributes: str) -> Element:
    """A child at the end of ``parent``."""
    element = etree.SubElement(parent, tag, attributes)
    element.text = text
    return element


def on_off(value: bool) -> str:  # noqa: FBT001 - a converter has one argument
    return "on" if value else "off"


def yes_no(value: bool) -> str:  # noqa: FBT001 - a converter has one argument
    return "yes" if value else "no"
