"""The host to compile for when there is none at hand."""

from typing import Final

from vms.hosts.facts import DomainType, HostFacts, UefiFirmware

_NEWEST: Final = "pc-q35-7.2"

# Version names that QEMU and the enterprise distributions ship; a real host reports its own.
_MACHINES: Final = (
    *(f"pc-q35-{major}.{minor}" for major in range(4, 11) for minor in range(3)),
    "pc-q35-rhel7.6.0",
    *(f"pc-q35-rhel8.{minor}.0" for minor in range(7)),
    *(f"pc-q35-rhel9.{minor}.0" for minor in range(0, 7, 2)),
)

_CPU_MODELS: Final = frozenset(
    {
        "qemu64", "kvm64", "Conroe", "Penryn", "Nehalem", "Nehalem-IBRS", "Westmere", "Westmere-IBRS",
        "SandyBridge", "SandyBridge-IBRS", "IvyBridge", "IvyBridge-IBRS", "Haswell", "Haswell-noTSX",
        "Haswell-IBRS", "Haswell-noTSX-IBRS", "Broadwell", "Broadwell-noTSX", "Broadwell-IBRS",
        "Broadwell-noTSX-IBRS", "Skylake-Client", "Skylake-Client-IBRS", "Skylake-Client-noTSX-IBRS",
        "Skylake-Server", "Skylake-Server-IBRS", "Skylake-Server-noTSX-IBRS", "Cascadelake-Server",
        "Cascadelake-Server-noTSX", "Cooperlake", "Icelake-Server", "Icelake-Server-noTSX", "Snowridge",
        "Opteron_G1", "Opteron_G2", "Opteron_G3", "Opteron_G4", "Opteron_G5", "EPYC", "EPYC-IBPB",
        "EPYC-Rome", "EPYC-Milan", "Dhyana",
    }
)  # fmt: skip

_OVMF: Final = "/usr/share/OVMF"


def capable() -> HostFacts:
    """A KVM host that can do everything the compiler can ask for; images, claims, networks and labels are
    assumed to be there."""
    return HostFacts(
        name="capable",
        domain_type=DomainType.KVM,
        cpus=64,
        memory_bytes=256 * 2**30,
        machines={name: name for name in _MACHINES} | {"q35": _NEWEST},
        cpu_models=_CPU_MODELS,
        dedicated_cpus=tuple(range(2, 64)),  # the first core stays the host's own
        hugepage_bytes=frozenset({2 * 2**20, 2**30}),
        uefi=(
            UefiFirmware(f"{_OVMF}/OVMF_CODE_4M.fd", f"{_OVMF}/OVMF_VARS_4M.fd", secure=False),
            UefiFirmware(f"{_OVMF}/OVMF_CODE_4M.ms.fd", f"{_OVMF}/OVMF_VARS_4M.ms.fd", secure=True),
        ),
        custom_pod_cidr=True,
        assume_networks=True,
        disk_cache="none",
        assume_images=True,
        assume_claims=True,
        assume_labels=True,
    )
