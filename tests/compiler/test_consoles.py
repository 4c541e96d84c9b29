import pytest

from tests.builders import a_host, a_manifest, efi
from vms.compiler import compile_domain


def test_unasked_there_is_a_serial_console_a_screen_and_an_agent_channel() -> None:
    devices = compile_domain(a_manifest(), a_host()).find("devices")

    assert devices is not None
    assert devices.find("serial[@type='pty']") is not None
    assert devices.find("console[@type='pty']") is not None
    assert devices.find("graphics[@type='vnc']/listen[@type='none']") is not None
    assert devices.find("channel/target[@name='org.qemu.guest_agent.0']") is not None


def test_the_serial_console_can_be_declined() -> None:
    devices = compile_domain(a_manifest(autoattach_serial_console=False), a_host()).find("devices")

    assert devices is not None
    assert devices.find("serial") is None
    assert devices.find("console") is None


def test_the_screen_can_be_declined() -> None:
    devices = compile_domain(a_manifest(autoattach_graphics_device=False), a_host()).find("devices")

    assert devices is not None
    assert devices.find("graphics") is None
    assert devices.find("video") is None


@pytest.mark.parametrize(("uefi", "model"), [(False, "vga"), (True, "bochs")])
def test_the_screen_is_what_the_firmware_draws_on(uefi: bool, model: str) -> None:
    manifest = a_manifest(firmware=efi()) if uefi else a_manifest()

    assert compile_domain(manifest, a_host()).find(f"devices/video/model[@type='{model}']") is not None
