"""A broken document for each admission rule that is checked: number, keyword, place, and the edits."""

from typing import Final

from tests.manifest.admission.guest import DATA_VOLUMES, GUEST, NETWORKS
from tests.manifest.admission.hardware import FIRMWARE, MEMORY_AND_CPUS, OBJECT
from tests.manifest.admission.places import Case
from tests.manifest.admission.storage import DISKS, VOLUMES

ADMISSION: Final[list[Case]] = [
    *OBJECT,
    *MEMORY_AND_CPUS,
    *FIRMWARE,
    *DISKS,
    *VOLUMES,
    *NETWORKS,
    *GUEST,
    *DATA_VOLUMES,
]
