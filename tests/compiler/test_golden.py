"""Whole domains, compared byte by byte. ``pytest tests/compiler --regenerate-golden`` rewrites them; read
the difference like code."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Final

import libvirt
import pytest
from lxml import etree

from vms.hosts import capable, from_json
from vms.management.commands.render_domain import render
from vms.manifest import from_yaml, schema

GOLDEN: Final = Path(__file__).parent / "golden"
CASES: Final = sorted(path.parent for path in GOLDEN.glob("*/manifest.yaml"))

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def compiled(case: Path) -> str:
    facts = case / "host.json"
    host = from_json(json.loads(facts.read_text())) if facts.exists() else capable()
    return render((case / "manifest.yaml").read_text(), host)


@each_case
def test_the_domain_is_as_it_was(case: Path, regenerate: bool) -> None:
    golden = case / "domain.xml"
    if regenerate:
        golden.write_text(compiled(case))

    assert compiled(case) == golden.read_text()


def test_the_schemas_own_example_is_among_them() -> None:
    (example,) = schema().root.examples

    assert from_yaml((GOLDEN / "schema-example" / "manifest.yaml").read_text()) == example


@pytest.mark.libvirt
@each_case
def test_libvirts_schema_accepts_it(case: Path, complaints: Callable[[str], str]) -> None:
    assert complaints((case / "domain.xml").read_text()) == ""


@pytest.mark.libvirt
@each_case
def test_libvirt_defines_it(case: Path) -> None:
    """In the test driver, which knows only its own domain type."""
    domain = etree.fromstring((case / "domain.xml").read_text())
    domain.set("type", "test")
    connection = libvirt.open("test:///default")
    try:
        defined = connection.defineXMLFlags(
            etree.tostring(domain, encoding="unicode"), libvirt.VIR_DOMAIN_DEFINE_VALIDATE
        )
        assert defined.name() == domain.findtext("name")
        defined.undefine()
    finally:
        connection.close()
