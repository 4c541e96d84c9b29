"""Hostile image files, each with a word of the refusal that it must get.

``{canary}`` and ``{port}`` stand for a file that must stay unread and for an address that must stay uncalled.
"""

from tests.images.hostile.bait import Bait, Case
from tests.images.hostile.deep import DEEP
from tests.images.hostile.microsoft import MICROSOFT
from tests.images.hostile.others import FILES, FOREIGN, SIZES, TWO_FACES
from tests.images.hostile.qcow2 import BACKED, QCOW2
from tests.images.hostile.vmdk import VMDK

REFUSED_AT_SIGHT = [*BACKED, *QCOW2, *SIZES, *VMDK, *MICROSOFT, *TWO_FACES, *FOREIGN, *FILES]

__all__ = ["BACKED", "DEEP", "REFUSED_AT_SIGHT", "Bait", "Case"]
