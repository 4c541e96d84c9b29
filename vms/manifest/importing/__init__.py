"""Files from elsewhere: what is in them, and each machine of them as a manifest that this portal reads.

In: a text of any number of YAML or JSON documents, as people keep them and as ``kubectl get`` prints them.
Out: the machines with the text they become, every conversion told, and a sentence for each other document.
A conversion is made by edits of the text, so comments, order and unknown keys stay. The room stores nothing
and never hands on what a Secret in the file holds.
"""

from vms.manifest.importing.bring import Brought, Delivery, Left, Made, bring
from vms.manifest.importing.conversions import CONVERSIONS
from vms.manifest.importing.others import Other
from vms.manifest.importing.split import MOST_DOCUMENTS, Piece, pieces
from vms.manifest.importing.steps import MOST_ALONE, Conversion, Rename, Step, take, take_in

__all__ = [
    "CONVERSIONS",
    "MOST_ALONE",
    "MOST_DOCUMENTS",
    "Brought",
    "Conversion",
    "Delivery",
    "Left",
    "Made",
    "Other",
    "Piece",
    "Rename",
    "Step",
    "bring",
    "pieces",
    "take",
    "take_in",
]
