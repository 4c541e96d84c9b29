"""Kubernetes resource quantities: ``4Gi``, ``500m``, ``1e3``."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from typing import Any, Final

from vms.manifest.errors import QuantityInvalid

_LONGEST: Final = 40  # characters; a double of any precision fits
_LARGEST: Final = Decimal(2**63 - 1)  # Kubernetes caps here
_NANO: Final = Decimal(1).scaleb(-9)
_GRAMMAR: Final = re.compile(
    r"(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))(?:(?P<suffix>[KMGTPE]i|[numkMGTPE])|[eE](?P<power>[+-]?[0-9]+))?"
)
_FACTORS: Final = {
    **{f"{letter}i": Decimal(1024) ** power for power, letter in enumerate("KMGTPE", start=1)},
    **{letter: Decimal(1000) ** power for power, letter in enumerate("kMGTPE", start=1)},
    **{letter: Decimal(1).scaleb(-3 * power) for power, letter in enumerate("mun", start=1)},
}


def parse_quantity(text: str | int | float) -> Decimal:
    """The exact value of a quantity; a plain JSON number is one too.

    As in Kubernetes, what is finer than a billionth is rounded up and what is beyond 2⁶³-1 is cut there.
    Raises ``QuantityInvalid``.
    """
    written = str(text)
    match = _GRAMMAR.fullmatch(written) if len(written) <= _LONGEST else None
    if match is None or isinstance(text, bool):
        raise QuantityInvalid(written)
    with localcontext(prec=100):
        value = Decimal(match["number"]) * _factor(match["suffix"], match["power"])
        value = max(-_LARGEST, min(_LARGEST, value))
        return value.quantize(_NANO, rounding=ROUND_CEILING).normalize()


def amount_of(value: Any) -> Decimal | None:
    """What a number or a quantity comes to exactly; ``None`` for any other value of a document."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return parse_quantity(value)
    except QuantityInvalid:
        return None


def to_bytes(text: str | int | float) -> int:
    """A size in whole bytes, rounded down as KubeVirt does for the domain. Raises ``QuantityInvalid``."""
    return int(parse_quantity(text).to_integral_value(rounding=ROUND_FLOOR))


def to_count(text: str | int | float) -> int:
    """A number of CPUs in whole ones, rounded up: 2200m are 3. Raises ``QuantityInvalid``."""
    return int(parse_quantity(text).to_integral_value(rounding=ROUND_CEILING))


def _factor(suffix: str | None, power: str | None) -> Decimal:
    if power is not None:
        return Decimal(1).scaleb(max(-60, min(60, int(power))))  # beyond, rounding and the cap decide anyway
    return _FACTORS[suffix] if suffix else Decimal(1)
