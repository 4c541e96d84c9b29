"""The schema's own example, built from nothing by the form alone: nobody touches the text."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from tests.data import a_draft
from vms import formtree
from vms.manifest import from_yaml, schema
from vms.models import Draft, Team

from .test_editor_in_chromium import Opened, opened

__all__ = ["opened"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FROM_SCRATCH = """\
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata:
  name: machine
spec:
  template:
    spec:
      domain:
        devices: {}
"""
SPEC = "/spec/template/spec"
DOMAIN = f"{SPEC}/domain"
DISKS = f"{DOMAIN}/devices/disks"
INTERFACES = f"{DOMAIN}/devices/interfaces"
VOLUMES = f"{SPEC}/volumes"
USER_DATA = "#cloud-config\npassword: fedora\nchpasswd: { expire: False }"
TEMPLATE = "/spec/dataVolumeTemplates/0"


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member, FROM_SCRATCH, name="machine")


def example() -> dict[str, Any]:
    (document,) = schema().root.examples
    copy: dict[str, Any] = json.loads(json.dumps(document))
    return copy


def change(page: Page) -> Any:
    """Wait, around a change, until the answer to it is on the page."""
    return page.expect_response(lambda answer: answer.url.endswith("/edits/"))


def fill(page: Page, name: str, value: str) -> None:
    control = page.locator(f'#draft-form [name="{name}"]')
    with change(page):
        control.fill(value)
        control.blur()
    expect(control).to_have_value(value)


def fill_size(page: Page, pointer: str, number: str, unit: str) -> None:
    widget = page.locator(f'quantity-field[for="input-{formtree.slug(pointer)}"]')
    with change(page):
        widget.locator("select").select_option(unit)
        widget.locator("input").fill(number)
        widget.locator("input").blur()
    expect(page.locator(f'[name="{pointer}"]')).to_have_value(f"{number}{unit}")


def choose(page: Page, name: str, value: str) -> None:
    """One of several answers, however they are offered. What was added may have come with it."""
    select = page.locator(f'#draft-form select[name="{name}"]')
    if select.count():
        if select.input_value() != value:
            with change(page):
                select.select_option(value)
        return
    radio = page.locator(f'#draft-form input[name="{name}"][value="{value}"]')
    if not radio.is_checked():
        with change(page):
            page.locator(f'#draft-form label:has(> input[name="{name}"][value="{value}"])').click()
    expect(radio).to_be_checked()


def add(page: Page, pointer: str) -> None:
    rows = page.locator(f'[data-pointer^="{pointer}/"]')
    before = rows.count()
    page.locator(f'#draft-form button[value="add:{pointer}"]').click()
    page.wait_for_function(
        "([start, before]) => document.querySelectorAll(`[data-pointer^='${start}/']`).length > before",
        arg=[pointer, before],
    )


def test_by_the_form_alone(opened: Opened, draft: Draft) -> None:
    with opened() as page:
        page.get_by_role("link", name="All fields").click()
        page.wait_for_load_state()
        fill(page, "/metadata/name", "fedora-vm")
        fill(page, "/metadata/namespace", "default")
        choose(page, "/spec/runStrategy", "Always")
        for key, value in (("cores", "2"), ("sockets", "1"), ("threads", "1")):
            fill(page, f"{DOMAIN}/cpu/{key}", value)
        fill_size(page, f"{DOMAIN}/memory/guest", "4", "Gi")

        add(page, DISKS)
        fill(page, f"{DISKS}/0/name", "rootdisk")
        add(page, DISKS)
        fill(page, f"{DISKS}/1/name", "cloudinitdisk")
        for place, bus in ((0, "virtio"), (1, "virtio")):
            choose(page, f"{DISKS}/{place}/disk/bus", bus)
        fill(page, f"{DISKS}/0/bootOrder", "1")

        add(page, VOLUMES)
        fill(page, f"{VOLUMES}/0/name", "rootdisk")
        choose(page, f"{VOLUMES}/0#choice", "dataVolume")
        fill(page, f"{VOLUMES}/0/dataVolume/name", "fedora-dv")
        add(page, VOLUMES)
        fill(page, f"{VOLUMES}/1/name", "cloudinitdisk")
        choose(page, f"{VOLUMES}/1#choice", "cloudInitNoCloud")
        inside = f'cloud-init-form[data-pointer="{VOLUMES}/1/cloudInitNoCloud/userData"]'
        page.locator(inside).get_by_role("tab", name="As text").click()
        fill(page, f"{VOLUMES}/1/cloudInitNoCloud/userData", USER_DATA)

        add(page, INTERFACES)
        fill(page, f"{INTERFACES}/0/name", "default")
        choose(page, f"{INTERFACES}/0/model", "virtio")
        choose(page, f"{INTERFACES}/0#choice", "masquerade")
        add(page, f"{SPEC}/networks")
        fill(page, f"{SPEC}/networks/0/name", "default")
        choose(page, f"{SPEC}/networks/0#choice", "pod")

        add(page, "/spec/dataVolumeTemplates")
        fill(page, f"{TEMPLATE}/metadata/name", "fedora-dv")
        choose(page, f"{TEMPLATE}/spec/source#choice", "registry")
        address = f"{TEMPLATE}/spec/source/registry/url"
        fill(page, address, "docker://quay.io/containerdisks/fedora:38")
        choose(page, f"{TEMPLATE}/spec#choice/1", "storage")
        fill_size(page, f"{TEMPLATE}/spec/storage/resources/requests/storage", "20", "Gi")

        page.locator("#group-labels > summary").click()
        page.locator('[name="/metadata/labels#key/0"]').fill("app")
        fill(page, "/metadata/labels#value/0", "fedora-vm")
        expect(page.get_by_text("All changes saved")).to_be_visible()

    draft.refresh_from_db()
    assert from_yaml(draft.text) == example()
