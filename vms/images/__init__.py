"""Image files: what one is before anybody trusts it, and the seeds that guests read.

In: a local path, or cloud-init's texts. Out: facts about a file, its digest, the bytes of an ISO 9660 image.
Knows no hypervisor, no database and no manifest. ``look`` runs no program: a hostile file is only ever read.
"""

from vms.images.cloudinit import answers_iso, seed_iso
from vms.images.digest import digest_file
from vms.images.errors import ImageRefused
from vms.images.headers import Container, Header, ImageFormat, look
from vms.images.limits import Limits

__all__ = [
    "Container",
    "Header",
    "ImageFormat",
    "ImageRefused",
    "Limits",
    "answers_iso",
    "digest_file",
    "look",
    "seed_iso",
]
