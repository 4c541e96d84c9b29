"""Which boxes and edges a document is drawn as."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.manifest.documents import documents
from tests.wiring.machines import (
    a_machine,
    card,
    cdrom,
    disk,
    empty,
    from_template,
    many,
    multus,
    pod,
    template,
    typical,
    wild_machines,
)
from vms import manifest
from vms.wiring import Diagram, Lane, State, wire


def _ids(diagram: Diagram, lane: Lane) -> list[str]:
    return [box.id for box in diagram.lane(lane)]


def _broken(document: Any) -> list[tuple[str, str, list[str]]]:
    edges = wire(document).broken
    return [(edge.start, edge.end, [repair.label for repair in edge.repairs]) for edge in edges]


def test_every_device_stands_in_its_lane_beside_what_it_is_joined_to() -> None:
    diagram = wire(typical())

    assert {lane: _ids(diagram, lane) for lane in Lane} == {
        Lane.SOURCE: ["source.root-dv", "source.data.of"],
        Lane.VOLUME: ["volume.root", "volume.data"],
        Lane.DISK: ["disk.root", "disk.data", "disk.drive"],
        Lane.MACHINE: ["machine"],
        Lane.INTERFACE: ["interface.default"],
        Lane.NETWORK: ["network.default"],
        Lane.ATTACHMENT: ["attachment.default"],
    }
    assert [diagram.by_id[box].row for box in ("source.root-dv", "volume.root", "disk.root")] == [0, 0, 0]
    assert not diagram.broken


def test_a_box_says_what_matters_about_its_device() -> None:
    root = wire(typical()).by_id["disk.root"]

    assert (root.label, root.boot, root.lines) == ("Disk root", 1, ("Disk · virtio",))
    assert root.pointer == "/spec/template/spec/domain/devices/disks/0"


def test_a_disk_without_a_volume_is_broken_and_offers_what_would_mend_it() -> None:
    document = a_machine([disk("data")], [empty("spare")], [card("n")], [pod("n")])

    assert _broken(document) == [
        (
            "volume.missing.data",
            "disk.data",
            ["Create volume “data”", "Connect to “spare”", "Remove the disk"],
        )
    ]


def test_an_empty_cdrom_drive_lacks_nothing() -> None:
    assert not wire(a_machine([cdrom("drive")])).broken


def test_a_volume_without_a_disk_gets_one_by_itself() -> None:
    diagram = wire(a_machine(volumes=[empty("data")]))

    assert diagram.by_id["disk.implied.data"].state is State.IMPLIED
    assert not diagram.broken


def test_a_machine_without_cards_joins_the_pod_network_unless_told_not_to() -> None:
    assert wire(a_machine([])).by_id["interface.implied"].state is State.IMPLIED
    assert not wire(a_machine([], autoattachPodInterface=False)).lane(Lane.INTERFACE)


def test_cards_and_networks_need_one_another() -> None:
    document = a_machine(interfaces=[card("a")], networks=[multus("b")])

    assert _broken(document) == [
        (
            "interface.a",
            "network.missing.a",
            ["Join the pod network", "Connect to “b”", "Remove the card"],
        ),
        ("interface.missing.b", "network.b", ["Add a network card", "Remove the network"]),
    ]


def test_a_data_volume_that_nothing_uses_is_broken() -> None:
    document = a_machine([], [], templates=[template("lost")])

    assert _broken(document) == [
        ("source.lost", "volume.missing.for.lost", ["Add a disk for it", "Remove the data volume"])
    ]


def test_a_data_volume_from_elsewhere_is_fine() -> None:
    diagram = wire(a_machine([disk("root")], [from_template("root", "elsewhere")]))

    assert diagram.by_id["source.root.of"].title == "elsewhere"
    assert not diagram.broken


def test_of_two_sources_one_must_go() -> None:
    volume = empty("data") | {"cloudInitNoCloud": {"userData": "#cloud-config\n"}}

    diagram = wire(a_machine([disk("data")], [volume]))

    assert [repair.label for repair in diagram.broken[0].repairs] == ["Keep Empty disk", "Keep cloud-init"]


def test_problems_are_told_at_the_box_they_belong_to() -> None:
    document = a_machine([{"name": "root", "disk": {"bus": "ide"}}], [empty("root")])

    box = wire(document, manifest.check(document)).by_id["disk.root"]

    assert box.severity == "error"
    assert "IDE" in box.problems[0]
    assert [repair.label for repair in box.repairs] == ["Use virtio"]


def test_names_that_are_no_ids_and_names_given_twice_have_boxes_of_their_own() -> None:
    diagram = wire(a_machine([disk("x y"), disk("x_y"), disk("x y"), disk("")], []))

    ids = _ids(diagram, Lane.DISK)
    assert len(set(ids)) == 4
    assert all(letter.isalnum() or letter in "-_." for box in ids for letter in box)


def test_what_is_too_much_to_draw_is_counted() -> None:
    diagram = wire(many(300))

    assert len(diagram.lane(Lane.DISK)) == 256
    assert diagram.left_out == 88


@pytest.mark.parametrize("document", [None, 3, "text", [], {}, {"spec": []}, {"spec": {"template": "x"}}])
def test_whatever_is_no_machine_has_a_diagram_with_a_machine(document: Any) -> None:
    assert wire(document).by_id["machine"].title == "not named"


@given(documents)
@settings(max_examples=60, deadline=None)
def test_any_document_has_a_diagram(document: dict[str, Any]) -> None:
    assert wire(document, manifest.check(document)).boxes


@given(wild_machines)
@settings(max_examples=150, deadline=None)
def test_every_edge_of_any_machine_has_two_ends_and_every_id_is_used_once(document: dict[str, Any]) -> None:
    diagram = wire(document, manifest.check(document))

    assert len(diagram.by_id) == len(diagram.boxes)
    assert all({edge.start, edge.end} <= diagram.by_id.keys() for edge in diagram.edges)
    assert all(edge.says and edge.repairs for edge in diagram.broken if edge.repairs) is True


def test_the_schemas_own_example_is_whole() -> None:
    path = Path(manifest.__file__).parent / "schemas" / "virtualmachine.json"
    example = json.loads(path.read_text())["examples"][0]

    assert not wire(example, manifest.check(example)).broken
