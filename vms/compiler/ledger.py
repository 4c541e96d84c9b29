"""What becomes of every leaf of the schema. A leaf that is not here fails a test, so that no form can
offer a switch that does nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vms.compiler.effective import DISKS, DOMAIN, INTERFACES, TEMPLATE


@dataclass(frozen=True, slots=True)
class Compiled:
    """``stage`` turns it into domain XML, into the storage plan (``volumes``) or into a seed, cloud-init's or
    Windows' (``seeds``)."""

    stage: str


@dataclass(frozen=True, slots=True)
class Enacted:
    """Nothing of the domain, yet the portal does what it says: ``room`` acts on it."""

    room: str


@dataclass(frozen=True, slots=True)
class ExportOnly:
    """Kept for clusters; on a libvirt host it means nothing, for this reason."""

    reason: str


Entry = Compiled | Enacted | ExportOnly

_NETWORKS: Final = f"{TEMPLATE}/networks"
_VOLUMES: Final = f"{TEMPLATE}/volumes"
_DEVICES: Final = f"{DOMAIN}/devices"

_CONSTANT: Final = ExportOnly("It has one value; it tells a cluster what kind of object this is.")
_NOTE: Final = ExportOnly("People and clusters read it; a libvirt host has no place for it.")
_STATUS: Final = ExportOnly("The portal and clusters write it; nobody reads it from a manifest.")
LEDGER: Final[Mapping[str, Entry]] = {
    "/apiVersion": _CONSTANT,
    "/kind": _CONSTANT,
    "/metadata/name": Compiled("identity"),
    "/metadata/namespace": Compiled("identity"),
    "/metadata/labels/*": _NOTE,
    "/metadata/annotations/*": _NOTE,
    "/spec/runStrategy": Enacted("lifecycle"),
    "/spec/running": Enacted("lifecycle"),
    "/spec/template/metadata": _NOTE,
    f"{DOMAIN}/cpu/cores": Compiled("vcpu"),
    f"{DOMAIN}/cpu/sockets": Compiled("vcpu"),
    f"{DOMAIN}/cpu/threads": Compiled("vcpu"),
    f"{DOMAIN}/cpu/model": Compiled("cpu"),
    f"{DOMAIN}/cpu/dedicatedCpuPlacement": Compiled("pinning"),
    f"{DOMAIN}/cpu/isolateEmulatorThread": Compiled("pinning"),
    f"{DOMAIN}/memory/guest": Compiled("memory"),
    f"{DOMAIN}/memory/hugepages/pageSize": Compiled("memory"),
    f"{DISKS}/*/name": Compiled("disks"),
    f"{DISKS}/*/bootOrder": Compiled("disks"),
    f"{DISKS}/*/disk/bus": Compiled("disks"),
    f"{DISKS}/*/disk/pciAddress": Compiled("disks"),
    f"{DISKS}/*/cdrom/bus": Compiled("disks"),
    f"{DISKS}/*/cdrom/readonly": Compiled("disks"),
    f"{DISKS}/*/lun/bus": Compiled("disks"),
    f"{DISKS}/*/io": Compiled("disks"),
    f"{DISKS}/*/cache": Compiled("disks"),
    f"{DISKS}/*/dedicatedIOThread": Compiled("iothreads"),
    f"{INTERFACES}/*/name": Compiled("interfaces"),
    f"{INTERFACES}/*/model": Compiled("interfaces"),
    f"{INTERFACES}/*/macAddress": Compiled("interfaces"),
    f"{INTERFACES}/*/masquerade": Compiled("interfaces"),
    f"{INTERFACES}/*/bridge": Compiled("interfaces"),
    f"{INTERFACES}/*/sriov": Compiled("interfaces"),
    f"{INTERFACES}/*/binding/name": Compiled("interfaces"),
    f"{INTERFACES}/*/ports/*/name": Compiled("identity"),
    f"{INTERFACES}/*/ports/*/port": Compiled("identity"),
    f"{INTERFACES}/*/ports/*/protocol": Compiled("identity"),
    f"{_DEVICES}/autoattachPodInterface": Compiled("interfaces"),
    f"{_DEVICES}/autoattachSerialConsole": Compiled("serial"),
    f"{_DEVICES}/autoattachGraphicsDevice": Compiled("graphics"),
    f"{_DEVICES}/rng": Compiled("rng"),
    f"{_DEVICES}/blockMultiQueue": Compiled("disks"),
    f"{_DEVICES}/networkInterfaceMultiQueue": Compiled("interfaces"),
    f"{DOMAIN}/firmware/bootloader/bios": Compiled("firmware"),
    f"{DOMAIN}/firmware/bootloader/efi/secureBoot": Compiled("firmware"),
    f"{DOMAIN}/firmware/uuid": Compiled("identity"),
    f"{DOMAIN}/firmware/serial": Compiled("sysinfo"),
    f"{DOMAIN}/machine/type": Compiled("firmware"),
    f"{DOMAIN}/features/acpi": Compiled("features"),
    f"{DOMAIN}/features/smm": Compiled("features"),
    f"{DOMAIN}/features/hyperv": Compiled("features"),
    f"{_NETWORKS}/*/name": Compiled("interfaces"),
    f"{_NETWORKS}/*/pod/vmNetworkCIDR": Compiled("identity"),
    f"{_NETWORKS}/*/multus/networkName": Compiled("interfaces"),
    f"{_NETWORKS}/*/multus/default": ExportOnly(
        "It replaces a cluster's pod network; a libvirt guest has exactly the networks it names."
    ),
    f"{_VOLUMES}/*/name": Compiled("disks"),
    f"{_VOLUMES}/*/containerDisk/image": Compiled("volumes"),
    f"{_VOLUMES}/*/containerDisk/imagePullPolicy": ExportOnly(
        "Images come from the catalogue; a start never pulls one."
    ),
    f"{_VOLUMES}/*/dataVolume/name": Compiled("volumes"),
    f"{_VOLUMES}/*/persistentVolumeClaim/claimName": Compiled("volumes"),
    f"{_VOLUMES}/*/persistentVolumeClaim/readOnly": Compiled("volumes"),
    f"{_VOLUMES}/*/cloudInitNoCloud/userData": Compiled("seeds"),
    f"{_VOLUMES}/*/cloudInitNoCloud/networkData": Compiled("seeds"),
    f"{_VOLUMES}/*/cloudInitNoCloud/userDataSecretRef/name": Compiled("seeds"),
    f"{_VOLUMES}/*/cloudInitConfigDrive/userData": Compiled("seeds"),
    f"{_VOLUMES}/*/cloudInitConfigDrive/networkData": Compiled("seeds"),
    f"{_VOLUMES}/*/emptyDisk/capacity": Compiled("volumes"),
    f"{_VOLUMES}/*/sysprep/configMap/name": Compiled("seeds"),
    f"{_VOLUMES}/*/sysprep/secret/name": Compiled("seeds"),
    f"{TEMPLATE}/hostname": Compiled("seeds"),
    f"{TEMPLATE}/terminationGracePeriodSeconds": Enacted("lifecycle"),
    f"{TEMPLATE}/evictionStrategy": ExportOnly("Hosts are not drained by evicting machines."),
    f"{TEMPLATE}/nodeSelector/*": Enacted("reconciler"),
    f"{TEMPLATE}/priorityClassName": ExportOnly("Machines do not push each other off a libvirt host."),
    "/spec/dataVolumeTemplates/*": Compiled("volumes"),
    "/status/printableStatus": _STATUS,
    "/status/ready": _STATUS,
    "/status/created": _STATUS,
    "/status/conditions/*/type": _STATUS,
    "/status/conditions/*/status": _STATUS,
    "/status/conditions/*/reason": _STATUS,
    "/status/conditions/*/message": _STATUS,
    "/status/conditions/*/lastTransitionTime": _STATUS,
}
