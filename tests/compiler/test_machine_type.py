"""An alias is resolved once."""

import pytest

from tests.builders import a_host, a_manifest, an_identity
from vms.compiler import CompileError, machine_type
from vms.hosts import HostFacts

NEW = a_host(
    machines={"q35": "pc-q35-9.0", "pc-q35-9.0": "pc-q35-9.0", "pc-q35-7.2": "pc-q35-7.2"},
)


def resolved(written: str | None, remembered: str | None, host: HostFacts = NEW) -> str:
    manifest = a_manifest(machine=written, identity=an_identity(machine_type=remembered))
    return machine_type(manifest, host)


@pytest.mark.parametrize("written", [None, "q35"])
def test_a_new_machine_is_what_the_alias_means_now(written: str | None) -> None:
    assert resolved(written, None) == "pc-q35-9.0"


@pytest.mark.parametrize("written", [None, "q35"])
def test_an_old_machine_stays_what_it_meant_then(written: str | None) -> None:
    assert resolved(written, "pc-q35-7.2") == "pc-q35-7.2"


def test_a_version_that_is_written_counts() -> None:
    assert resolved("pc-q35-9.0", "pc-q35-7.2") == "pc-q35-9.0"


def test_what_the_host_no_longer_is_has_to_be_moved_by_hand() -> None:
    with pytest.raises(CompileError, match=r"made as pc-q35-4\.0.* write pc-q35-9\.0") as refusal:
        resolved("q35", "pc-q35-4.0")

    assert refusal.value.pointer == "/spec/template/spec/domain/machine/type"
