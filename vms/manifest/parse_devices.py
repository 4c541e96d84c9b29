"""The devices of a checked document as values, with those that KubeVirt adds by itself."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from vms.manifest.model import (
    Binding,
    CloudInit,
    ContainerDisk,
    DataVolume,
    Disk,
    DiskKind,
    EmptyDisk,
    Interface,
    Network,
    PersistentVolumeClaim,
    Port,
    Sysprep,
    Volume,
    VolumeSource,
)
from vms.manifest.quantity import to_bytes
from vms.schema import get

_AUTOATTACHED: Final = "default"


def disks(devices: dict[str, Any], instance: dict[str, Any]) -> tuple[Disk, ...]:
    """The disks in their order; behind them one for every volume that has none."""
    written = [_disk(entry) for entry in devices.get("disks", [])]
    names = {disk.name for disk in written}
    added = [Disk(volume["name"]) for volume in instance.get("volumes", []) if volume["name"] not in names]
    return tuple(written + added)


def interfaces(devices: dict[str, Any], instance: dict[str, Any]) -> tuple[Interface, ...]:
    if _is_autoattached(devices, instance):
        return (Interface(_AUTOATTACHED, Binding.MASQUERADE),)
    return tuple(_interface(entry) for entry in devices.get("interfaces", []))


def networks(devices: dict[str, Any], instance: dict[str, Any]) -> tuple[Network, ...]:
    if _is_autoattached(devices, instance):
        return (Network(_AUTOATTACHED),)
    return tuple(
        Network(
            name=entry["name"],
            multus_name=get(entry, "/multus/networkName"),
            multus_default=get(entry, "/multus/default"),
            pod_cidr=get(entry, "/pod/vmNetworkCIDR"),
        )
        for entry in instance.get("networks", [])
    )


def volumes(instance: dict[str, Any]) -> tuple[Volume, ...]:
    return tuple(Volume(entry["name"], _source(entry)) for entry in instance.get("volumes", []))


def _is_autoattached(devices: dict[str, Any], instance: dict[str, Any]) -> bool:
    if devices.get("interfaces") or instance.get("networks"):
        return False
    return devices.get("autoattachPodInterface") is not False


def _disk(entry: dict[str, Any]) -> Disk:
    kind = next((kind for kind in DiskKind if kind.value in entry), DiskKind.DISK)
    device = entry.get(kind.value, {})
    order = entry.get("bootOrder")
    return Disk(
        name=entry["name"],
        kind=kind,
        bus=device.get("bus"),
        boot_order=None if order is None else int(order),
        readonly=device.get("readonly"),
        pci_address=device.get("pciAddress"),
        io=entry.get("io"),
        cache=entry.get("cache"),
        dedicated_io_thread=entry.get("dedicatedIOThread"),
    )


def _interface(entry: dict[str, Any]) -> Interface:
    mac = entry.get("macAddress")
    return Interface(
        name=entry["name"],
        binding=next(binding for binding in Binding if binding.value in entry),
        model=entry.get("model"),
        mac_address=mac.lower() if mac else None,
        plugin_name=get(entry, "/binding/name"),
        ports=tuple(
            Port(int(port["port"]), port.get("name"), port.get("protocol", "TCP"))
            for port in entry.get("ports", [])
        ),
    )


def _source(entry: dict[str, Any]) -> VolumeSource:
    kind = next(kind for kind in _SOURCES if kind in entry)
    return _SOURCES[kind](entry[kind])


def _cloud_init(flavour: str) -> Callable[[dict[str, Any]], CloudInit]:
    def make(source: dict[str, Any]) -> CloudInit:
        # The schema says userDataSecretRef, KubeVirt itself secretRef.
        secret = get(source, "/userDataSecretRef/name") or get(source, "/secretRef/name")
        return CloudInit(flavour, source.get("userData"), source.get("networkData"), secret)

    return make


_SOURCES: Final[Mapping[str, Callable[[dict[str, Any]], VolumeSource]]] = {
    "containerDisk": lambda source: ContainerDisk(source["image"], source.get("imagePullPolicy")),
    "dataVolume": lambda source: DataVolume(source["name"]),
    "persistentVolumeClaim": lambda source: PersistentVolumeClaim(
        source["claimName"], source.get("readOnly")
    ),
    "cloudInitNoCloud": _cloud_init("NoCloud"),
    "cloudInitConfigDrive": _cloud_init("ConfigDrive"),
    "emptyDisk": lambda source: EmptyDisk(to_bytes(source["capacity"])),
    "sysprep": lambda source: Sysprep(get(source, "/configMap/name"), get(source, "/secret/name")),
}
