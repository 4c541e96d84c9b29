"""The command that edits manifests: the editor's saving, from a shell."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.manifest.fixture_files import read

_ROOT = Path(__file__).parents[2]
_MEMORY = "/spec/template/spec/domain/memory/guest"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "machine.yaml"
    path.write_bytes(b"a: 'x'  # why\r\nb: {c: 1}\r\nlabels:\r\n- one\r\n")
    return path


def _printed(*arguments: str) -> str:
    output = io.StringIO()
    call_command("edit_manifest", *arguments, stdout=output)
    return output.getvalue()


def _refusal(*arguments: str, status: int) -> str:
    errors = io.StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("edit_manifest", *arguments, stdout=io.StringIO(), stderr=errors)
    assert caught.value.code == status
    return errors.getvalue()


def test_without_edits_the_text_is_printed_byte_for_byte(file: Path) -> None:
    assert _printed(str(file)).encode() == file.read_bytes()


def test_edits_are_made_in_the_order_given(file: Path) -> None:
    printed = _printed(
        str(file), "--set", '/a="y"', "--unset", "/a", "--set", "/b/c=2", "--set", '/labels/-="two"'
    )

    assert printed == "b: {c: 2}\r\nlabels:\r\n- one\r\n- two\r\n"


def test_the_file_changes_only_when_asked(file: Path) -> None:
    before = file.read_bytes()
    _printed(str(file), "--set", "/b/c=2")
    assert file.read_bytes() == before

    file.chmod(0o640)
    assert _printed(str(file), "--set", "/b/c=2", "--in-place") == ""

    assert file.read_bytes() == before.replace(b"1", b"2")
    assert file.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in file.parent.iterdir()] == ["machine.yaml"]


def test_a_name_may_hold_an_equals_sign(file: Path) -> None:
    assert "x=y: 1\r\n" in _printed(str(file), "--set", "/x=y=1")


@pytest.mark.parametrize(
    "arguments",
    [["--set", "/a=text"], ["--set", "/a"], ["--set", "a=1"], ["--unset", "a"], ["--set", "/a=NaN"]],
)
def test_an_argument_that_is_no_edit_is_refused(arguments: list[str], file: Path) -> None:
    with pytest.raises(CommandError, match=r"slash|double quotes"):
        _printed(str(file), *arguments)


def test_an_edit_that_the_text_cannot_take_is_told_with_its_line(file: Path) -> None:
    told = _refusal(str(file), "--set", "/labels/7=1", status=1)

    assert told.startswith(f"{file}:3: /labels/7: ")
    assert "1 elements" in told


def test_unreadable_yaml_is_told_with_line_and_column(file: Path) -> None:
    file.write_text("a: 1\nb: [\n")

    assert _refusal(str(file), "--set", "/a=2", status=1).startswith(f"{file}:3:1: ")


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in _refusal(str(tmp_path / "nowhere.yaml"), status=2)
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in _refusal(str(tmp_path / "binary"), status=2)


def test_standard_input_cannot_be_changed_in_place() -> None:
    assert "--in-place" in _refusal("-", "--in-place", status=2)


def test_a_shell_without_an_environment_suffices() -> None:
    text = read("unicode.yaml")

    done = subprocess.run(
        [sys.executable, "manage.py", "edit_manifest", "-", "--set", f'{_MEMORY}="3Gi"'],
        cwd=_ROOT,
        input=text.encode(),
        env={"PATH": os.defpath, "LC_ALL": "C"},
        capture_output=True,
        check=True,
    )

    before, after = text.splitlines(), done.stdout.decode().splitlines()
    assert [line for line in after if line not in before] == ["          guest: 3Gi"]
