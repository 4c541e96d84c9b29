import pytest

from tests.builders import SERIAL, a_host, a_manifest, efi
from vms.compiler import CompileError, compile_domain
from vms.hosts import DomainType
from vms.manifest import Features, Firmware

DOMAIN = "/spec/template/spec/domain"


@pytest.mark.parametrize("firmware", [Firmware(), Firmware(bios=True)])
def test_bios_is_the_absence_of_a_loader(firmware: Firmware) -> None:
    domain = compile_domain(a_manifest(firmware=firmware), a_host())

    assert domain.find("os/loader") is None
    assert domain.find("os/nvram") is None


@pytest.mark.parametrize("wanted", [None, "", "q35"])
def test_a_machine_alias_becomes_the_hosts_versioned_name(wanted: str | None) -> None:
    domain = compile_domain(a_manifest(machine=wanted), a_host(machines={"q35": "pc-q35-6.1"}))

    assert domain.find("os/type[@machine='pc-q35-6.1']") is not None


@pytest.mark.parametrize("wanted", ["pc-q35-99.0", "pc-i440fx-7.2", "isapc", "q35,accel=tcg"])
def test_a_machine_type_that_the_host_cannot_be_is_refused(wanted: str) -> None:
    host = a_host(machines={"q35": "pc-q35-7.2", "pc-i440fx-7.2": "pc-i440fx-7.2", "isapc": "isapc"})

    with pytest.raises(CompileError, match=f"machine of type {wanted}") as refusal:
        compile_domain(a_manifest(machine=wanted), host)

    assert refusal.value.pointer == f"{DOMAIN}/machine/type"


def test_libvirts_test_driver_takes_q35_though_it_names_no_machine() -> None:
    domain = compile_domain(a_manifest(), a_host(domain_type=DomainType.TEST, machines={}))

    assert domain.find("os/type[@machine='q35']") is not None


def test_efi_names_loader_and_variables_of_the_same_build() -> None:
    domain = compile_domain(a_manifest(firmware=efi(secure=False)), a_host())

    loader = domain.find("os/loader")
    assert loader is not None
    assert loader.text == "/usr/share/OVMF/OVMF_CODE_4M.fd"
    assert dict(loader.items()) == {"readonly": "yes", "secure": "no", "type": "pflash"}
    assert domain.find("os/nvram[@template='/usr/share/OVMF/OVMF_VARS_4M.fd']") is not None


@pytest.mark.parametrize("secure", [True, None])
def test_efi_is_secure_unless_it_says_no(secure: bool | None) -> None:
    manifest = a_manifest(firmware=efi(secure=secure), features=Features(smm=True))

    domain = compile_domain(manifest, a_host())

    assert domain.findtext("os/loader[@secure='yes']") == "/usr/share/OVMF/OVMF_CODE_4M.ms.fd"


def test_secure_boot_without_smm_is_refused() -> None:
    with pytest.raises(CompileError, match="needs SMM") as refusal:
        compile_domain(a_manifest(firmware=efi(secure=True)), a_host())

    assert refusal.value.pointer == f"{DOMAIN}/features/smm"


@pytest.mark.parametrize("secure", [True, False])
def test_a_host_without_the_firmware_is_refused(secure: bool) -> None:
    manifest = a_manifest(firmware=efi(secure=secure), features=Features(smm=True))
    host = a_host(uefi=tuple(pair for pair in a_host().uefi if pair.secure != secure))

    with pytest.raises(CompileError, match="has no UEFI firmware") as refusal:
        compile_domain(manifest, host)

    assert refusal.value.pointer == f"{DOMAIN}/firmware/bootloader/efi"


def test_the_serial_number_is_the_remembered_one_unless_the_manifest_has_its_own() -> None:
    remembered = compile_domain(a_manifest(), a_host())
    written = compile_domain(a_manifest(firmware=Firmware(serial="rack 7 <left>")), a_host())

    assert remembered.findtext("sysinfo/system/entry[@name='serial']") == SERIAL
    assert written.findtext("sysinfo/system/entry[@name='serial']") == "rack 7 <left>"


def test_a_serial_number_with_control_characters_is_refused() -> None:
    with pytest.raises(CompileError, match="printable") as refusal:
        compile_domain(a_manifest(firmware=Firmware(serial="a\x00b")), a_host())

    assert refusal.value.pointer == f"{DOMAIN}/firmware/serial"
