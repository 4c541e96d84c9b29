"""When two values mean the same."""

from decimal import Decimal
from typing import Any

from vms.manifest import QuantityInvalid, parse_quantity


def number(value: Any) -> Decimal | None:
    """What a number or a quantity comes to; ``None`` for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return parse_quantity(value)
    except QuantityInvalid:
        return None


def same(one: Any, other: Any) -> bool:
    """Whether two JSON values mean the same: ``1Gi`` is ``1024Mi``, the order of keys does not count."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    first, second = number(one), number(other)
    return first == second if first is not None and second is not None else bool(one == other)
