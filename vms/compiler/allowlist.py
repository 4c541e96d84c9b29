"""The last wall: every element and attribute that a domain of ours may have, by its path.

The stages build from typed values and need no watching; this holds when one of them, one day, has a bug.
No file system, no command line but the restricted network: they have no path here; and no device of the
host but those that were registered as claims.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

from lxml import etree

from vms.compiler.elements import METADATA_NAMESPACE, QEMU_NAMESPACE, Element
from vms.compiler.errors import CompileError

_ANY: Final = re.compile(r"[^\x00-\x1f\x7f]*")
_NAME: Final = re.compile(r"[A-Za-z0-9._:+-]+")
_NUMBER: Final = re.compile(r"[0-9]+")
_CPUS: Final = re.compile(r"[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*")
_PATH: Final = re.compile(r"/[^\x00-\x1f\x7f]+")
_SWITCH: Final = re.compile(r"on|off|yes|no")


def _only(*words: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in words))


_ALIAS: Final = re.compile(r"ua-[A-Za-z0-9_-]+")
_IPV4: Final = r"[0-9]{1,3}(\.[0-9]{1,3}){3}"
_ARGUMENT: Final = re.compile(
    r"-netdev|-device"
    r"|user,id=net-ua-[A-Za-z0-9_-]+,restrict=on"
    rf"(,net={_IPV4}/[0-9]+,host={_IPV4},dhcpstart={_IPV4},dns={_IPV4})?"
    r"(,hostfwd=(tcp|udp):127\.0\.0\.1:[0-9]+-:[0-9]+)*"
    r"|(virtio-net-pci-(non-)?transitional|e1000|e1000e|rtl8139),netdev=net-ua-[A-Za-z0-9_-]+"
    r",id=ua-[A-Za-z0-9_-]+,mac=([0-9a-f]{2}:){5}[0-9a-f]{2},romfile=,bus=pcie\.0,addr=0x1[0-9a-f]"
)

_HYPERV: Final = "domain/features/hyperv"
_MACHINE: Final = f"domain/metadata/{{{METADATA_NAMESPACE}}}machine"
_DISK: Final = "domain/devices/disk"
_INTERFACE: Final = "domain/devices/interface"

Attributes = Mapping[str, re.Pattern[str]]

_PLACE: Final = re.compile(r"[0-9]+|0x[0-9a-f]+")
_PCI: Final[Attributes] = {"domain": _PLACE, "bus": _PLACE, "slot": _PLACE, "function": _PLACE}

_ALLOWED: Final[Mapping[str, Attributes]] = {
    "domain": {"type": _only("kvm", "qemu", "test")},
    "domain/name": {},
    "domain/uuid": {},
    "domain/metadata": {},
    _MACHINE: {"id": _NAME, "generation": _NUMBER},
    f"{_MACHINE}/{{{METADATA_NAMESPACE}}}podNetwork": {"cidr": re.compile(rf"{_IPV4}/[0-9]+")},
    f"{_MACHINE}/{{{METADATA_NAMESPACE}}}ports": {},
    f"{_MACHINE}/{{{METADATA_NAMESPACE}}}ports/{{{METADATA_NAMESPACE}}}port": {
        "interface": _NAME, "protocol": _only("tcp", "udp"), "port": _NUMBER, "name": _NAME,
        "hostPort": _NUMBER, "hostAddress": re.compile(_IPV4), "address": re.compile(_IPV4),
    },
    "domain/memory": {"unit": _only("b")},
    "domain/memoryBacking": {},
    "domain/memoryBacking/hugepages": {},
    "domain/memoryBacking/hugepages/page": {"size": _NUMBER, "unit": _only("KiB")},
    "domain/memoryBacking/source": {"type": _only("memfd")},
    "domain/vcpu": {"placement": _only("static"), "cpuset": _CPUS},
    "domain/iothreads": {},
    "domain/cputune": {},
    "domain/cputune/vcpupin": {"vcpu": _NUMBER, "cpuset": _CPUS},
    "domain/cputune/emulatorpin": {"cpuset": _CPUS},
    "domain/cputune/iothreadpin": {"iothread": _NUMBER, "cpuset": _CPUS},
    "domain/sysinfo": {"type": _only("smbios")},
    "domain/sysinfo/system": {},
    "domain/sysinfo/system/entry": {"name": _NAME},
    "domain/sysinfo/chassis": {},
    "domain/sysinfo/chassis/entry": {"name": _only("manufacturer", "version", "serial", "asset", "sku")},
    "domain/os": {},
    "domain/os/type": {"arch": _NAME, "machine": _NAME},
    "domain/os/loader": {"readonly": _only("yes"), "secure": _SWITCH, "type": _only("pflash")},
    "domain/os/nvram": {"template": _PATH},
    "domain/os/bios": {"useserial": _only("yes")},
    "domain/os/smbios": {"mode": _only("sysinfo")},
    "domain/features": {},
    "domain/features/acpi": {},
    "domain/features/apic": {"eoi": _SWITCH},
    "domain/features/kvm": {},
    "domain/features/kvm/hidden": {"state": _SWITCH},
    "domain/features/kvm/hint-dedicated": {"state": _SWITCH},
    "domain/features/pvspinlock": {"state": _SWITCH},
    "domain/features/smm": {"state": _SWITCH},
    "domain/features/vmport": {"state": _SWITCH},
    _HYPERV: {"mode": _only("custom", "passthrough")},
    **{
        f"{_HYPERV}/{name}": {"state": _SWITCH}
        for name in (
            "relaxed", "vapic", "vpindex", "runtime", "synic", "stimer", "reset", "frequencies",
            "reenlightenment", "tlbflush", "ipi", "evmcs",
        )
    },
    f"{_HYPERV}/spinlocks": {"state": _SWITCH, "retries": _NUMBER},
    f"{_HYPERV}/vendor_id": {"state": _SWITCH, "value": _ANY},
    f"{_HYPERV}/stimer/direct": {"state": _SWITCH},
    "domain/cpu": {"mode": _only("custom", "host-model", "host-passthrough", "maximum")},
    "domain/cpu/model": {},
    "domain/cpu/topology": {"sockets": _NUMBER, "dies": _NUMBER, "cores": _NUMBER, "threads": _NUMBER},
    "domain/cpu/numa": {},
    "domain/cpu/numa/cell": {"id": _NUMBER, "cpus": _CPUS, "memory": _NUMBER, "unit": _only("KiB")},
    "domain/cpu/feature": {"name": _NAME, "policy": _NAME},
    "domain/clock": {
        "offset": _only("utc", "timezone"), "timezone": _ANY, "adjustment": re.compile("reset|-?[0-9]+"),
    },
    "domain/clock/timer": {
        "name": _only("rtc", "pit", "kvmclock", "hpet", "hypervclock"), "present": _SWITCH,
        "tickpolicy": _NAME, "track": _NAME,
    },
    "domain/on_poweroff": {},
    "domain/on_reboot": {},
    "domain/on_crash": {},
    "domain/devices": {},
    _DISK: {"type": _only("file", "block"), "device": _only("disk", "cdrom", "lun"), "model": _NAME},
    f"{_DISK}/driver": {
        "name": _only("qemu"), "type": _only("raw", "qcow2"), "cache": _NAME, "error_policy": _NAME,
        "io": _NAME, "discard": _only("unmap"), "iothread": _NUMBER, "queues": _NUMBER,
    },
    f"{_DISK}/source": {"file": _PATH, "dev": _PATH},
    f"{_DISK}/backingStore": {"type": _only("file")},
    f"{_DISK}/backingStore/format": {"type": _only("raw", "qcow2")},
    f"{_DISK}/backingStore/source": {"file": _PATH},
    f"{_DISK}/backingStore/backingStore": {},
    f"{_DISK}/blockio": {"logical_block_size": _NUMBER, "physical_block_size": _NUMBER},
    f"{_DISK}/target": {
        "dev": _NAME, "bus": _only("virtio", "sata", "scsi", "usb"), "tray": _only("open", "closed"),
    },
    f"{_DISK}/readonly": {},
    f"{_DISK}/shareable": {},
    f"{_DISK}/serial": {},
    f"{_DISK}/boot": {"order": _NUMBER},
    f"{_DISK}/alias": {"name": _ALIAS},
    f"{_DISK}/address": {
        "type": _only("drive", "pci"), "controller": _NUMBER, "target": _NUMBER, "unit": _NUMBER, **_PCI,
    },
    "domain/devices/controller": {
        "type": _only("usb", "scsi", "virtio-serial", "pci"), "index": _NUMBER, "model": _NAME,
    },
    _INTERFACE: {"type": _only("network", "bridge")},
    f"{_INTERFACE}/mac": {"address": _NAME},
    f"{_INTERFACE}/source": {"network": _ANY, "bridge": _NAME},
    f"{_INTERFACE}/model": {"type": _NAME},
    f"{_INTERFACE}/driver": {"name": _only("vhost"), "queues": _NUMBER},
    f"{_INTERFACE}/filterref": {"filter": _NAME},
    f"{_INTERFACE}/filterref/parameter": {"name": _only("MAC", "IP"), "value": re.compile("[0-9a-f.:]+")},
    f"{_INTERFACE}/link": {"state": _only("down")},
    f"{_INTERFACE}/boot": {"order": _NUMBER},
    f"{_INTERFACE}/address": {"type": _only("pci"), **_PCI},
    f"{_INTERFACE}/alias": {"name": _ALIAS},
    f"{_INTERFACE}/rom": {"enabled": _only("no")},
    "domain/devices/serial": {"type": _only("pty")},
    "domain/devices/serial/target": {"type": _only("isa-serial"), "port": _NUMBER},
    "domain/devices/console": {"type": _only("pty")},
    "domain/devices/console/target": {"type": _only("serial"), "port": _NUMBER},
    "domain/devices/channel": {"type": _only("unix")},
    "domain/devices/channel/target": {"type": _only("virtio"), "name": _only("org.qemu.guest_agent.0")},
    "domain/devices/input": {"type": _only("tablet"), "bus": _only("usb", "virtio"), "model": _NAME},
    "domain/devices/input/alias": {"name": _ALIAS},
    "domain/devices/tpm": {"model": _only("tpm-tis", "tpm-crb")},
    "domain/devices/tpm/backend": {
        "type": _only("emulator"), "version": _only("2.0"), "persistent_state": _only("yes"),
    },
    "domain/devices/graphics": {"type": _only("vnc")},
    "domain/devices/graphics/listen": {"type": _only("none")},
    "domain/devices/video": {},
    "domain/devices/video/model": {"type": _NAME, "vram": _NUMBER, "heads": _NUMBER},
    "domain/devices/sound": {"model": _only("ich9", "ac97")},
    "domain/devices/sound/alias": {"name": _ALIAS},
    "domain/devices/watchdog": {"model": _only("i6300esb"), "action": _NAME},
    "domain/devices/watchdog/alias": {"name": _ALIAS},
    "domain/devices/vsock": {"model": _NAME},
    "domain/devices/vsock/cid": {"auto": _only("yes")},
    "domain/devices/memballoon": {"model": _NAME, "freePageReporting": _SWITCH},
    "domain/devices/memballoon/stats": {"period": _NUMBER},
    "domain/devices/rng": {"model": _NAME},
    "domain/devices/rng/backend": {"model": _only("random")},
    f"domain/{{{QEMU_NAMESPACE}}}commandline": {},
    f"domain/{{{QEMU_NAMESPACE}}}commandline/{{{QEMU_NAMESPACE}}}arg": {"value": _ARGUMENT},
}  # fmt: skip


def hold_to_allowlist(xml: str, devices: Callable[[str], bool] = lambda _path: False) -> None:
    """Read the text again, as libvirt will, and refuse whatever has no path above. ``devices`` tells which
    of the host's own devices may be handed out.

    Raises ``CompileError``: the portal is at fault then, not the manifest.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(xml, parser)
    _hold(root, "")
    for source in root.iterfind("devices/disk/source[@dev]"):
        if not devices(str(source.get("dev"))):
            raise _refusal(f"{_DISK}/source/@dev")


def _hold(element: Element, parent: str) -> None:
    tag = str(element.tag)
    path = f"{parent}/{tag}" if parent else tag
    allowed = _ALLOWED.get(path)
    if allowed is None:
        raise _refusal(path)
    for name, value in element.attrib.items():
        pattern = allowed.get(str(name))
        if pattern is None or not pattern.fullmatch(str(value)):
            raise _refusal(f"{path}/@{name!s}")
    for child in element:
        _hold(child, path)


def _refusal(path: str) -> CompileError:
    return CompileError(
        "", f"The portal made a domain with a part that it may not have, {path}; please report this."
    )
