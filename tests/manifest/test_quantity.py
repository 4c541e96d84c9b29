"""Kubernetes quantities."""

from decimal import Decimal

import pytest

from vms.manifest import QuantityInvalid, parse_quantity, to_bytes
from vms.manifest.quantity import to_count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("64Mi", 67108864),
        ("1Gi", 1073741824),
        ("1G", 1000000000),
        ("512M", 512000000),
        ("1Ti", 1099511627776),
        ("2048k", 2048000),
        ("2048Ki", 2097152),
        ("128974848000m", 128974848),
        ("1e9", 1000000000),
        ("12E6", 12000000),
        ("1E", 10**18),
        ("1.5Gi", 1610612736),
        ("1.", 1),
        (".5Gi", 536870912),
        ("+1Gi", 1073741824),
        ("-1Gi", -1073741824),
        ("100.5", 100),
        ("9Ei", 2**63 - 1),
        ("1e39", 2**63 - 1),
        ("1e-999999", 0),
        (1073741824, 1073741824),
        (0.5, 0),
    ],
)
def test_sizes_are_exact_bytes_rounded_down(text: str | float, expected: int) -> None:
    assert to_bytes(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("100m", 1), ("2200m", 3), ("1.5", 2), ("2", 2), (2, 2)])
def test_cpus_are_rounded_up(text: str | int, expected: int) -> None:
    assert to_count(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("100m", "0.1"), ("1u", "0.000001"), ("1n", "0.000000001"), ("1e-12", "0.000000001")],
)
def test_what_is_finer_than_a_billionth_is_rounded_up(text: str, expected: str) -> None:
    assert parse_quantity(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Gi",
        "1K",
        "1KB",
        "1GB",
        "1gi",
        "1 Gi",
        " 1Gi",
        "1Gi\n",
        "1Gib",
        "5Gi5",
        "1e",
        "1,5Gi",
        "--1",
        "٣Gi",
        "1" * 50,
    ],
)
def test_other_texts_are_no_quantities(text: str) -> None:
    with pytest.raises(QuantityInvalid, match="512Mi"):
        parse_quantity(text)


def test_a_boolean_is_no_quantity() -> None:
    with pytest.raises(QuantityInvalid):
        parse_quantity(True)
