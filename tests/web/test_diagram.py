"""The wiring diagram in the editor, as the server draws and changes it."""

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import a_draft
from tests.data import a_machine as another_machine
from tests.wiring.machines import a_machine, card, disk, empty, many, pod, typical
from vms.manifest import from_yaml, to_yaml
from vms.models import Draft, Team

from .conftest import SignIn

pytestmark = pytest.mark.django_db
DISKS = "/spec/template/spec/domain/devices/disks"


def _draft(team: Team, member: User, document: Any) -> Draft:
    return a_draft(team, member, to_yaml(document), name="web")


def _spec(draft: Draft) -> dict[str, Any]:
    draft.refresh_from_db()
    spec: dict[str, Any] = from_yaml(draft.text)["spec"]["template"]["spec"]
    return spec


def test_the_page_shows_the_machine_and_its_tables(signed_in: SignIn, member: User, team: Team) -> None:
    draft = _draft(team, member, typical())

    page = signed_in(member).get(f"/drafts/{draft.pk}/").content.decode()

    assert 'id="box-disk.root"' in page
    assert "Disks and what is behind them" in page
    assert 'value="wire:add:emptyDisk"' in page


def test_a_text_that_cannot_be_read_has_no_diagram_and_says_so(
    signed_in: SignIn, member: User, team: Team
) -> None:
    draft = a_draft(team, member, "a: ]\n", name="web")

    page = signed_in(member).get(f"/drafts/{draft.pk}/").content.decode()

    assert "The diagram waits for the YAML" in page


def test_the_diagram_of_the_same_text_is_drawn_anew_when_it_has_other_problems(
    signed_in: SignIn, member: User, team: Team
) -> None:
    draft = _draft(team, member, typical())
    client, page = signed_in(member), f"/drafts/{draft.pk}/"
    name = from_yaml(draft.text)["metadata"]["name"]
    before = client.get(page).content.decode()

    another_machine(team, name=name)
    after = client.get(page).content.decode()

    told = f"problem: Team blue already has a machine named {name}"
    assert (told in before, told in after) == (False, True)


@pytest.mark.parametrize(
    ("posted", "disks"),
    [
        ({"_action": "wire:add:emptyDisk"}, ["data", "scratch"]),
        ({"_action": "wire:remove:disk.data"}, []),
        ({"_action": "wire:connect", "wire-from": "disk.data", "wire-to": "volume.spare"}, ["spare"]),
        ({"_action": "wire:rename", "wire-box": "disk.data", "wire-name": "store"}, ["store"]),
    ],
)
def test_the_buttons_work_without_scripts(
    signed_in: SignIn, member: User, team: Team, posted: dict[str, str], disks: list[str]
) -> None:
    draft = _draft(team, member, a_machine([disk("data")], [empty("spare")], [card("n")], [pod("n")]))

    answer = signed_in(member).post(f"/drafts/{draft.pk}/form/", {"version": draft.version, **posted})

    assert answer.status_code == 302
    assert [each["name"] for each in _spec(draft)["domain"]["devices"].get("disks", [])] == disks


def test_what_cannot_be_done_is_told_in_a_sentence(signed_in: SignIn, member: User, team: Team) -> None:
    draft = _draft(team, member, typical())

    answer = signed_in(member).post(
        f"/drafts/{draft.pk}/form/", {"version": draft.version, "_action": "wire:add:pod"}
    )

    assert answer.status_code == 422
    assert "A machine joins the pod network once." in answer.content.decode()


def test_a_script_is_answered_with_the_diagram_while_somebody_looks_at_it(
    signed_in: SignIn, member: User, team: Team
) -> None:
    draft = _draft(team, member, typical())
    command = {
        "do": "form",
        "version": draft.version,
        "action": "wire:boot:disk.data:first",
        "panes": ["workspace-diagram"],
    }

    answer = signed_in(member).post(f"/drafts/{draft.pk}/edits/", command, content_type="application/json")

    parts = {part["id"]: part["html"] for part in answer.json()["parts"]}
    assert "boot order 1" in parts["workspace-diagram"]
    assert draft.changes.latest("version").origin == "diagram"
    assert _spec(draft)["domain"]["devices"]["disks"][1]["bootOrder"] == 1


def test_a_script_is_told_why_something_is_refused(signed_in: SignIn, member: User, team: Team) -> None:
    draft = _draft(team, member, typical())
    command = {"do": "form", "version": draft.version, "action": "wire:connect:disk.root:network.default"}

    answer = signed_in(member).post(f"/drafts/{draft.pk}/edits/", command, content_type="application/json")

    assert answer.status_code == 422
    assert answer.json()["message"] == "A disk connects to a volume."


def _inspected(signed_in: SignIn, member: User, draft: Draft, box: str) -> str:
    answer = signed_in(member).get(f"/drafts/{draft.pk}/diagram/", {"box": box})
    assert answer.status_code == 200
    html: str = answer.json()["html"]
    return html


@pytest.mark.parametrize(
    ("box", "name"),
    [
        ("disk.root", f"{DISKS}/0/bootOrder"),
        ("volume.data", "/spec/template/spec/volumes/1/emptyDisk/capacity"),
        ("source.data.of", "/spec/template/spec/volumes/1/emptyDisk/capacity"),
        ("interface.default", "/spec/template/spec/domain/devices/interfaces/0/macAddress"),
        ("network.default", "/spec/template/spec/networks/0/name"),
        ("attachment.default", "/spec/template/spec/networks/0/name"),
        ("machine", "/spec/template/spec/domain/cpu/cores"),
        ("machine", "/spec/template/spec/domain/memory/guest"),
        ("machine", "/spec/runStrategy"),
        ("machine", "/spec/template/spec/domain/machine/type"),
        ("machine", "/metadata/labels#key/0"),
    ],
)
def test_a_box_shows_its_fields(signed_in: SignIn, member: User, team: Team, box: str, name: str) -> None:
    html = _inspected(signed_in, member, _draft(team, member, typical()), box)

    assert f'name="{name}"' in html


def test_the_fields_of_a_box_have_ids_of_their_own(signed_in: SignIn, member: User, team: Team) -> None:
    html = _inspected(signed_in, member, _draft(team, member, typical()), "disk.root")

    assert 'id="input-' not in html
    assert 'for="wired-input-' in html


def test_a_data_volume_shows_its_fields(signed_in: SignIn, member: User, team: Team) -> None:
    html = _inspected(signed_in, member, _draft(team, member, typical()), "source.root-dv")

    assert "/spec/dataVolumeTemplates/0" in html


def test_what_is_missing_offers_what_would_mend_it(signed_in: SignIn, member: User, team: Team) -> None:
    html = _inspected(
        signed_in, member, _draft(team, member, a_machine([disk("data")])), "volume.missing.data"
    )

    assert "The disk “data” has no volume." in html
    assert 'data-act="wire:create:disk.data"' in html


def test_a_box_that_is_gone_and_a_stranger_are_told_nothing(
    signed_in: SignIn, member: User, stranger: User, team: Team
) -> None:
    draft = _draft(team, member, typical())

    assert signed_in(member).get(f"/drafts/{draft.pk}/diagram/", {"box": "disk.gone"}).status_code == 404
    assert signed_in(stranger).get(f"/drafts/{draft.pk}/diagram/", {"box": "machine"}).status_code == 404


def test_the_machine_of_many_disks_is_shown_without_them(signed_in: SignIn, member: User, team: Team) -> None:
    html = _inspected(signed_in, member, _draft(team, member, many(60)), "machine")

    assert f"{DISKS}/0" not in html
    assert "autoattachPodInterface" in html
