"""The command that checks manifests: a person's and a pipeline's view."""

import io
import json
import re
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.manifest.rule_cases import DISK, a_document
from vms.schema import Edit

_FIXTURES = Path(__file__).with_name("fixtures")


def _run(*arguments: str, expect: int) -> str:
    output = io.StringIO()
    if not expect:
        call_command("check_manifest", *arguments, stdout=output)
        return output.getvalue()
    with pytest.raises(SystemExit) as caught:
        call_command("check_manifest", *arguments, stdout=output)
    assert caught.value.code == expect
    return output.getvalue()


def test_good_manifests_pass() -> None:
    output = _run(str(_FIXTURES / "minimal.yaml"), str(_FIXTURES / "commented.yaml"), expect=0)

    assert output.startswith("2 manifests checked, nothing to report.\nOf the fields that are set, ")
    assert re.search(r"\d+ run here, \d+ are kept for export, 0 are not understood\.\n$", output)


def test_warnings_are_printed_and_pass() -> None:
    output = _run(str(_FIXTURES / "unknown-keys.yaml"), expect=0)

    assert f"{_FIXTURES / 'unknown-keys.yaml'}:11: warning: “running” is outdated." in output


def test_errors_are_printed_with_their_lines_and_pointers() -> None:
    path = str(_FIXTURES / "broken-rules.yaml")

    lines = _run(path, expect=1).splitlines()

    assert lines[0].startswith(f"{path}:4: error: ")
    assert lines[0].endswith("[name-spelling, not here] /metadata/name")
    numbers = [int(line.split(":")[1]) for line in lines[:-1]]
    assert numbers == sorted(numbers)


def test_json_is_for_programs() -> None:
    path = str(_FIXTURES / "broken-rules.yaml")

    findings = json.loads(_run(path, "--format", "json", expect=1))["findings"]

    assert findings[0] == {
        "file": path,
        "line": 4,
        "severity": "error",
        "pointer": "/metadata/name",
        "keyword": "name-spelling",
        "message": findings[0]["message"],
        "rule": "",
        "standing": "not_here",
        "fix": findings[0]["fix"],
    }


def test_json_of_a_good_manifest_counts_its_fields_and_finds_nothing() -> None:
    answer = json.loads(_run(str(_FIXTURES / "minimal.yaml"), "--format", "json", expect=0))

    assert answer["findings"] == []
    assert answer["fields"]["runs_here"] > 3
    assert answer["fields"]["not_understood"] == 0


def test_a_rule_of_kubevirts_is_printed_with_its_number_and_its_standing(tmp_path: Path) -> None:
    document = a_document(Edit(f"{DISK}/io", "io_uring"))
    (tmp_path / "fast.json").write_text(json.dumps(document))

    output = _run(str(tmp_path / "fast.json"), expect=0)

    assert f"[io-uring-local, KubeVirt B.5-61, refused by kubevirt] {DISK}/io" in output
    assert "1 are refused by KubeVirt" in output


def test_text_that_is_no_yaml_is_an_error_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.yaml"
    path.write_text("a: 1\na: 2\n")

    assert f"{path}:2: error: “a” stands here a second time." in _run(str(path), expect=1)


def test_a_file_that_cannot_be_read_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "latin.yaml").write_bytes(b"a: \xe4\n")

    output = _run(str(tmp_path / "none.yaml"), str(tmp_path / "latin.yaml"), expect=2)

    assert "No such file" in output
    assert "not UTF-8" in output


def test_a_dash_reads_the_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (_FIXTURES / "minimal.yaml").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))

    assert _run("-", expect=0).startswith("1 manifest checked, nothing to report.\n")
