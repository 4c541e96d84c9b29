"""Adding a device whole: both sides of its joint, with good names and defaults."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from vms.schema import Edit
from vms.wiring.change import Parts, free_name
from vms.wiring.devices import unavailable
from vms.wiring.errors import WiringRefused
from vms.wiring.look import DISKS, INTERFACES, NETWORKS, TEMPLATES, VOLUMES

_IMAGE: Final = "quay.io/containerdisks/fedora:latest"
_CAPACITY: Final = "10Gi"
_VIRTIO: Final = {"disk": {"bus": "virtio"}}
_CDROM: Final = {"cdrom": {"bus": "sata"}}
_BOOTABLE: Final = frozenset({"containerDisk", "dataVolume", "persistentVolumeClaim"})


def add(document: Any, kind: str) -> tuple[Edit, ...]:
    """The edits that add a device of the palette. Raises ``WiringRefused`` if the machine cannot have it."""
    make = _MAKERS.get(kind)
    if make is None:
        raise WiringRefused("", "There is no such device. Choose one from the palette.")
    reason = unavailable(document).get(kind)
    if reason:
        raise WiringRefused("", reason)
    return make(Parts(document), kind)


def new_source(parts: Parts, kind: str, name: str) -> tuple[dict[str, Any], tuple[Edit, ...]]:
    """A source of a volume with this name, and what must be added for it elsewhere."""
    if kind == "dataVolume":
        template = free_name(f"{name}-dv", parts.template_names())
        return {"name": template}, (Edit(f"{TEMPLATES}/-", new_template(template)),)
    plain: Mapping[str, dict[str, Any]] = {
        "containerDisk": {"image": _IMAGE},
        "persistentVolumeClaim": {"claimName": name},
        "emptyDisk": {"capacity": _CAPACITY},
        "sysprep": {"configMap": {"name": name}},
    }
    return plain.get(kind, {"userData": "#cloud-config\n"}), ()


def new_template(name: str) -> dict[str, Any]:
    return {
        "metadata": {"name": name},
        "spec": {
            "source": {"registry": {"url": f"docker://{_IMAGE}"}},
            "storage": {"resources": {"requests": {"storage": "20Gi"}}},
        },
    }


def _disk(parts: Parts, kind: str) -> tuple[Edit, ...]:
    is_first = kind in _BOOTABLE and not parts.disks
    wanted = "rootdisk" if is_first else _NAMES.get(kind, "cloudinit")
    name = free_name(wanted, parts.storage_names())
    source, more = new_source(parts, kind, name)
    look = _CDROM if kind == "sysprep" else _VIRTIO
    boot = {"bootOrder": 1} if is_first and not _has_boot_order(parts) else {}
    return (
        Edit(f"{DISKS}/-", {"name": name, **look, **boot}),
        Edit(f"{VOLUMES}/-", {"name": name, kind: source}),
        *more,
    )


def _cdrom(parts: Parts, _: str) -> tuple[Edit, ...]:
    name = free_name("cdrom", parts.storage_names())
    return (Edit(f"{DISKS}/-", {"name": name, **_CDROM}),)


def _lun(parts: Parts, _: str) -> tuple[Edit, ...]:
    name = free_name("lun", parts.storage_names())
    return (
        Edit(f"{DISKS}/-", {"name": name, "lun": {"bus": "scsi"}}),
        Edit(f"{VOLUMES}/-", {"name": name, "persistentVolumeClaim": {"claimName": name}}),
    )


def _card(parts: Parts, kind: str) -> tuple[Edit, ...]:
    name = free_name("default" if kind == "pod" else "net", parts.network_names())
    binding = "masquerade" if kind == "pod" else "bridge"
    return (
        Edit(f"{INTERFACES}/-", {"name": name, "model": "virtio", binding: {}}),
        Edit(f"{NETWORKS}/-", {"name": name, **new_network(kind, name)}),
    )


def new_network(kind: str, name: str) -> dict[str, Any]:
    """What a network of this kind is attached to."""
    return {"pod": {}} if kind == "pod" else {"multus": {"networkName": name}}


def _has_boot_order(parts: Parts) -> bool:
    return any("bootOrder" in entry.value for entry in (*parts.disks, *parts.interfaces))


_NAMES: Final = {
    "containerDisk": "image",
    "dataVolume": "data",
    "persistentVolumeClaim": "claim",
    "emptyDisk": "scratch",
    "sysprep": "sysprep",
}
_MAKERS: Final[Mapping[str, Callable[[Parts, str], tuple[Edit, ...]]]] = {
    "containerDisk": _disk,
    "dataVolume": _disk,
    "persistentVolumeClaim": _disk,
    "emptyDisk": _disk,
    "cloudInitNoCloud": _disk,
    "cloudInitConfigDrive": _disk,
    "sysprep": _disk,
    "cdrom": _cdrom,
    "lun": _lun,
    "pod": _card,
    "multus": _card,
}
