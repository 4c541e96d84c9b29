"""What the operations do to a document, one by one."""

from typing import Any

import pytest

from tests.wiring.machines import (
    a_machine,
    card,
    cdrom,
    disk,
    empty,
    from_template,
    multus,
    pod,
    template,
    typical,
)
from vms.manifest import check, edit_document
from vms.schema import Edit, get
from vms.wiring import PALETTE, WiringRefused, act, wire

SPEC = "/spec/template/spec"
DISKS = f"{SPEC}/domain/devices/disks"
INTERFACES = f"{SPEC}/domain/devices/interfaces"
VOLUMES = f"{SPEC}/volumes"
NETWORKS = f"{SPEC}/networks"


def after(document: dict[str, Any], *actions: str) -> dict[str, Any]:
    for action in actions:
        document = edit_document(document, act(document, action))
    return document


def names(document: dict[str, Any], pointer: str) -> list[str]:
    return [each["name"] for each in get(document, pointer) or []]


def refusal(document: dict[str, Any], action: str) -> str:
    with pytest.raises(WiringRefused) as refused:
        act(document, action)
    return str(refused.value)


@pytest.mark.parametrize("device", PALETTE, ids=lambda device: device.kind)
def test_a_device_of_the_palette_comes_whole(device: Any) -> None:
    document = after(a_machine(), f"wire:add:{device.kind}")

    before = {problem.message for problem in check(a_machine())}
    assert not wire(document).broken
    assert {problem.message for problem in check(document)} <= before


def test_a_machine_can_be_built_from_nothing() -> None:
    document = after(
        {}, "wire:add:containerDisk", "wire:add:emptyDisk", "wire:add:cloudInitNoCloud", "wire:add:pod"
    )

    assert names(document, DISKS) == names(document, VOLUMES) == ["rootdisk", "scratch", "cloudinit"]
    assert get(document, f"{DISKS}/0/bootOrder") == 1
    assert names(document, INTERFACES) == names(document, NETWORKS) == ["default"]


def test_names_that_are_taken_are_counted_on() -> None:
    document = after(a_machine([disk("scratch")], []), "wire:add:emptyDisk", "wire:add:emptyDisk")

    assert names(document, DISKS) == ["scratch", "scratch2", "scratch3"]


def test_the_pod_network_is_joined_once() -> None:
    assert refusal(typical(), "wire:add:pod").startswith("A machine joins the pod network once.")


def test_connecting_a_disk_writes_the_volumes_name_into_it() -> None:
    document = a_machine([disk("data")], [empty("scratch")])

    assert act(document, "wire:connect:disk.data:volume.scratch") == (Edit(f"{DISKS}/0/name", "scratch"),)
    assert act(document, "wire:connect:volume.scratch:disk.data") == (Edit(f"{DISKS}/0/name", "scratch"),)


def test_two_disks_change_places_when_one_takes_the_others_volume() -> None:
    document = a_machine([disk("a"), disk("b")], [empty("a"), empty("b")])

    assert names(after(document, "wire:connect:disk.a:volume.b"), DISKS) == ["b", "a"]


def test_a_lonely_disk_does_not_take_anothers_volume() -> None:
    document = a_machine([disk("a"), disk("b")], [empty("b")])

    assert "Another disk shows the volume “b”" in refusal(document, "wire:connect:disk.a:volume.b")


def test_a_card_that_leaves_the_pod_network_is_bridged_and_the_network_goes() -> None:
    document = a_machine(interfaces=[card("default")], networks=[pod("default"), multus("lan")])

    document = after(document, "wire:connect:interface.default:network.lan")

    assert get(document, INTERFACES) == [{"name": "lan", "bridge": {}}]
    assert names(document, NETWORKS) == ["lan"]


def test_two_cards_change_places() -> None:
    document = a_machine(
        interfaces=[card("default"), {"name": "lan", "bridge": {}}], networks=[pod("default"), multus("lan")]
    )

    document = after(document, "wire:connect:interface.default:network.lan")

    assert names(document, INTERFACES) == ["lan", "default"]
    assert "bridge" in get(document, f"{INTERFACES}/0")


def test_a_volume_is_given_a_data_volume() -> None:
    document = a_machine([disk("root")], [{"name": "root"}], templates=[template("image")])

    document = after(document, "wire:connect:volume.root:source.image")

    assert get(document, f"{VOLUMES}/0") == {"name": "root", "dataVolume": {"name": "image"}}


def test_what_a_volume_holds_is_not_thrown_away_for_a_data_volume() -> None:
    document = a_machine([disk("root")], [empty("root")], templates=[template("image")])

    assert "holds something else" in refusal(document, "wire:connect:volume.root:source.image")


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("disk.root", "network.default", "A disk connects to a volume."),
        ("interface.default", "volume.data", "A network card connects to a network."),
        ("machine", "disk.root", "This part has no joint of its own"),
        ("disk.root", "volume.root", "The disk and the volume are connected already."),
        ("disk.gone", "volume.root", "That part is not in the machine any more."),
    ],
)
def test_what_cannot_be_connected_is_refused_with_the_reason(start: str, end: str, reason: str) -> None:
    assert refusal(typical(), f"wire:connect:{start}:{end}").startswith(reason)


@pytest.mark.parametrize("box", ["disk.root", "volume.root", "source.root-dv"])
def test_removing_a_part_takes_what_hangs_on_it(box: str) -> None:
    document = after(typical(), f"wire:remove:{box}")

    assert names(document, DISKS) == ["data", "drive"]
    assert names(document, VOLUMES) == ["data"]
    assert get(document, "/spec/dataVolumeTemplates") is None


@pytest.mark.parametrize("box", ["interface.default", "network.default", "attachment.default"])
def test_removing_a_card_takes_its_network(box: str) -> None:
    document = after(typical(), f"wire:remove:{box}")

    assert get(document, INTERFACES) is None
    assert get(document, NETWORKS) is None


def test_the_card_that_comes_by_itself_can_be_refused() -> None:
    document = after(a_machine(), "wire:remove:interface.implied")

    assert get(document, f"{SPEC}/domain/devices/autoattachPodInterface") is False


def test_one_entry_alone_can_be_dropped_on_request() -> None:
    document = after(typical(), "wire:drop:disk.root")

    assert names(document, VOLUMES) == ["root", "data"]


def test_the_machine_cannot_be_removed() -> None:
    assert "cannot be removed" in refusal(typical(), "wire:remove:machine")


@pytest.mark.parametrize("box", ["disk.root", "volume.root"])
def test_a_new_name_is_written_on_both_sides(box: str) -> None:
    document = after(typical(), f"wire:rename:{box}:system")

    assert names(document, DISKS)[0] == names(document, VOLUMES)[0] == "system"
    assert not wire(document).broken


def test_a_data_volume_and_its_users_are_renamed_together() -> None:
    document = after(typical(), "wire:rename:source.root-dv:fedora-dv")

    assert get(document, f"{VOLUMES}/0/dataVolume/name") == "fedora-dv"
    assert get(document, "/spec/dataVolumeTemplates/0/metadata/name") == "fedora-dv"


def test_the_machine_is_renamed_by_its_box() -> None:
    assert act(typical(), "wire:rename:machine:web-2") == (Edit("/metadata/name", "web-2"),)


@pytest.mark.parametrize(
    ("name", "reason"), [("data", "is taken"), ("", "needs a name"), ("No_good", "cannot be a name")]
)
def test_a_name_that_will_not_do_is_refused(name: str, reason: str) -> None:
    assert reason in refusal(typical(), f"wire:rename:disk.root:{name}")


def _orders(document: dict[str, Any]) -> list[int | None]:
    return [each.get("bootOrder") for each in get(document, DISKS)]


@pytest.mark.parametrize(
    ("before", "action", "expected"),
    [
        ([1, 2, None], "wire:boot:disk.b:up", [2, 1, None]),
        ([1, 2, None], "wire:boot:disk.a:down", [2, 1, None]),
        ([1, 2, None], "wire:boot:disk.a:up", [1, 2, None]),
        ([1, 2, None], "wire:boot:disk.c:up", [1, 2, 3]),
        ([1, 2, None], "wire:boot:disk.c:first", [2, 3, 1]),
        ([1, 2, 3], "wire:boot:disk.a:off", [None, 1, 2]),
        ([10, 20, None], "wire:boot:disk.b:first", [20, 10, None]),
        ([1, 1, None], "wire:boot:disk.b:up", [2, 1, None]),
        ([None, None, None], "wire:boot:disk.b:first", [None, 1, None]),
    ],
)
def test_the_boot_order_moves(before: list[int | None], action: str, expected: list[int | None]) -> None:
    disks = [
        disk(name) | ({} if order is None else {"bootOrder": order})
        for name, order in zip("abc", before, strict=True)
    ]

    assert _orders(after(a_machine(disks, []), action)) == expected


def test_a_volume_does_not_boot() -> None:
    assert "starts from a disk" in refusal(typical(), "wire:boot:volume.root:up")


def test_every_repair_that_is_offered_mends_its_joint() -> None:
    document = a_machine(
        [disk("a")],
        [empty("free"), {"name": "bare"}, empty("two") | {"cloudInitNoCloud": {"userData": "#!"}}],
        [card("x")],
        [multus("y"), {"name": "z"}],
        [template("lost")],
    )
    before = len(wire(document).broken)
    assert before >= 6

    for edge in wire(document).broken:
        for repair in edge.repairs:
            assert len(wire(after(document, repair.action)).broken) < before, repair


@pytest.mark.parametrize(
    "action",
    [
        "wire:",
        "wire:fly",
        "wire:add",
        "wire:add:moon",
        "wire:boot:disk.root:sideways",
        "wire:source:disk.root:x",
        "wire:kind:network.default:moon",
        "wire:create:disk.root",
        "wire:create:machine",
        "add:/spec",
    ],
)
def test_an_action_that_is_none_is_refused_in_a_sentence(action: str) -> None:
    assert refusal(typical(), action).endswith(".")


def test_a_claim_gives_way_to_a_data_volume() -> None:
    volume = {"name": "root", "persistentVolumeClaim": {"claimName": "old"}}
    document = a_machine([disk("root")], [volume], templates=[template("image")])

    document = after(document, "wire:connect:source.image:volume.root")

    assert get(document, f"{VOLUMES}/0") == {"name": "root", "dataVolume": {"name": "image"}}


def test_two_volumes_change_their_data_volumes() -> None:
    document = a_machine(
        [disk("a"), disk("b")],
        [from_template("a", "one"), from_template("b", "two")],
        templates=[template("one"), template("two")],
    )

    document = after(document, "wire:connect:volume.a:source.two")

    assert [get(document, f"{VOLUMES}/{place}/dataVolume/name") for place in (0, 1)] == ["two", "one"]


def test_a_data_volume_is_not_left_unused() -> None:
    document = a_machine(
        [disk("a"), cdrom("c")], [from_template("a", "one")], templates=[template("one"), template("two")]
    )

    assert "Nothing would use the data volume “one”" in refusal(document, "wire:connect:volume.a:source.two")
