"""Out and in again: the same machine, for all fixtures and for whatever the schema allows."""

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.manifest.documents import a_fleet_document
from tests.manifest.fixture_files import FIXTURES, read
from tests.manifest.importing.fixture_files import read as read_file
from tests.schema.strategies import documents
from vms.manifest import from_yaml, schema, to_yaml
from vms.manifest.bundle import all_in_one, as_json, bundle, unknown
from vms.manifest.importing import Brought, bring

TEXTS = {
    **{name: read(name) for name in FIXTURES},
    **{name: read_file(name) for name in ("kubectl-get.yaml", "whole-set.yaml")},
    "many disks": to_yaml(a_fleet_document(20)),
}
# Nothing but names: what is written under KubeVirt's name comes back under the schema's.
SPELLING = {"names"}
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # each try reads a text a hundred times: no shrinking
machines: st.SearchStrategy[dict[str, Any]] = documents(schema().root)


def _settled(text: str) -> Brought:
    return bring(text).machines[0]


def _goes_there_and_back(machine: Brought) -> None:
    packed = bundle(machine.text)
    again = _settled(all_in_one(packed))

    assert list(unknown(packed.machine.document)) == []
    assert bundle(again.text).machine.document == packed.machine.document
    if {made.conversion.name for made in packed.machine.made} <= SPELLING:
        assert again.document == machine.document


@pytest.mark.parametrize("name", TEXTS)
def test_as_written_it_comes_back_byte_for_byte(name: str) -> None:
    machine = _settled(TEXTS[name])

    assert _settled(machine.text).text == machine.text


@pytest.mark.parametrize("name", TEXTS)
def test_as_json_it_comes_back_as_the_same_document(name: str) -> None:
    machine = _settled(TEXTS[name])

    assert _settled(as_json(machine.text)).document == machine.document


@pytest.mark.parametrize("name", TEXTS)
def test_as_a_bundle_it_comes_back_with_what_a_cluster_needs(name: str) -> None:
    _goes_there_and_back(_settled(TEXTS[name]))


@given(machines)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=PHASES)
def test_whatever_the_schema_allows_goes_there_and_back(document: dict[str, Any]) -> None:
    machine = _settled(to_yaml(document))

    assert _settled(as_json(machine.text)).document == machine.document == from_yaml(machine.text)
    _goes_there_and_back(machine)
