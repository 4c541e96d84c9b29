"""The same findings for everybody: in the API, from the command line, and in the editor's panel."""

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.manifest.admission import ADMISSION
from tests.manifest.rule_cases import CASES, a_document
from vms.api.errors import entries
from vms.compiler import check
from vms.manifest import from_yaml, to_yaml
from vms.schema import Edit
from vms.selectors.drafts import Reading
from vms.web import findings
from vms.web.pages import Finding

_CORPUS = [edits for _, _, edits in CASES] + [edits for _, _, _, edits in ADMISSION]
_TOLD = ("pointer", "message", "keyword", "severity", "rule", "standing", "line")


def _told(findings: list[Any]) -> list[tuple[Any, ...]]:
    return sorted(tuple(finding[key] for key in _TOLD) for finding in findings)


def test_the_api_the_command_and_the_panel_tell_the_same_of_every_broken_rule(tmp_path: Path) -> None:
    for number, edits in enumerate(_CORPUS):
        text = _as_text(edits)
        if text is not None:
            (tmp_path / f"{number:03}.yaml").write_text(text)
    paths = sorted(tmp_path.iterdir())
    output = io.StringIO()
    with pytest.raises(SystemExit):
        call_command("check_manifest", *map(str, paths), "--format", "json", stdout=output)

    told = json.loads(output.getvalue())["findings"]

    assert len(paths) > 200
    for path in paths:
        text = path.read_text()
        problems = check(from_yaml(text))
        answer = _told(entries(problems, text))
        panel = findings.build(text, Reading(from_yaml(text), problems), None).all
        assert answer == _told([each for each in told if each["file"] == str(path)])
        assert sorted(each[:2] + each[3:] for each in answer) == _of_panel(panel)


def _of_panel(panel: Sequence[Finding]) -> list[tuple[Any, ...]]:
    """As the API tells it; the panel has no need of keywords but in its buttons."""
    return sorted(tuple(getattr(finding, key) for key in _TOLD if key != "keyword") for finding in panel)


def _as_text(edits: list[Edit]) -> str | None:
    """The broken document as YAML; characters that no YAML can hold leave it out."""
    document = a_document(*edits)
    text = to_yaml(document)
    return text if "\x00" not in json.dumps(document) and "\\u0000" not in json.dumps(document) else None


def test_a_finding_names_its_rule_its_standing_and_its_button() -> None:
    edits = next(edits for number, _, _, edits in ADMISSION if number == "B.5-54")

    (entry,) = entries(check(a_document(*edits)))

    assert (entry["rule"], entry["standing"], entry["fix"]) == (
        "B.5-54",
        "refused_by_kubevirt",
        "Use virtio",
    )
