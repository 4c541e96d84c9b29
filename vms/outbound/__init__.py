"""The one door through which bytes come in from outside.

In: a URL that anybody may have written, and what an admin allows. Out: its bytes, from an address that was
checked, on a clock, counted and unpacked within bounds. Knows no image, no registry, no database and no
hypervisor; nothing else in the portal opens a connection to a place that a user names.
"""

from vms.outbound.addresses import Address, Network
from vms.outbound.ask import Answer, ask, trust_also
from vms.outbound.download import Progress, Wanted, download
from vms.outbound.errors import DiskFull, TransferBroken, TransferRefused, Unreachable, UrlInvalid
from vms.outbound.guard import Allowed, Guard
from vms.outbound.limits import Limits
from vms.outbound.listing import read_allowed
from vms.outbound.part import Part, whole_or_nothing
from vms.outbound.unpack import MAGIC_BYTES, Packing, packing_of, unpacked
from vms.outbound.urls import Url, read_host, read_url
from vms.outbound.wire import Clock

__all__ = [
    "MAGIC_BYTES",
    "Address",
    "Allowed",
    "Answer",
    "Clock",
    "DiskFull",
    "Guard",
    "Limits",
    "Network",
    "Packing",
    "Part",
    "Progress",
    "TransferBroken",
    "TransferRefused",
    "Unreachable",
    "Url",
    "UrlInvalid",
    "Wanted",
    "ask",
    "download",
    "packing_of",
    "read_allowed",
    "read_host",
    "read_url",
    "trust_also",
    "unpacked",
    "whole_or_nothing",
]
