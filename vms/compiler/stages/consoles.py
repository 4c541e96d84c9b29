"""Ways to see into the guest and to reach it: serial console, screen, pointer, guest agent, socket."""

from collections.abc import Iterator
from typing import Final

from vms.compiler import asked, effective
from vms.compiler.effective import DEVICES, is_efi
from vms.compiler.elements import Element, add, new
from vms.compiler.errors import CompileError
from vms.hosts import Capability, HostFacts
from vms.manifest import Manifest

_VIDEO: Final = f"{DEVICES}/video/type"
_VIDEO_TYPES: Final = ("vga", "cirrus", "virtio", "ramfb", "bochs")


def serial(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """A terminal that libvirt streams to the portal, unless ``autoattachSerialConsole`` is false."""
    if manifest.autoattach_serial_console is False:
        return
    port = new("serial", type="pty")
    add(port, "target", type="isa-serial", port="0")
    yield port
    console = new("console", type="pty")
    add(console, "target", type="serial", port="0")
    yield console


def agent(_manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """The guest agent's channel; harmless in a guest that has none."""
    channel = new("channel", type="unix")
    add(channel, "target", type="virtio", name="org.qemu.guest_agent.0")
    yield channel


def inputs(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """Tablets, whose pointer is where the mouse is on the screen."""
    for name, bus in effective.input_devices(manifest):
        element = new("input", type="tablet", bus=bus)
        if bus == "virtio":
            element.set("model", "virtio")
        add(element, "alias", name=f"ua-{name}")
        yield element


def graphics(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """VNC that listens nowhere: libvirt hands the portal a connected socket. UEFI draws on bochs."""
    if manifest.autoattach_graphics_device is False:
        return
    if host.lacks(Capability.GRAPHICS, "vnc"):
        reason = f"The host {host.name} cannot show a screen; switch this off."
        raise CompileError(f"{DEVICES}/autoattachGraphicsDevice", reason)
    display = new("graphics", type="vnc")
    add(display, "listen", type="none")
    yield display
    wanted = asked.word(manifest, _VIDEO, *_VIDEO_TYPES)
    if wanted is not None and host.lacks(Capability.VIDEO_MODEL, wanted):
        known = ", ".join(sorted(host.capabilities[Capability.VIDEO_MODEL] & set(_VIDEO_TYPES)))
        raise CompileError(_VIDEO, f"The host {host.name} has no graphics card {wanted}; choose {known}.")
    model = wanted or ("bochs" if is_efi(manifest) else "vga")
    video = new("video")
    element = add(video, "model", type=model)
    if wanted is not None or model == "vga":
        element.set("vram", "16384")
    element.set("heads", "1")
    yield video


def vsock(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """A socket between guest and host, its number given by libvirt; only where it is asked for."""
    if asked.flag(manifest, f"{DEVICES}/autoattachVSOCK"):
        element = new("vsock", model=effective.virtio(manifest))
        add(element, "cid", auto="yes")
        yield element
