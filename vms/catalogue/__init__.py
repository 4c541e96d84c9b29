"""What a blueprint asks of the documents that begin from it.

In: the document a blueprint holds, its ``Terms`` (essential, locked and bounded places, size cards), the
document that somebody made of it. Out: ``Problem`` values, the edits of a size card, a text without identity
and secrets. Quantities are compared as quantities, entries of lists are found again by their names. The room
must not know where blueprints are kept, who may use them, or how they look.
"""

from vms.catalogue.check import LOCKED, OUT_OF_BOUNDS, check
from vms.catalogue.compare import same
from vms.catalogue.fields import Leaf, leaves
from vms.catalogue.held import held
from vms.catalogue.places import place_of
from vms.catalogue.sizes import current, edits_for, offered
from vms.catalogue.sizes_text import SizesInvalid, read_sizes, write_sizes
from vms.catalogue.strip import Stripped, identity_edits, stripped
from vms.catalogue.terms import Bound, Lock, Size, Terms

__all__ = [
    "LOCKED",
    "OUT_OF_BOUNDS",
    "Bound",
    "Leaf",
    "Lock",
    "Size",
    "SizesInvalid",
    "Stripped",
    "Terms",
    "check",
    "current",
    "edits_for",
    "held",
    "identity_edits",
    "leaves",
    "offered",
    "place_of",
    "read_sizes",
    "same",
    "stripped",
    "write_sizes",
]
