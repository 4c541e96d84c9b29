"""``manage.py render_domain``, as a person runs it."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.builders import a_host
from vms.hosts import to_json

GOLDEN = Path(__file__).parent / "golden"
EXAMPLE = GOLDEN / "schema-example"


@pytest.fixture
def manifest(tmp_path: Path) -> Callable[[str, str], Path]:
    """The smallest golden manifest with one text replaced."""

    def write(old: str, new: str) -> Path:
        text = (GOLDEN / "smallest" / "manifest.yaml").read_text()
        assert old in text
        path = tmp_path / "manifest.yaml"
        path.write_text(text.replace(old, new))
        return path

    return write


def refusal(*arguments: str | Path) -> str:
    """What it says on standard error; it says nothing else then, and fails."""
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("render_domain", *(str(each) for each in arguments), stdout=out, stderr=err)
    assert end.value.code == 1
    assert out.getvalue() == ""
    return err.getvalue()


def test_it_prints_the_domain_and_nothing_else() -> None:
    out = StringIO()

    call_command("render_domain", str(EXAMPLE / "manifest.yaml"), stdout=out)

    assert out.getvalue() == (EXAMPLE / "domain.xml").read_text()


def test_it_compiles_for_the_host_of_a_facts_file() -> None:
    case, out = GOLDEN / "lan", StringIO()

    call_command("render_domain", str(case / "manifest.yaml"), host_facts=str(case / "host.json"), stdout=out)

    assert out.getvalue() == (case / "domain.xml").read_text()


def test_a_problem_is_told_with_its_line_and_pointer(manifest: Callable[[str, str], Path]) -> None:
    path = manifest("guest: 512Mi", "guest: lots")

    assert f"{path}:12: /spec/template/spec/domain/memory/guest: " in refusal(path)


def test_what_cannot_be_compiled_is_told_with_its_line_and_pointer(
    manifest: Callable[[str, str], Path],
) -> None:
    path = manifest("        memory:", "        cpu: {model: Moon}\n        memory:")

    said = refusal(path)

    assert said.startswith(f"{path}:11: /spec/template/spec/domain/cpu/model: ")
    assert "no CPU model named Moon" in said


def test_text_that_is_not_yaml_is_told_with_line_and_column(manifest: Callable[[str, str], Path]) -> None:
    path = manifest("guest: 512Mi", "guest: 'open")

    assert refusal(path).startswith(f"{path}:")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert "cannot be read" in refusal(tmp_path / "absent.yaml")


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "manifest.yaml"
    path.write_bytes(b"\xff\xfe")

    assert "not UTF-8" in refusal(path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        (json.dumps(to_json(a_host()) | {"colour": "red"}), "/colour: This is not a known fact"),
    ],
)
def test_facts_that_cannot_be_used_are_told(tmp_path: Path, text: str, words: str) -> None:
    facts = tmp_path / "host.json"
    facts.write_text(text)

    assert words in refusal(EXAMPLE / "manifest.yaml", "--host-facts", facts)
