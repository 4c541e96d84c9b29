"""Changes told by what they mean."""

import copy
from typing import Any

import pytest

from vms import manifest
from vms.manifest.story import headline, tell
from vms.schema import UNSET, Edit, apply

DOMAIN = "/spec/template/spec/domain"
DOCUMENT: dict[str, Any] = {
    "apiVersion": "kubevirt.io/v1",
    "kind": "VirtualMachine",
    "metadata": {"name": "web"},
    "spec": {
        "template": {
            "spec": {
                "domain": {
                    "memory": {"guest": "4Gi"},
                    "devices": {"disks": [{"name": "root", "disk": {"bus": "virtio"}, "bootOrder": 1}]},
                },
                "volumes": [{"name": "root", "emptyDisk": {"capacity": "1Gi"}}],
            }
        }
    },
}


def _told(*edits: Edit) -> tuple[str, ...]:
    return tell(DOCUMENT, apply(copy.deepcopy(DOCUMENT), edits), manifest.hints())


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (Edit(f"{DOMAIN}/memory/guest", "16Gi"), "4 → 16 GiB"),
        (Edit(f"{DOMAIN}/memory/guest", "512Mi"), "4 GiB → 512 MiB"),
        (Edit(f"{DOMAIN}/devices/disks/-", {"name": "data", "disk": {}}), "adds disk data"),
        (Edit(f"{DOMAIN}/devices/disks/0", UNSET), "removes disk root"),
        (Edit(f"{DOMAIN}/devices/disks/0/bootOrder", 2), "disk root: boot order 1 → 2"),
        (Edit("/metadata/labels", {"tier": "web"}), "tier to web"),
        (Edit(f"{DOMAIN}/devices/blockMultiQueue", value=True), "to yes"),
        (Edit("/spec/template/spec/unknownThing", 5), "sets unknown thing to 5"),
    ],
)
def test_a_change_is_told_by_its_meaning(edit: Edit, sentence: str) -> None:
    assert sentence in " | ".join(_told(edit))


def test_nothing_changed_is_no_story() -> None:
    assert _told() == ()


def test_a_long_text_is_counted_and_not_shown() -> None:
    old = apply(DOCUMENT, [Edit("/metadata/annotations", {"note": "a\nb\n"})])
    new = apply(DOCUMENT, [Edit("/metadata/annotations", {"note": "a\nb\nsecret\n"})])

    assert tell(old, new, manifest.hints()) == ("changes note (2 lines → 3 lines)",)


def test_a_headline_holds_two_and_counts_the_rest() -> None:
    assert headline(["a", "b", "c", "d"]) == "a; b; and 2 more"
    assert headline(["a"]) == "a"
