"""Hyper-V's enlightenments, which need one another."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest.rules.look import DOMAIN, error, fix, mapping, warning
from vms.schema import Edit, Problem, get

_HYPERV: Final = f"{DOMAIN}/features/hyperv"
_PASSTHROUGH: Final = f"{DOMAIN}/features/hypervPassthrough"
_NEEDS: Final = {
    "evmcs": "vapic",
    "ipi": "vpindex",
    "synic": "vpindex",
    "synictimer": "synic",
    "tlbflush": "vpindex",
}


def enlightenments_have_what_they_need(document: dict[str, Any]) -> Iterator[Problem]:
    hyperv = mapping(document, _HYPERV)
    for wanted, needed in _NEEDS.items():
        if _is_on(hyperv.get(wanted)) and get(hyperv, f"/{needed}/enabled") is False:
            pointer = f"{_HYPERV}/{needed}/enabled"
            message = f"“{wanted}” needs “{needed}”, which is turned off. Turn it on."
            repair = fix("Turn it on", Edit(pointer, value=True))
            yield error(pointer, "hyperv-dependency", message, repair, rule="B.4-41")


def enlightenments_come_from_one_place(document: dict[str, Any]) -> Iterator[Problem]:
    passed = get(document, _PASSTHROUGH)
    if isinstance(passed, dict) and isinstance(get(document, _HYPERV), dict):
        message = "Hyper-V's features are either listed or passed through as they are, not both. Keep one."
        repair = fix("Keep the list", Edit(_PASSTHROUGH))
        yield warning(_PASSTHROUGH, "hyperv-passthrough", message, repair, rule="B.4-42")


def _is_on(feature: Any) -> bool:
    return isinstance(feature, dict) and feature.get("enabled") is not False


RULES: Final = (enlightenments_have_what_they_need, enlightenments_come_from_one_place)
