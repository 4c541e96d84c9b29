"""Whatever the bytes: what is admitted stands alone, by our reader and by qemu-img's own word in the box."""

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.images.test_look import CONTENT
from tests.images.trial import LIMITS
from vms.images import Container, ImageRefused, admit, box, look

pytestmark = pytest.mark.qemu
COMPANY = ("backing-filename", "full-backing-filename", "data-file", "encrypted", "snapshots", "extents")


def refused_or_plain(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        source, into = Path(name, "source"), Path(name, "images")
        source.write_bytes(content)
        into.mkdir()
        try:
            made = admit(source, into, limits=LIMITS)
        except ImageRefused:
            assert not list(into.iterdir())
            return
        assert list(into.iterdir()) == [made.path]
        if made.cdrom:
            assert made.path.read_bytes().startswith(content)
            return
        header = look(made.path)
        assert (header.container, header.virtual_bytes) == (Container.QCOW2, made.virtual_bytes)
        assert not company(made.path)


def company(image: Path) -> list[str]:
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        (work / "source").touch()
        shutil.copy(image, work / "target")
        ended = box.run(["info", "-f", "qcow2", "--output=json", "target"], work, LIMITS)
        assert ended.well, ended
        return [name for name in COMPANY if f'"{name}"' in json.dumps(json.loads(ended.output))]


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(CONTENT)
def test_any_bytes_are_refused_or_become_a_plain_image(content: bytes) -> None:
    refused_or_plain(content)


@pytest.mark.full
@settings(max_examples=2000, suppress_health_check=[HealthCheck.too_slow])
@given(CONTENT)
def test_very_many_bytes_are_refused_or_become_a_plain_image(content: bytes) -> None:
    refused_or_plain(content)
