"""When two values mean the same."""

from typing import Any

from vms.manifest import amount_of


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values mean the same: ``1Gi`` is ``1024Mi``, the order of keys does not count."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    first, second = amount_of(one), amount_of(other)
    return first == second if first is not None and second is not None else bool(one == other)
