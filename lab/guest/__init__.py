"""The tiny guest: a Linux image that boots in seconds even under emulation, built from Debian's own packages.

In: a kernel, busybox, boot loaders from this machine. Out: a qcow2 image that boots under BIOS and UEFI, logs
in ``root`` or ``tiny`` with the password ``tiny`` on the serial line and the screen, and applies a cloud-init
seed. It must not know libvirt or the portal, and needs neither root nor a loop device.
"""

from .image import GuestImage, build, placeholder, tiny_guest
from .kernel import NoKernel
from .tools import ToolFailed

__all__ = ["GuestImage", "NoKernel", "ToolFailed", "build", "placeholder", "tiny_guest"]
