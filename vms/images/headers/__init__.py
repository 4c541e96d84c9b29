"""What an image file says of itself, read by us before any program opens it.

In: a local path and limits. Out: a ``Header``, or ``ImageRefused``. Every reader is total: whatever the
bytes, it answers or refuses, and it reads at most ``READ_AT_MOST`` of them. None follows a name in a file.
"""

from vms.images.headers.containers import Container
from vms.images.headers.header import Header, ImageFormat
from vms.images.headers.look import look, look_at
from vms.images.headers.reader import READ_AT_MOST, Reader, opened

__all__ = ["READ_AT_MOST", "Container", "Header", "ImageFormat", "Reader", "look", "look_at", "opened"]
