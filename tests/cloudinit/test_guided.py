"""The guided form: fields in front, the same text underneath."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formtree import browser
from vms import formtree
from vms.cloudinit import (
    act,
    decode,
    enlist_keys,
    guide,
    has_keys,
    is_inside,
    part_of,
    set_password,
    user_names,
)
from vms.formtree import FieldNode
from vms.manifest.cloud_init import read_text

VOLUME = "/spec/template/spec/volumes/1/cloudInitNoCloud"
USER = f"{VOLUME}/userData"
NETWORK = f"{VOLUME}/networkData"
TEXT = """#cloud-config
# for the shop
hostname: web   # short
users:
  - default
  - name: ann
    shell: /bin/zsh
packages: [nginx,   curl]
my_module: {kept: yes}
runcmd:
  - [systemctl, restart, nginx]
  - echo "$HOME" > /x
"""
CARDS = """version: 2
# uplink
ethernets:
  enp1s0:
    dhcp4: true   # ask
  other:
    match: {macaddress: '52:54:00:12:34:56'}
    wakeonlan: true
"""


def nodes(node: FieldNode) -> Iterator[FieldNode]:
    yield node
    for child in node.children:
        yield from nodes(child)


def html(pointer: str, text: str) -> str:
    return "".join(formtree.render(section) for section in guide(pointer, text).sections)


def posted(pointer: str, text: str, **changed: str) -> str:
    """The text after a post of the whole form, with some fields filled differently."""
    pairs = dict(browser.posted(html(pointer, text)))
    pairs |= {f"{pointer}#{name.replace('__', '/')}": value for name, value in changed.items()}
    return decode(pointer, text, pairs.items())


@pytest.mark.parametrize(
    ("pointer", "part"),
    [
        (USER, "user_data"),
        (NETWORK, "network_data"),
        ("/spec/template/spec/volumes/0/cloudInitConfigDrive/userData", "user_data"),
        ("/spec/template/spec/volumes/0/cloudInitConfigDrive/networkData", None),
        ("/metadata/name", None),
        (f"{USER}/x", None),
    ],
)
def test_a_form_is_offered_where_a_text_is_cloud_inits(pointer: str, part: str | None) -> None:
    assert part_of(pointer) == part


def test_names_inside_are_known_by_the_mark() -> None:
    assert is_inside(f"{USER}#/users/0/name")
    assert is_inside(f"{USER}#")
    assert not is_inside(f"{USER}")
    assert not is_inside(f"{USER}#unset")
    assert not is_inside("/metadata/labels#key/0")


@pytest.mark.parametrize(("pointer", "text"), [(USER, TEXT), (USER, ""), (NETWORK, CARDS), (NETWORK, "")])
def test_a_form_that_nobody_touched_changes_no_byte(pointer: str, text: str) -> None:
    assert posted(pointer, text) == text


def test_every_field_carries_its_whole_name() -> None:
    for section in guide(USER, TEXT).sections:
        for node in nodes(section):
            assert node.kind == "group" or node.pointer.startswith(f"{USER}#/")


def test_one_field_changes_one_line() -> None:
    changed = posted(USER, TEXT, **{"/hostname": "shop"})

    assert changed == TEXT.replace("hostname: web ", "hostname: shop ")


def test_a_row_is_added_below_the_others_and_unknown_keys_stay() -> None:
    changed = act(USER, TEXT, f"add:{USER}#/packages")
    changed = posted(USER, changed, **{"/packages/2": "git"})

    assert read_text(changed)["packages"] == ["nginx", "curl", "git"]
    assert "my_module: {kept: yes}" in changed
    assert "# for the shop" in changed


def test_a_command_may_be_a_line_or_a_list() -> None:
    changed = posted(USER, TEXT, **{"/runcmd/1": '["touch", "/y"]'})

    assert read_text(changed)["runcmd"] == [["systemctl", "restart", "nginx"], ["touch", "/y"]]


def test_an_empty_text_begins_with_its_header() -> None:
    assert posted(USER, "", **{"/hostname": "web"}) == "#cloud-config\nhostname: web\n"
    assert act(USER, "", f"add:{USER}#/users").startswith("#cloud-config\nusers:\n")


def test_the_last_row_goes_with_its_list() -> None:
    text = "#cloud-config\npackages:\n  - nginx\nhostname: a\n"

    assert act(USER, text, f"remove:{USER}#/packages/0") == "#cloud-config\nhostname: a\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("#!/bin/sh\n", "script"),
        ("## template: jinja\n#cloud-config\n", "fills this in"),
        ("packages: []", "does not know this kind"),
        ("#cloud-config\na: [", "cannot be read as YAML"),
        ("MIME-Version: 1.0\n", "several parts"),
    ],
)
def test_a_text_without_fields_says_why_and_is_left_alone(text: str, says: str) -> None:
    guided = guide(USER, text)

    assert says in guided.reason
    assert guided.sections == ()
    assert decode(USER, text, [(f"{USER}#/hostname", "x")]) == text
    assert act(USER, text, f"add:{USER}#/users") == text


def test_network_data_of_version_1_is_edited_as_text() -> None:
    assert "version 2 alone" in guide(NETWORK, "version: 1\nconfig: []\n").reason


def test_cards_are_rows_with_their_names() -> None:
    form = html(NETWORK, CARDS)

    assert f'name="{NETWORK}#/ethernets/0/name"' in form
    assert f'name="{NETWORK}#/ethernets/1/match/macaddress"' in form


def test_a_cards_setting_changes_its_line() -> None:
    changed = posted(NETWORK, CARDS, **{"/ethernets/0/dhcp4": "false"})

    assert changed == CARDS.replace("dhcp4: true ", "dhcp4: false ")


def test_a_renamed_card_keeps_what_it_has() -> None:
    changed = posted(NETWORK, CARDS, **{"/ethernets/1/name": "lan"})

    assert read_text(changed)["ethernets"] == {
        "enp1s0": {"dhcp4": True},
        "lan": {"match": {"macaddress": "52:54:00:12:34:56"}, "wakeonlan": True},
    }
    assert "dhcp4: true   # ask" in changed


def test_a_new_card_gets_a_name_of_its_own() -> None:
    first = act(NETWORK, "", f"add:{NETWORK}#/ethernets")
    second = act(NETWORK, first, f"add:{NETWORK}#/ethernets")

    assert first == "version: 2\nethernets:\n  enp1s0:\n    dhcp4: true\n"
    assert list(read_text(second)["ethernets"]) == ["enp1s0", "enp2s0"]


def test_a_card_is_removed_and_rows_of_a_mapping_have_no_order() -> None:
    assert list(read_text(act(NETWORK, CARDS, f"remove:{NETWORK}#/ethernets/0"))["ethernets"]) == ["other"]
    assert act(NETWORK, CARDS, f"down:{NETWORK}#/ethernets/0") == CARDS


def test_findings_stand_at_their_fields() -> None:
    assert "This is no IP address" in html(NETWORK, "version: 2\nethernets: {a: {gateway4: x}}\n")
    assert "no OpenSSH public key" in html(USER, "#cloud-config\nssh_authorized_keys: [x]\n")


def test_a_repair_works_inside_too() -> None:
    text = "#cloud-config\nwrite_files:\n  - path: /x\n    permissions: 0644\n"

    repaired = act(USER, text, f"fix:user-data-permissions:{USER}#/write_files/0/permissions")

    assert read_text(repaired)["write_files"][0]["permissions"] == "0644"


def test_keys_are_added_once() -> None:
    once = enlist_keys("", ["ssh-ed25519 A", "ssh-ed25519 B"])

    assert once == "#cloud-config\nssh_authorized_keys:\n- ssh-ed25519 A\n- ssh-ed25519 B\n"
    assert enlist_keys(once, ["ssh-ed25519 B"]) == once
    assert read_text(enlist_keys(once, ["ssh-ed25519 C"]))["ssh_authorized_keys"][2] == "ssh-ed25519 C"
    assert read_text(enlist_keys(TEXT, ["k"], "ann"))["users"][1]["ssh_authorized_keys"] == ["k"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", False),
        (TEXT, False),
        ("#!/bin/sh", True),  # nothing can be added to a script
        ("#cloud-config\nssh_authorized_keys: [a]", True),
        ("#cloud-config\nusers: [{name: a, ssh_import_id: [gh:a]}]", True),
    ],
)
def test_who_may_sign_in_by_key_is_known(text: str, expected: bool) -> None:
    assert has_keys(text) is expected


def test_a_password_is_a_hash_of_the_user_it_is_for() -> None:
    assert user_names(TEXT) == ["ann"]
    assert read_text(set_password("", "$6$a$b")) == {"password": "$6$a$b", "chpasswd": {"expire": False}}
    plain = TEXT.replace("shell: /bin/zsh", "plain_text_passwd: oops")
    assert read_text(set_password(plain, "$6$a$b", "ann"))["users"][1] == {
        "name": "ann",
        "passwd": "$6$a$b",
        "lock_passwd": False,
    }


@given(st.text(max_size=200))
def test_no_text_is_too_strange_for_a_form(text: str) -> None:
    for pointer in (USER, NETWORK):
        guided = guide(pointer, text)
        assert guided.reason or guided.sections
        assert decode(pointer, text, []) == text
