"""Input devices, graphics cards and watchdogs: kept for export, with few choices."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import DOMAIN, entries, fix, mapping, shown, warning
from vms.schema import Edit, Problem, get

_DEVICES: Final = f"{DOMAIN}/devices"
_CARDS: Final = (None, "", "vga", "cirrus", "virtio", "ramfb", "bochs")


def inputs_are_tablets(document: dict[str, Any]) -> Iterator[Problem]:
    for place, device in entries(document, f"{_DEVICES}/inputs"):
        bus = device.get("bus")
        if bus not in (None, "", "virtio", "usb"):
            message = f"An input device is on the virtio or the usb bus, not on “{shown(bus)}”. Use usb."
            repair = fix("Use usb", Edit(f"{place}/bus", "usb"))
            yield warning(f"{place}/bus", "input-bus", message, repair, rule="B.5-66")
        if device.get("type") != "tablet":
            message = "The only input device that a cluster adds is a tablet. Use that."
            repair = fix("Use tablet", Edit(f"{place}/type", "tablet"))
            yield warning(f"{place}/type", "input-type", message, repair, rule="B.5-66")


def a_card_has_a_screen(document: dict[str, Any]) -> Iterator[Problem]:
    pointer = f"{_DEVICES}/video"
    video = get(document, pointer)
    if not isinstance(video, dict):
        return
    if get(document, f"{_DEVICES}/autoattachGraphicsDevice") is False:
        message = "A machine without a screen cannot have a graphics card. Remove the card."
        remove = fix("Remove the card", Edit(pointer))
        yield warning(pointer, "video-without-screen", message, remove, rule="B.5-67")
    if video.get("type") not in _CARDS:
        message = f"“{shown(video.get('type'))}” is no graphics card. Use virtio or vga."
        repair = fix("Use virtio", Edit(f"{pointer}/type", "virtio"))
        yield warning(f"{pointer}/type", "video-type", message, repair, rule="B.5-67")


def a_watchdog_is_of_x86(document: dict[str, Any]) -> Iterator[Problem]:
    pointer = f"{_DEVICES}/watchdog"
    watchdog = mapping(document, pointer)
    other = next((kind for kind in watchdog if kind not in ("name", "i6300esb")), None)
    if other is not None:
        message = f"A watchdog of the kind “{shown(other)}” does not exist on x86. Use i6300esb."
        kept = {"name": watchdog["name"]} if "name" in watchdog else {}
        repair = fix("Use i6300esb", Edit(pointer, {**kept, "i6300esb": {"action": "reset"}}))
        yield warning(pointer, "watchdog", message, repair, rule="B.5-68")


RULES: Final = (inputs_are_tablets, a_card_has_a_screen, a_watchdog_is_of_x86)
