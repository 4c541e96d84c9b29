"""One conversion each: what is written, and that a second time nothing is.

A case is a file in ``cases/``, named for its conversion: the text before and after.
"""

from pathlib import Path

import pytest

from vms.manifest.importing import CONVERSIONS, Conversion, bring

CASES = sorted(Path(__file__).with_name("cases").glob("*.yaml"))
NAMES = [conversion.name for conversion in CONVERSIONS]


def name_of(path: Path) -> str:
    return path.stem.rstrip("-0123456789") if path.stem not in NAMES else path.stem


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_conversion_changes_its_lines_alone(path: Path) -> None:
    before, after = path.read_text().split("=====\n")

    (found,) = bring(before).machines

    assert found.text == after
    assert [made.conversion.name for made in found.made] == [name_of(path)]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_what_was_converted_once_is_not_converted_again(path: Path) -> None:
    _, after = path.read_text().split("=====\n")

    (found,) = bring(after).machines

    assert (found.text, found.made, found.left) == (after, (), ())


def test_every_conversion_has_a_case_of_its_own() -> None:
    assert {name_of(path) for path in CASES} == set(NAMES)


def test_no_two_conversions_share_a_name() -> None:
    assert len(NAMES) == len(set(NAMES))


@pytest.mark.parametrize("conversion", CONVERSIONS, ids=lambda conversion: conversion.name)
def test_a_conversion_says_what_it_did_and_why(conversion: Conversion) -> None:
    assert conversion.what[0].islower()
    assert conversion.why.endswith(".")
