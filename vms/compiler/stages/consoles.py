"""Ways to see into the guest: serial console, screen, guest agent."""

from collections.abc import Iterator

from vms.compiler.effective import is_efi
from vms.compiler.elements import Element, add, new
from vms.hosts import HostFacts
from vms.manifest import Manifest


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


def graphics(manifest: Manifest, _host: HostFacts) -> Iterator[Element]:
    """VNC that listens nowhere: libvirt hands the portal a connected socket. UEFI draws on bochs."""
    if manifest.autoattach_graphics_device is False:
        return
    display = new("graphics", type="vnc")
    add(display, "listen", type="none")
    yield display
    video = new("video")
    if is_efi(manifest):
        add(video, "model", type="bochs", heads="1")
    else:
        add(video, "model", type="vga", vram="16384", heads="1")
    yield video
