"""Each line of domain XML knows the manifest line that caused it."""

import difflib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.compiler.test_golden import CASES
from vms.compiler import LEDGER, Compiled, CompileError, XmlLine, trace
from vms.hosts import HostFacts, capable, from_json
from vms.management.commands.render_domain import render
from vms.manifest import ManifestInvalid, from_yaml, to_yaml
from vms.schema import UNSET, Edit, apply, get

DOMAIN = "/spec/template/spec/domain"
OUTSIDE = {"volumes", "seeds"}  # stages that make storage and no XML of their own


def _host(case: Path) -> HostFacts:
    facts = case / "host.json"
    return from_json(json.loads(facts.read_text())) if facts.exists() else capable()


def _traced(document: dict[str, Any], host: HostFacts) -> tuple[XmlLine, ...]:
    return trace(render(to_yaml(document), host), document)


def _pointers(value: Any, pointer: str = "") -> list[str]:
    if isinstance(value, dict) and value:
        return [found for key, member in value.items() for found in _pointers(member, f"{pointer}/{key}")]
    if isinstance(value, list) and value:
        return [found for index, item in enumerate(value) for found in _pointers(item, f"{pointer}/{index}")]
    return [pointer]


def _compiled(pointer: str) -> bool:
    entry = LEDGER.get(re.sub(r"/\d+(?=/|$)", "/*", pointer))
    return isinstance(entry, Compiled) and entry.stage not in OUTSIDE


def _related(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_lines_are_those_of_the_xml(case: Path) -> None:
    text = (case / "manifest.yaml").read_text()
    lines = trace((case / "domain.xml").read_text(), from_yaml(text))

    assert "\n".join(line.text for line in lines) + "\n" == (case / "domain.xml").read_text()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_vanishes_without_a_field_was_traced_to_it(case: Path) -> None:
    document, host = from_yaml((case / "manifest.yaml").read_text()), _host(case)
    before = _traced(document, host)
    looked_at = 0
    for pointer in filter(_compiled, _pointers(document)):
        try:
            after = _traced(apply(document, [Edit(pointer, UNSET)]), host)
        except (CompileError, ManifestInvalid):
            continue  # the machine cannot do without
        texts = [line.text for line in before], [line.text for line in after]
        gone = [
            before[place]
            for tag, start, end, *_ in difflib.SequenceMatcher(None, *texts).get_opcodes()
            if tag in {"delete", "replace"}
            for place in range(start, end)
        ]
        if gone:
            looked_at += 1
            assert any(_related(cause, pointer) for line in gone for cause in line.pointers), (pointer, gone)
    assert looked_at > 0 or case.name == "smallest"  # which has nothing to spare


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_line_that_says_it_is_set_names_a_field_that_is(case: Path) -> None:
    document = from_yaml((case / "manifest.yaml").read_text())
    for line in trace((case / "domain.xml").read_text(), document):
        if line.is_set:
            assert all(get(document, pointer, UNSET) is not UNSET for pointer in line.pointers), line


def test_a_default_names_the_field_that_would_change_it() -> None:
    document = from_yaml((CASES[0].parent / "smallest" / "manifest.yaml").read_text())
    lines = {line.text.strip(): line for line in _traced(document, capable())}

    assert lines['<type arch="x86_64" machine="pc-q35-7.2">hvm</type>'] == XmlLine(
        '    <type arch="x86_64" machine="pc-q35-7.2">hvm</type>', (f"{DOMAIN}/machine/type",), is_set=False
    )
