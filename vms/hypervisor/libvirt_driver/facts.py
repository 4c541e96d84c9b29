"""What a host says it can do, gathered into ``HostFacts``. A dozen calls, tens of milliseconds."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

import libvirt
from lxml.etree import _Element as Element
from lxml.etree import fromstring

from vms.hosts import Capability, DomainType, HostFacts, PodNetwork, UefiFirmware, capable
from vms.hypervisor.libvirt_driver import networks
from vms.hypervisor.libvirt_driver.abilities import abilities
from vms.hypervisor.libvirt_driver.pool import POOL, find_or_create, path_of
from vms.networks import GUEST_FILTER, LINK_FILTER, PREFIX

USUAL_NETWORK = "default"  # libvirt ships one of this name
MIB = 2**20
KIB = 2**10
SMALLEST_HUGE_PAGE = MIB  # no architecture's ordinary pages are as large

# Which variable store belongs to which firmware build, and whether keys are enrolled in it, is told by
# descriptors that only the host itself can read; distributions keep to these names in one directory.
_OVMF_PAIRS = {
    "OVMF_CODE_4M.fd": ("OVMF_VARS_4M.fd", False),
    "OVMF_CODE_4M.ms.fd": ("OVMF_VARS_4M.ms.fd", True),
    "OVMF_CODE.fd": ("OVMF_VARS.fd", False),
    "OVMF_CODE.ms.fd": ("OVMF_VARS.ms.fd", True),
    "OVMF_CODE.secboot.fd": ("OVMF_VARS.secboot.fd", True),
}

# Where libvirt's domain capabilities tell of each.
_TOLD_OF = {
    Capability.DISK_BUS: ("devices/disk", "bus"),
    Capability.DISK_DEVICE: ("devices/disk", "diskDevice"),
    Capability.GRAPHICS: ("devices/graphics", "type"),
    Capability.HYPERV: ("features/hyperv", "features"),
    Capability.INTERFACE_MODEL: ("devices/interface", "model"),
    Capability.RNG_BACKEND: ("devices/rng", "backendModel"),
    Capability.TPM_BACKEND: ("devices/tpm", "backendModel"),
    Capability.TPM_MODEL: ("devices/tpm", "model"),
    Capability.VIDEO_MODEL: ("devices/video", "modelType"),
}


def gather(connection: libvirt.virConnect, *, emulation: bool = False) -> HostFacts:
    """Makes the pool and the filters where there are none, since they are among the facts. ``domain_type``
    is KVM where libvirt offers it, unless ``emulation`` is asked for: nested virtualisation may be offered
    and hang."""
    _model, memory_mib, cpus, *_rest = connection.getInfo()
    pool, able = find_or_create(connection), abilities(connection)
    networks.ensure_filters(connection)
    facts = HostFacts(
        name=connection.getHostname(),
        cpus=cpus,
        memory_bytes=memory_mib * MIB,
        pool=POOL,
        pool_path=path_of(pool),
        pod_network=PodNetwork.NAT if able.has_networks else PodNetwork.RESTRICTED_USER,
        nat_network=_nat_network(connection),
        nic_filter=GUEST_FILTER if able.has_filters else None,
        link_filter=LINK_FILTER if able.has_filters else None,
        libvirt_version=connection.getLibVersion(),
    )
    if not able.describes_guests:
        return _as_parsed(facts)
    return _with_guests(connection, facts, emulation=emulation)


def _as_parsed(facts: HostFacts) -> HostFacts:
    """libvirt's test driver runs whatever it can parse."""
    most = capable()
    return replace(
        facts,
        domain_type=DomainType.TEST,
        machines=most.machines,
        cpu_models=most.cpu_models,
        hugepage_bytes=most.hugepage_bytes,
        uefi=most.uefi,
    )


def _with_guests(connection: libvirt.virConnect, facts: HostFacts, *, emulation: bool) -> HostFacts:
    capabilities = fromstring(connection.getCapabilities())
    arch = capabilities.findtext("host/cpu/arch", default=facts.arch)
    guest = capabilities.find(f"guest[os_type='hvm']/arch[@name='{arch}']")
    if guest is None:
        return replace(facts, arch=arch, domain_type=DomainType.QEMU)
    kvm = guest.find("domain[@type='kvm']") is not None
    domain_type = DomainType.KVM if kvm and not emulation else DomainType.QEMU
    machines = dict(_machines(guest))
    machine = machines.get("q35")  # None asks about the architecture's own default
    described = fromstring(connection.getDomainCapabilities(None, arch, machine, str(domain_type)))
    usable = described.iterfind("cpu/mode[@name='custom']/model[@usable='yes']")
    loaders = described.iterfind("os/loader/value")
    return replace(
        facts,
        arch=arch,
        domain_type=domain_type,
        machines=machines,
        cpu_models=frozenset(model.text or "" for model in usable),
        hugepage_bytes=frozenset(_hugepages(capabilities)),
        uefi=tuple(_uefi(loader.text or "" for loader in loaders)),
        capabilities=dict(_capabilities(described)),
        max_vcpus=_most_cpus(described),
    )


def _most_cpus(described: Element) -> int:
    element = described.find("vcpu")
    return int(element.get("max", "0")) if element is not None else 0


def _capabilities(described: Element) -> Iterator[tuple[Capability, frozenset[str]]]:
    """What libvirt says of each kind; of a kind that its version does not speak of, nothing."""
    modes = described.findall("cpu/mode")
    if modes:
        supported = (mode.get("name", "") for mode in modes if mode.get("supported") == "yes")
        yield Capability.CPU_MODE, frozenset(supported)
    for capability, (place, enum) in _TOLD_OF.items():
        kind = described.find(place)
        if kind is None:
            continue
        values = kind.iterfind(f"enum[@name='{enum}']/value")
        yield capability, frozenset(value.text or "" for value in values)


def _machines(guest: Element) -> Iterator[tuple[str, str]]:
    for machine in guest.iterfind("machine"):
        name = machine.text or ""
        yield name, machine.get("canonical", name)


def _hugepages(capabilities: Element) -> Iterator[int]:
    for pages in capabilities.iterfind("host/topology/cells/cell/pages"):
        size = int(pages.get("size", "0")) * KIB
        if size > SMALLEST_HUGE_PAGE and int(pages.text or "0") > 0:
            yield size


def _uefi(loaders: Iterator[str]) -> Iterator[UefiFirmware]:
    for loader in sorted(loaders, key=_newest_format_first):
        path = PurePosixPath(loader)
        if path.name in _OVMF_PAIRS:
            variables, secure = _OVMF_PAIRS[path.name]
            yield UefiFirmware(code=loader, vars=str(path.with_name(variables)), secure=secure)


def _newest_format_first(loader: str) -> tuple[bool, str]:
    return "_4M" not in loader, loader


def _nat_network(connection: libvirt.virConnect) -> str:
    """The host's own, for a first look at a machine: those that run here are on their teams' networks."""
    if not abilities(connection).has_networks:
        return USUAL_NETWORK
    listed = connection.listAllNetworks(libvirt.VIR_CONNECT_LIST_NETWORKS_ACTIVE)
    found = sorted(
        network.name()
        for network in listed
        if not network.name().startswith(PREFIX) and _forwards_by_nat(network.XMLDesc())
    )
    return USUAL_NETWORK if USUAL_NETWORK in found else next(iter(found), USUAL_NETWORK)


def _forwards_by_nat(xml: str) -> bool:
    forward = fromstring(xml).find("forward")
    return forward is not None and forward.get("mode", "nat") == "nat"
