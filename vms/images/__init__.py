"""Image files: what one is before anybody trusts it, how it becomes one of ours, and the seeds guests read.

In: a local path, or cloud-init's texts. Out: facts about a file, a fresh file, the bytes of an ISO image.
Knows no hypervisor, no database and no manifest. ``look`` runs no program; ``admit`` runs one, in a box.
"""

from vms.images.admission import Admitted, Progress, Step, admit
from vms.images.box import NoWalls, Walls, walls
from vms.images.cloudinit import answers_iso, seed_iso
from vms.images.digest import digest_file
from vms.images.errors import ImageRefused, NoRoom
from vms.images.headers import Container, Header, ImageFormat, look
from vms.images.limits import Limits

__all__ = [
    "Admitted",
    "Container",
    "Header",
    "ImageFormat",
    "ImageRefused",
    "Limits",
    "NoRoom",
    "NoWalls",
    "Progress",
    "Step",
    "Walls",
    "admit",
    "answers_iso",
    "digest_file",
    "look",
    "seed_iso",
    "walls",
]
