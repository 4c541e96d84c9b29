"""The texts that a cloud-init volume carries: what each is, what it says, and what cloud-init would mind.

In: user-data and network-config as written. Out: their kind, plain documents, ``Problem`` values whose
pointers lead inside the text, and texts with only the needed lines changed. The room within the room has
never heard of virtual machines, and never runs what it reads.
"""

from vms.manifest.cloud_init.check import MOST_INLINE_BYTES, check_user_data
from vms.manifest.cloud_init.kinds import Kind, kind_of
from vms.manifest.cloud_init.network import check_network_data
from vms.manifest.cloud_init.public_key import PublicKey, PublicKeyInvalid, parse_public_key
from vms.manifest.cloud_init.text import edit_text, lines_in, read_text

__all__ = [
    "MOST_INLINE_BYTES",
    "Kind",
    "PublicKey",
    "PublicKeyInvalid",
    "check_network_data",
    "check_user_data",
    "edit_text",
    "kind_of",
    "lines_in",
    "parse_public_key",
    "read_text",
]
