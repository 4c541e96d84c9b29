"""What a hypervisor node can do, as plain values.

In: facts gathered elsewhere, or their JSON. Out: ``HostFacts``. This room holds no connection and never
learns how the facts were gathered; it must not know manifests either: what a machine needs is the
compiler's question.
"""

from vms.hosts.capable import capable
from vms.hosts.cpu_set import parse_cpus, write_cpus
from vms.hosts.facts import (
    BaseImage,
    Capability,
    Claim,
    DomainType,
    HostFacts,
    PodNetwork,
    UefiFirmware,
    port_key,
)
from vms.hosts.facts_json import HostFactsInvalid, from_json, to_json

__all__ = [
    "BaseImage",
    "Capability",
    "Claim",
    "DomainType",
    "HostFacts",
    "HostFactsInvalid",
    "PodNetwork",
    "UefiFirmware",
    "capable",
    "from_json",
    "parse_cpus",
    "port_key",
    "to_json",
    "write_cpus",
]
