"""Images in OCI registries: what a reference means, and the one disk that a containerDisk holds.

In: a reference that anybody may have written, and a guard. Out: the digest behind it, and the bytes of its
disk, checked against every digest on the way. Asks through ``outbound`` alone; what the disk is, ``images``
must tell.
"""

from vms.registry.auth import Credentials
from vms.registry.client import Image
from vms.registry.errors import ReferenceInvalid, RegistryRefused
from vms.registry.reference import PullPolicy, Reference, must_ask, pull_policy, read_reference

__all__ = [
    "Credentials",
    "Image",
    "PullPolicy",
    "Reference",
    "ReferenceInvalid",
    "RegistryRefused",
    "must_ask",
    "pull_policy",
    "read_reference",
]
