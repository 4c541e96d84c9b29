from uuid import UUID

import pytest

from tests.builders import DOMAIN_UUID, MACHINE_ID, a_host, a_manifest, an_identity
from vms.compiler import METADATA_NAMESPACE, CompileError, compile_domain
from vms.manifest import Firmware

OTHER_UUID = UUID("99999999-2222-4333-8444-555555555555")


def test_the_domain_is_named_after_namespace_and_name() -> None:
    domain = compile_domain(a_manifest(name="web", namespace="blue"), a_host())

    assert domain.findtext("name") == "blue_web"


def test_the_domain_uuid_and_the_smbios_uuid_are_one() -> None:
    domain = compile_domain(a_manifest(), a_host())

    assert domain.findtext("uuid") == str(DOMAIN_UUID)
    assert domain.findtext("sysinfo/system/entry[@name='uuid']") == str(DOMAIN_UUID)


def test_the_metadata_tell_machine_and_generation() -> None:
    domain = compile_domain(a_manifest(identity=an_identity(generation=7)), a_host())

    machine = domain.find(f"metadata/{{{METADATA_NAMESPACE}}}machine")
    assert machine is not None
    assert dict(machine.items()) == {"id": str(MACHINE_ID), "generation": "7"}


def test_a_machine_may_name_the_uuid_it_has() -> None:
    domain = compile_domain(a_manifest(firmware=Firmware(uuid=DOMAIN_UUID)), a_host())

    assert domain.findtext("uuid") == str(DOMAIN_UUID)


def test_a_machine_cannot_take_another_uuid() -> None:
    with pytest.raises(CompileError, match="cannot change its UUID") as refusal:
        compile_domain(a_manifest(firmware=Firmware(uuid=OTHER_UUID)), a_host())

    assert refusal.value.pointer == "/spec/template/spec/domain/firmware/uuid"
