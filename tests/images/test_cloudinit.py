"""Seeds, read back as guests read them: by label, and by their Rock Ridge and Joliet names."""

import io
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pycdlib
import pytest

from vms.images import answers_iso, seed_iso

USER_DATA = "#cloud-config\npassword: gewürz\n"


def a_seed(
    *,
    flavour: str = "NoCloud",
    user_data: str | None = USER_DATA,
    network_data: str | None = None,
    hostname: str = "web",
) -> bytes:
    return seed_iso("i-0001", hostname, user_data, network_data, flavour)


@contextmanager
def opened(image: bytes) -> Iterator[Any]:
    iso = pycdlib.PyCdlib()
    iso.open_fp(io.BytesIO(image))
    yield iso
    iso.close()


def files(image: bytes, naming: str = "rr_path") -> dict[str, str]:
    found: dict[str, str] = {}
    with opened(image) as iso:
        for folder, _, names in iso.walk(**{naming: "/"}):
            for name in names:
                path = f"{folder.rstrip('/')}/{name}"
                content = io.BytesIO()
                iso.get_file_from_iso_fp(content, **{naming: path})
                found[path] = content.getvalue().decode()
    return found


@pytest.mark.parametrize("naming", ["rr_path", "joliet_path"])
def test_no_cloud_holds_what_cloud_init_asks_for(naming: str) -> None:
    found = files(a_seed(network_data="version: 2\n"), naming)

    assert found.keys() == {"/meta-data", "/user-data", "/network-config"}
    assert json.loads(found["/meta-data"]) == {"instance-id": "i-0001", "local-hostname": "web"}
    assert found["/user-data"] == USER_DATA
    assert found["/network-config"] == "version: 2\n"


def test_no_cloud_without_data_still_says_who_the_guest_is() -> None:
    found = files(a_seed(user_data=None))

    assert found["/user-data"] == ""
    assert "/network-config" not in found


@pytest.mark.parametrize("naming", ["rr_path", "joliet_path"])
def test_config_drive_lies_where_openstack_puts_it(naming: str) -> None:
    found = files(a_seed(flavour="ConfigDrive", network_data='{"links": []}'), naming)

    assert found.keys() == {
        "/openstack/latest/meta_data.json",
        "/openstack/latest/user_data",
        "/openstack/latest/network_data.json",
    }
    meta_data = json.loads(found["/openstack/latest/meta_data.json"])
    assert meta_data == {"hostname": "web", "instance_id": "i-0001", "uuid": "i-0001"}


def test_config_drive_leaves_out_what_was_not_given() -> None:
    assert files(a_seed(flavour="ConfigDrive", user_data=None)).keys() == {"/openstack/latest/meta_data.json"}


@pytest.mark.parametrize(("flavour", "label"), [("NoCloud", b"cidata"), ("ConfigDrive", b"config-2")])
def test_the_label_is_what_cloud_init_looks_for(flavour: str, label: bytes) -> None:
    assert a_seed(flavour=flavour)[0x8028:0x8048].rstrip() == label


def test_an_unknown_flavour_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="Sysprep"):
        a_seed(flavour="Sysprep")


@pytest.mark.parametrize("flavour", ["NoCloud", "ConfigDrive"])
def test_equal_texts_give_equal_bytes_at_any_time_and_place(
    flavour: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = a_seed(flavour=flavour, network_data="{}")

    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    later = a_seed(flavour=flavour, network_data="{}")
    monkeypatch.undo()
    time.tzset()

    assert now == later
    assert now != a_seed(flavour=flavour, network_data="{}", hostname="web2")


def test_a_large_user_data_keeps_its_bytes() -> None:
    text = "#!/bin/sh\n" + "echo hello\n" * 50_000

    assert files(a_seed(user_data=text))["/user-data"] == text


def test_the_first_68_kib_can_be_read_in_one_go() -> None:
    assert len(a_seed(user_data=None)) >= 68 * 1024


def test_answer_files_keep_their_names_on_a_disc_that_setup_finds() -> None:
    image = answers_iso({"Autounattend.xml": "<unattend/>", "setup.ps1": "echo"})

    assert set(files(image, "joliet_path").values()) == {"<unattend/>", "echo"}
    assert {name.rpartition("/")[2] for name in files(image, "joliet_path")} == {
        "Autounattend.xml",
        "setup.ps1",
    }
    with opened(image) as iso:
        assert iso.pvd.volume_identifier.strip() == b"unattendCD"
