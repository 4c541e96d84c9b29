"""Hostile images meet the real qemu-img, in a mount and network namespace of the test's own.

Nothing of the machine is at stake there, and nothing may happen: no canary read, changed or found in what was
made, nobody called on the network, no file left, no crash, no more time and memory than the limits give.
"""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.images.hostile import DEEP, REFUSED_AT_SIGHT
from tests.images.trial import LIMITS
from vms.images.box import Kind

pytestmark = pytest.mark.qemu

FAMILIES = sorted({case.family for case in [*REFUSED_AT_SIGHT, *DEEP]})
NAMING = ["backing", "vmdk"]
# The reader alone refuses packed files; admission looks into them.
UNPACKED = {"foreign:gzip", "foreign:xz", "foreign:zstd", "both:gzip and tar"}
ROOT = os.geteuid() == 0
FIRST = Kind.OWN_USER if ROOT else Kind.NAMESPACES
OTHERS = [kind for kind in (Kind.NAMESPACES, Kind.LANDLOCK) if kind is not FIRST]


def trial(kind: Kind, what: str, families: list[str]) -> dict[str, Any]:
    namespaces = ["unshare", "--mount", "--net", *([] if ROOT else ["--user", "--map-root-user"])]
    command = [sys.executable, "-m", "tests.images.trial", kind, what, *families]
    ended = subprocess.run([*namespaces, *command], capture_output=True, text=True, check=False, timeout=300)
    assert ended.returncode == 0, ended.stderr
    report: dict[str, Any] = json.loads(ended.stdout)
    return report


def assert_harmless(report: dict[str, Any]) -> None:
    assert not report["canary_read"]
    assert report["canary_as_it_was"]
    assert report["calls"] == 0
    assert report["peak_bytes"] <= LIMITS.memory_bytes
    for outcome in report["outcomes"]:
        assert not outcome["leaked"], outcome
        assert not outcome["left"], outcome
        assert outcome["seconds"] < 2 * LIMITS.seconds, outcome


def assert_told(report: dict[str, Any]) -> None:
    """Refused with the sentence of its own; where only the tables lie, refused or harmless."""
    says = {case.name: case.says for case in [*REFUSED_AT_SIGHT, *DEEP]}
    for outcome in report["outcomes"]:
        if not outcome["case"].startswith("deep:"):
            assert outcome["end"] == "ImageRefused", outcome
        if outcome["case"] not in UNPACKED:
            assert says[outcome["case"]] in outcome["says"], outcome


def test_every_hostile_image_is_refused_or_made_harmless() -> None:
    report = trial(FIRST, "admit", FAMILIES)

    assert report["walls"] == FIRST
    assert len(report["outcomes"]) == len(REFUSED_AT_SIGHT) + len(DEEP)
    assert_told(report)
    assert_harmless(report)


def test_the_box_alone_holds_images_that_name_other_files() -> None:
    assert_harmless(trial(FIRST, "box", NAMING))


def test_without_reader_and_box_the_canary_is_read_and_the_listener_called() -> None:
    report = trial(FIRST, "bare", ["backing", "vmdk"])

    assert report["canary_read"]
    assert report["calls"] > 0
    assert any(outcome["leaked"] for outcome in report["outcomes"])


@pytest.mark.full
@pytest.mark.parametrize("kind", OTHERS)
def test_the_lesser_boxes_hold_as_well(kind: Kind) -> None:
    report = trial(kind, "admit", FAMILIES)

    assert report["walls"] == kind
    assert_told(report)
    assert_harmless(report)


@pytest.mark.full
@pytest.mark.parametrize("kind", [FIRST, *OTHERS])
def test_any_box_alone_holds_whatever_the_reader_would_refuse(kind: Kind) -> None:
    families = [family for family in FAMILIES if family != "file"]

    assert_harmless(trial(kind, "box", families))
