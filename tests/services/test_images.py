"""How images get into the catalogue."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal import checks
from tests.data import an_image
from tests.images import forge
from vms.images import ImageRefused, Limits, NoRoom, Walls, digest_file
from vms.images.box import Kind
from vms.models import Image, ImageKind
from vms.services import images

pytestmark = pytest.mark.django_db
REFERENCE = "registry.example/os:1"


@pytest.fixture
def cd(tmp_path: Path) -> Path:
    path = tmp_path / "cd.iso"
    path.write_bytes(forge.iso())
    return path


def test_an_image_of_our_own_is_entered_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "own.qcow2"
    path.write_bytes(forge.qcow2())

    image = images.register(reference=REFERENCE, title="Own", path=path)

    assert (image.source, image.format, image.virtual_bytes) == (str(path), "qcow2", forge.GIB)
    assert image.digest == digest_file(path)


def test_a_container_that_hosts_cannot_read_has_to_be_imported(tmp_path: Path) -> None:
    path = tmp_path / "disk.vdi"
    path.write_bytes(forge.vdi())

    with pytest.raises(ImageRefused, match="Import this one instead"):
        images.register(reference=REFERENCE, title="Disk", path=path)


def test_what_is_brought_in_is_a_file_of_ours(tmp_path: Path, cd: Path) -> None:
    into = tmp_path / "images"
    into.mkdir()

    image = images.bring_in(
        reference=REFERENCE, title="CD", path=cd, into=into, limits=Limits(keep_free_bytes=0)
    )
    cd.unlink()

    assert Path(image.source).parent == into
    assert Path(image.source).name == image.filename
    assert digest_file(Path(image.source)) == image.digest


def test_what_is_brought_in_takes_the_place_of_a_registrys_content(tmp_path: Path, cd: Path) -> None:
    into = tmp_path / "images"
    into.mkdir()
    an_image(reference=REFERENCE, kind=ImageKind.REGISTRY, origin_digest="sha256:far")

    images.bring_in(reference=REFERENCE, title="CD", path=cd, into=into, limits=Limits(keep_free_bytes=0))

    image = Image.objects.get(reference=REFERENCE)
    assert (image.kind, image.origin_digest, image.size_bytes) == (ImageKind.FILE, "", cd.stat().st_size)


def test_what_cannot_be_brought_in_leaves_no_row_and_no_file(tmp_path: Path, cd: Path) -> None:
    into = tmp_path / "images"
    into.mkdir()

    with pytest.raises(NoRoom):
        images.bring_in(
            reference=REFERENCE, title="CD", path=cd, into=into, limits=Limits(keep_free_bytes=2**60)
        )
    assert not Image.objects.exists()
    assert list(into.iterdir()) == []


def test_an_image_is_imported_from_a_shell(tmp_path: Path, cd: Path, settings: Any) -> None:
    settings.STATE_DIR = tmp_path
    out = StringIO()

    call_command("import_image", REFERENCE, str(cd), title="CD", stdout=out)

    assert Image.objects.get(reference=REFERENCE).title == "CD"
    assert "a disk of 40,960 bytes" in out.getvalue()


def test_the_shell_is_told_why_not(tmp_path: Path, settings: Any) -> None:
    settings.STATE_DIR = tmp_path
    bad = tmp_path / "bad"
    bad.write_bytes(forge.qcow2(backing=b"/etc/shadow"))

    with pytest.raises(CommandError, match="builds on another file"):
        call_command("import_image", REFERENCE, str(bad), stdout=StringIO())


@pytest.mark.parametrize(
    ("production", "kind", "warned"),
    [
        (True, Kind.NONE, True),
        (True, Kind.LANDLOCK, True),
        (True, Kind.NAMESPACES, False),
        (True, Kind.OWN_USER, False),
        (False, Kind.NONE, False),
    ],
)
def test_production_is_told_of_walls_that_are_missing(
    settings: Any, monkeypatch: pytest.MonkeyPatch, production: bool, kind: Kind, warned: bool
) -> None:
    settings.PRODUCTION = production
    all_walls = {"own_user", "own_files_only", "no_network", "own_processes_only", "filtered_calls"}
    monkeypatch.setattr(checks, "walls", lambda: Walls(kind, **dict.fromkeys(all_walls, True)))

    assert [found.id for found in checks.image_walls(None)] == (["portal.W001"] if warned else [])
