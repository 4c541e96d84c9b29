"""Building a machine through the wiring diagram alone, with the mouse and with the keyboard."""

import json
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.data import a_draft
from tests.wiring.machines import a_machine, card, disk, empty, multus, pod, typical
from vms import manifest
from vms.manifest import from_yaml, to_yaml
from vms.models import Draft, Team

from .chromium import Browse, Scheme

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "() => document.querySelector('yaml-editor').view.state.doc.toString()"


class Opened(Protocol):
    def __call__(
        self, document: Any = None, *, scheme: Scheme = "light", width: int = 1440
    ) -> AbstractContextManager[Page]: ...


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    document = typical()
    document["metadata"]["namespace"] = "blue"
    return a_draft(team, member, to_yaml(document), name="web")


@pytest.fixture
def opened(browse: Browse, member: User, draft: Draft) -> Opened:
    """The diagram of a document, with a view of its text."""

    @contextmanager
    def open_page(document: Any = None, *, scheme: Scheme = "light", width: int = 1440) -> Iterator[Page]:
        if document is not None:
            Draft.objects.filter(pk=draft.pk).update(text=to_yaml(document))
        with browse(member, f"/drafts/{draft.pk}/", width=width, scheme=scheme) as page:
            page.get_by_role("tab", name="Diagram").click()
            yield page

    return open_page


def _box(page: Page, name: str) -> Any:
    return page.locator(f"[id='box-{name}']")


def _said(page: Page, words: str) -> None:
    expect(page.locator("#wiring-says")).to_have_text(words)


def _document(page: Page) -> dict[str, Any]:
    """What the page's own text says, once everything is saved."""
    page.wait_for_function("() => !document.getElementById('workspace').dataset.saving")
    text: str = page.evaluate(TEXT)
    document: dict[str, Any] = from_yaml(text)
    return document


def _wait_for_text(page: Page, words: str) -> None:
    page.wait_for_function(f"words => ({TEXT})().includes(words)", arg=words)


def _devices(page: Page) -> dict[str, Any]:
    devices: dict[str, Any] = _document(page)["spec"]["template"]["spec"]["domain"]["devices"]
    return devices


def _names(entries: list[dict[str, Any]]) -> list[str]:
    return [entry["name"] for entry in entries]


def _add(page: Page, label: str) -> None:
    page.get_by_text("Add a device", exact=True).click()
    page.get_by_role("button", name=label).first.click()


def _press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_a_typical_machine_is_built_with_the_mouse(opened: Opened) -> None:
    with opened(a_machine()) as page:
        for label, said in (
            ("Disk from an image", "Disk rootdisk and Volume rootdisk are added."),
            ("Empty disk", "Disk scratch and Volume scratch are added."),
            (
                "cloud-init Users",
                "Disk cloudinit and Volume cloudinit are added.",
            ),
            ("Card on the pod network", "Network card default and Network default are added."),
        ):
            _add(page, label)
            _said(page, said)
        _box(page, "disk.scratch").click()
        expect(page.get_by_role("heading", name="Disk scratch")).to_be_visible()
        page.get_by_role("button", name="Boot from it").click()
        _said(page, "Disk scratch has the boot order 2.")
        page.get_by_role("button", name="Boot earlier").click()
        _said(page, "Disk scratch has the boot order 1.")

        spec = _document(page)["spec"]["template"]["spec"]
        assert [(each["name"], each.get("bootOrder")) for each in spec["domain"]["devices"]["disks"]] == [
            ("rootdisk", 2),
            ("scratch", 1),
            ("cloudinit", None),
        ]
        assert _names(spec["volumes"]) == ["rootdisk", "scratch", "cloudinit"]
        assert spec["domain"]["devices"]["interfaces"] == [
            {"name": "default", "model": "virtio", "masquerade": {}}
        ]
        assert spec["networks"] == [{"name": "default", "pod": {}}]


def test_a_machine_is_built_by_keyboard_alone(opened: Opened) -> None:
    with opened(a_machine()) as page:
        _box(page, "machine").focus()
        _press(page, "a", "Enter")
        _said(page, "Disk rootdisk and Volume rootdisk are added.")
        expect(_box(page, "disk.rootdisk")).to_be_focused()
        _press(page, "a", "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
        _said(page, "Disk scratch and Volume scratch are added.")
        expect(_box(page, "disk.scratch")).to_be_focused()
        _press(page, "Alt+ArrowUp")
        _said(page, "Disk scratch has the boot order 2.")
        _press(page, "c")
        expect(_box(page, "volume.scratch")).to_be_focused()
        _press(page, "ArrowUp", "Enter")
        _said(page, "Disk scratch is now connected to volume rootdisk.")
        assert _names(_devices(page)["disks"]) == ["scratch", "rootdisk"]

        _press(page, "r")
        expect(page.locator("#inspector-name")).to_be_focused()
        page.keyboard.type("system")
        _press(page, "Enter")
        expect(page.locator("#wiring-says")).to_have_text("Disk rootdisk is now called system.")
        assert "system" in _names(_devices(page)["disks"])
        _press(page, "Escape")
        expect(_box(page, "disk.system")).to_be_focused()
        _press(page, "Delete")
        expect(_box(page, "disk.system")).to_have_count(0)
        assert page.evaluate("document.activeElement.classList.contains('box')"), (
            "the focus stays in the diagram"
        )
        _press(page, "Control+z")
        expect(_box(page, "disk.system")).to_be_visible()
        _said(page, "The last change is undone.")
        _press(page, "Control+y")
        expect(_box(page, "disk.system")).to_have_count(0)


def test_arrow_keys_go_from_lane_to_lane(opened: Opened) -> None:
    with opened() as page:
        _box(page, "machine").focus()
        for key, box in (
            ("ArrowLeft", "disk.data"),
            ("ArrowUp", "disk.root"),
            ("ArrowLeft", "volume.root"),
            ("ArrowLeft", "source.root-dv"),
            ("ArrowDown", "source.data.of"),
            ("End", "attachment.default"),
            ("ArrowLeft", "network.default"),
            ("Home", "source.root-dv"),
        ):
            _press(page, key)
            expect(_box(page, box)).to_be_focused()


def _drag(page: Page, start: str, end: str) -> None:
    _box(page, start).hover()
    page.mouse.down()
    _box(page, end).hover()
    _box(page, end).hover(position={"x": 30, "y": 20})


def test_a_disk_is_dragged_to_a_volume(opened: Opened) -> None:
    with opened(a_machine([disk("data")], [empty("scratch")], [card("n")], [pod("n")])) as page:
        _drag(page, "disk.data", "volume.scratch")
        expect(_box(page, "volume.scratch")).to_have_class(re.compile("box--target box--over"))
        page.mouse.up()

        _said(page, "Disk data is now connected to volume scratch.")
        expect(_box(page, "disk.scratch")).to_be_visible()
        assert _names(_devices(page)["disks"]) == ["scratch"]


def test_what_cannot_be_connected_says_why_and_changes_nothing(opened: Opened) -> None:
    with opened() as page:
        _drag(page, "disk.data", "network.default")
        expect(page.locator("#wiring-status")).to_have_text("A disk connects to a volume.")
        page.mouse.up()
        _said(page, "A disk connects to a volume.")

        assert _document(page)["spec"]["template"] == typical()["spec"]["template"]


def test_a_card_is_dragged_to_another_network(opened: Opened) -> None:
    with opened(a_machine([], [], [card("default")], [pod("default"), multus("lan")])) as page:
        _drag(page, "interface.default", "network.lan")
        page.mouse.up()

        _said(
            page,
            "Network card default is now connected to network lan. Network default, which nothing joins any"
            " more, is removed.",
        )
        assert _devices(page)["interfaces"] == [{"name": "lan", "bridge": {}}]


def test_a_broken_joint_is_mended_by_its_button(opened: Opened) -> None:
    with opened(a_machine([disk("data")], [], [card("n")], [pod("n")])) as page:
        expect(page.get_by_text("1 broken joint", exact=True)).to_be_visible()
        page.locator("#wiring-broken").get_by_role("button", name="Create volume “data”").click()

        expect(page.get_by_text("Everything is connected")).to_be_visible()
        assert _document(page)["spec"]["template"]["spec"]["volumes"] == [
            {"name": "data", "emptyDisk": {"capacity": "10Gi"}}
        ]


def test_a_box_shows_its_fields_and_saves_them(opened: Opened) -> None:
    with opened() as page:
        _box(page, "machine").click()
        panel = page.locator("#wiring-inspector")
        expect(panel.get_by_role("heading", name="Machine web")).to_be_visible()
        field = panel.locator("[name='/spec/template/spec/hostname']")
        field.fill("harbour")
        field.press("Tab")
        _wait_for_text(page, "hostname: harbour")
        assert _document(page)["spec"]["template"]["spec"]["hostname"] == "harbour"
        expect(page.locator("#draft-form [name='/spec/template/spec/hostname']")).to_have_value("harbour")

        _box(page, "disk.root").click()
        panel.locator("[name$='/disks/0/bootOrder']").fill("7")
        _wait_for_text(page, "bootOrder: 7")


def test_other_panes_and_the_diagram_mark_the_same_place(opened: Opened) -> None:
    with opened() as page:
        page.evaluate(
            """() => document.dispatchEvent(new CustomEvent("draft:focus", { detail:
            { pointer: "/spec/template/spec/volumes/1/emptyDisk/capacity", from: "yaml" } }))"""
        )
        expect(page.locator(".box--noted")).to_have_attribute("id", "box-source.data.of")

        page.evaluate("document.addEventListener('draft:focus', ({ detail }) => { window.asked = detail; })")
        _box(page, "disk.data").click()
        asked = page.wait_for_function("() => window.asked").json_value()
        assert (asked["pointer"], asked["from"]) == ("/spec/template/spec/domain/devices/disks/1", "diagram")


def test_what_is_changed_in_the_form_is_drawn_in_the_diagram(opened: Opened) -> None:
    with opened() as page:
        page.get_by_role("tab", name="Form").click()
        name = page.locator("#draft-form [name='/metadata/name']")
        name.fill("harbour")
        name.press("Tab")
        page.get_by_role("tab", name="Diagram").click()

        expect(_box(page, "machine")).to_have_attribute("data-label", "Machine harbour")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_diagram(opened: Opened, scheme: Scheme) -> None:
    document = a_machine(
        [disk("root", bootOrder=1), disk("data")], [empty("root"), empty("spare")], [card("n")], []
    )
    with opened(document, scheme=scheme) as page:
        _box(page, "disk.root").click()
        expect(page.locator("#wiring-inspector")).to_be_visible()
        page.locator("#wiring-twin summary").click()
        found = _violations(page)
        page.get_by_text("Add a device", exact=True).click()
        found += _violations(page)
        page.keyboard.press("Escape")
        page.get_by_role("button", name="Keys").click()
        found += _violations(page)

    assert found == []


def _violations(page: Page) -> list[Any]:
    violations = Axe().run(page).response["violations"]
    return [(rule["id"], [node["html"][:200] for node in rule["nodes"]]) for rule in violations]


def test_a_small_screen_has_the_tables_and_need_not_scroll_sideways(opened: Opened) -> None:
    with opened(width=390) as page:
        expect(page.get_by_role("button", name="Remove Disk data with what hangs on it")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0

        page.get_by_role("button", name="Boot from Disk data too, last").click()
        _said(page, "Disk data has the boot order 2.")
        page.locator("#wire-from").select_option(label="Disk data")
        page.locator("#wire-to").select_option(label="Volume root")
        page.get_by_role("button", name="Connect", exact=True).click()
        _said(page, "Disk data is now connected to volume root.")
        assert _names(_devices(page)["disks"]) == ["data", "root", "drive"]


EMPTY = {
    "apiVersion": "kubevirt.io/v1",
    "kind": "VirtualMachine",
    "metadata": {"name": "new"},
    "spec": {"template": {"spec": {"domain": {"devices": {}}}}},
}


def _rename(page: Page, box: str, name: str, said: str) -> None:
    _box(page, box).click()
    field = page.locator("#inspector-name")
    expect(page.locator("#wiring-inspector")).to_have_attribute("data-box", box)
    field.fill(name)
    field.press("Enter")
    _said(page, said)


def _set(page: Page, name: str, value: str) -> None:
    control = page.locator(f"#wiring-form [name='{name}']")
    if control.first.get_attribute("type") == "radio":
        page.locator(f"#wiring-form [name='{name}'][value='{value}']").check(force=True)
        return
    control.first.fill(value)
    control.first.press("Tab")


def test_the_schemas_example_is_built_from_nothing_through_the_diagram_alone(opened: Opened) -> None:
    path = Path(manifest.__file__).parent / "schemas" / "virtualmachine.json"
    example = json.loads(path.read_text())["examples"][0]
    domain = "/spec/template/spec/domain"
    with opened(EMPTY) as page:
        for label, box in (
            ("Disk that is kept", "disk.rootdisk"),
            ("cloud-init Users", "disk.cloudinit"),
            ("Card on the pod network", "interface.default"),
        ):
            _add(page, label)
            expect(page.locator("#wiring-inspector")).to_have_attribute("data-box", box)
        _rename(page, "source.rootdisk-dv", "fedora-dv", "Data volume rootdisk-dv is now called fedora-dv.")
        _rename(page, "disk.cloudinit", "cloudinitdisk", "Disk cloudinit is now called cloudinitdisk.")
        _rename(page, "machine", "fedora-vm", "Machine new is now called fedora-vm.")

        _box(page, "source.fedora-dv").click()
        expect(page.locator("#wiring-inspector")).to_have_attribute("data-box", "source.fedora-dv")
        source = example["spec"]["dataVolumeTemplates"][0]["spec"]["source"]
        _set(page, "/spec/dataVolumeTemplates/0/spec/source/registry/url", source["registry"]["url"])
        _box(page, "volume.cloudinitdisk").click()
        expect(page.locator("#wiring-inspector")).to_have_attribute("data-box", "volume.cloudinitdisk")
        user_data = example["spec"]["template"]["spec"]["volumes"][1]["cloudInitNoCloud"]["userData"]
        page.locator("#wiring-form").get_by_role("tab", name="As text", exact=True).first.click()
        _set(page, "/spec/template/spec/volumes/1/cloudInitNoCloud/userData", user_data)

        _box(page, "machine").click()
        expect(page.locator("#wiring-inspector")).to_have_attribute("data-box", "machine")
        folds = page.locator("#wiring-form details.group:not([open]) > summary")
        while folds.count():
            folds.first.click()
        for name, value in (
            ("/metadata/namespace", "default"),
            ("/spec/runStrategy", "Always"),
            (f"{domain}/cpu/cores", "2"),
            (f"{domain}/cpu/sockets", "1"),
            (f"{domain}/cpu/threads", "1"),
            (f"{domain}/memory/guest", "4Gi"),
            ("/metadata/labels#key/0", "app"),
            ("/metadata/labels#value/0", "fedora-vm"),
        ):
            _set(page, name, value)
        page.wait_for_function(f"() => /app: .?fedora-vm/.test(({TEXT})())")

        assert _document(page) == example
