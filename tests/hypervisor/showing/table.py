"""Of each compiled field: which guest shows it, and how; or why a golden domain has to do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from tests.compiler.test_ledger import DEVICES, DOMAIN, NETWORKS, VOLUMES

SPEC: Final = "/spec/template/spec"
DISKS: Final = f"{DEVICES}/disks/*"
CARDS: Final = f"{DEVICES}/interfaces/*"


@dataclass(frozen=True, slots=True)
class Guest:
    """``says`` is found in what the guest of that name prints; nothing of ``never`` is."""

    name: str
    says: str = "show: end"
    never: str = ""


@dataclass(frozen=True, slots=True)
class GoldenOnly:
    because: str


_INSIDE: Final = GoldenOnly("how QEMU reads and writes its files is nothing that a guest can see")
_PINNED: Final = GoldenOnly("emulated CPUs have no thread of their own to pin")
_NAMES: Final = GoldenOnly("it is libvirt's name of the device, which no guest can see")
_NO_PAGES: Final = GoldenOnly("the machines that run the tests set no huge pages aside")
_EMULATED: Final = GoldenOnly("an emulator offers almost none of it, and what it offers does not show")
_JOINED: Final = GoldenOnly("it joins two parts of the manifest; the guest sees the network alone")

TABLE: Final[Mapping[str, Guest | GoldenOnly]] = {
    "/metadata/name": Guest("uefi", "show: hostname uefi"),
    "/metadata/namespace": GoldenOnly("it is part of the domain's name, which no guest can see"),
    f"{DOMAIN}/cpu/cores": Guest("bios", "show: cores-of-socket0 2"),
    f"{DOMAIN}/cpu/sockets": Guest("uefi", "show: sockets 2"),
    f"{DOMAIN}/cpu/threads": Guest("bios", "show: threads-of-cpu0 0-1"),
    f"{DOMAIN}/cpu/model": Guest("bios", r"show: model .*Nehalem"),
    f"{DOMAIN}/cpu/dedicatedCpuPlacement": _PINNED,
    f"{DOMAIN}/cpu/isolateEmulatorThread": _PINNED,
    f"{DOMAIN}/memory/guest": Guest("bios", r"show: memory 3[34]\d{4}\n"),
    f"{DOMAIN}/memory/hugepages/pageSize": _NO_PAGES,
    f"{DISKS}/name": _NAMES,
    f"{DISKS}/bootOrder": Guest("bios", r"show: disk vda .*serial=BLANK .*holds= "),
    f"{DISKS}/disk/bus": Guest("bios", r"show: disk sda .*at=\S+/ata\d+/"),
    f"{DISKS}/disk/pciAddress": Guest("bios", r"show: disk vdc .*at=/sys/devices/pci0000:00/0000:00:03\.3/"),
    f"{DISKS}/cdrom/bus": Guest("bios", r"show: disk sr1 .*at=\S+/virtio\d+/host"),
    f"{DISKS}/cdrom/readonly": Guest("bios", r"show: disk sr1 .*ro=1 "),
    f"{DISKS}/lun/bus": GoldenOnly("the machines that run the tests have no SCSI device to pass through"),
    f"{DISKS}/io": _INSIDE,
    f"{DISKS}/cache": Guest("bios", r"show: disk vda .*cache=write-through"),
    f"{DISKS}/dedicatedIOThread": _INSIDE,
    f"{CARDS}/name": _NAMES,
    f"{CARDS}/model": Guest("bios", r"show: card \S+ mac=52:54:00:aa:00:02 driver=e1000e"),
    f"{CARDS}/macAddress": Guest("bios", r"show: card \S+ mac=52:54:00:aa:00:01 driver=virtio_net"),
    f"{CARDS}/masquerade": Guest("bios", r"show: address 52:54:00:aa:00:01 10\.20\.\d+\.\d+/16"),
    f"{CARDS}/bridge": Guest("bios", r"show: address 52:54:00:aa:00:02 10\.20\.\d+\.\d+/16"),
    f"{CARDS}/sriov": GoldenOnly("the machines that run the tests have no SR-IOV card"),
    f"{CARDS}/binding/name": Guest("bios", r"show: card \S+ mac=52:54:00:aa:00:03 driver=8139cp"),
    f"{CARDS}/ports/*/name": GoldenOnly("it is a remark for people"),
    f"{CARDS}/ports/*/port": Guest("session", "hello from the guest"),
    f"{CARDS}/ports/*/protocol": GoldenOnly("the guest that is reached by TCP is enough to show the way in"),
    f"{DEVICES}/autoattachPodInterface": Guest("uefi", never="show: card "),
    f"{DEVICES}/autoattachSerialConsole": GoldenOnly("a guest without it has nothing to say it on"),
    f"{DEVICES}/autoattachGraphicsDevice": Guest("uefi", never=r"show: pci \S+ (1234:1111|1af4:1050)"),
    f"{DEVICES}/rng": Guest("bios", r"show: rng virtio_rng"),
    f"{DEVICES}/blockMultiQueue": Guest("bios", r"show: disk vdb .*queues=4 "),
    f"{DEVICES}/networkInterfaceMultiQueue": Guest("bios", r"show: card \S+ mac=\S+:01 \S+ queues=4 "),
    f"{DOMAIN}/firmware/bootloader/bios": Guest("bios", "show: firmware bios"),
    f"{DOMAIN}/firmware/bootloader/efi/secureBoot": Guest("secure", r"failed to load .*Access Denied"),
    f"{DOMAIN}/firmware/uuid": Guest("bios", "show: product_uuid 3f8e1f0c-9c1b-4b61-9c52-0d6d5e0a1b2c"),
    f"{DOMAIN}/firmware/serial": Guest("bios", "show: product_serial SERIAL-0042"),
    f"{DOMAIN}/machine/type": Guest("bios", r"show: product_version pc-q35-7\.1"),
    f"{DOMAIN}/features/acpi": Guest("bios", "show: acpi yes"),
    f"{DOMAIN}/features/smm": Guest("secure", r"failed to load .*Access Denied"),
    f"{DOMAIN}/features/hyperv": _EMULATED,
    f"{NETWORKS}/*/name": _JOINED,
    f"{NETWORKS}/*/pod/vmNetworkCIDR": Guest("session", r"has 10\.77\.0\.2"),
    f"{NETWORKS}/*/multus/networkName": Guest("bios", r"show: address 52:54:00:aa:00:04 10\.20\.\d+\.\d+/16"),
    f"{VOLUMES}/*/name": _JOINED,
    f"{VOLUMES}/*/containerDisk/image": Guest("bios", r"show: disk vdc size=131072 .*serial=ROOT"),
    f"{VOLUMES}/*/dataVolume/name": Guest("bios", r"show: disk sda size=49152 "),
    f"{VOLUMES}/*/persistentVolumeClaim/claimName": Guest("bios", r"show: disk vdb .*holds=team-data "),
    f"{VOLUMES}/*/persistentVolumeClaim/readOnly": Guest(
        "bios", r"show: disk sdb .*ro=1 .*holds=team-reference "
    ),
    f"{VOLUMES}/*/cloudInitNoCloud/userData": Guest("bios"),
    f"{VOLUMES}/*/cloudInitNoCloud/networkData": Guest("bios", r"tiny: eth\d has 10\.20\.7\.7/16"),
    f"{VOLUMES}/*/cloudInitNoCloud/userDataSecretRef/name": GoldenOnly(
        "a secret needs a team; the journey through the portal boots a guest with one"
    ),
    f"{VOLUMES}/*/cloudInitConfigDrive/userData": Guest("uefi"),
    f"{VOLUMES}/*/cloudInitConfigDrive/networkData": Guest(
        "uefi", r'show: file sdb \./openstack/latest/network_data\.json \{"links": \[\]\}'
    ),
    f"{VOLUMES}/*/emptyDisk/capacity": Guest("bios", r"show: disk vda size=98304 "),
    f"{VOLUMES}/*/sysprep/configMap/name": GoldenOnly("the portal keeps no ConfigMaps, only secrets"),
    f"{VOLUMES}/*/sysprep/secret/name": Guest("bios", r"show: file sr1 \./Autounattend\.xml <unattend/>"),
    f"{SPEC}/hostname": Guest("bios", "show: hostname shown"),
    "/spec/dataVolumeTemplates/*": Guest("bios", r"show: disk sda size=49152 "),
}  # fmt: skip

# What the schema leaves out and a guest shows all the same.
BEYOND: Final[Mapping[str, Guest]] = {
    f"{SPEC}/architecture": Guest("bios"),
    f"{DOMAIN}/chassis": Guest("bios", "show: chassis_serial CHASSIS-7"),
    f"{DOMAIN}/clock/utc": Guest("bios", r"show: year 203[0-9]"),
    f"{DOMAIN}/clock/timer/hpet": Guest("bios", never=r"show: clocks .*hpet"),
    f"{DOMAIN}/cpu/features": Guest("bios", r"show: flags .* aes "),
    f"{DOMAIN}/firmware/bootloader/bios/useSerial": Guest("bios", r"SeaBIOS \(version"),
    f"{DOMAIN}/resources/requests/memory": Guest("uefi", r"show: memory 2[67]\d{4}\n"),
    f"{DEVICES}/autoattachInputDevice": Guest("uefi", r"show: inputs .*USB Tablet"),
    f"{DEVICES}/autoattachMemBalloon": Guest("uefi", never=r"show: pci \S+ 1af4:(1002|1045)"),
    f"{DEVICES}/inputs": Guest("bios", r"show: inputs .*Virtio Tablet"),
    f"{DEVICES}/sound": Guest("bios", r"show: pci \S+ 8086:293e"),
    f"{DEVICES}/tpm": Guest("uefi", "show: tpm yes"),
    f"{DEVICES}/useVirtioTransitional": Guest("uefi", r"show: pci \S+ 1af4:1004"),
    f"{DEVICES}/video/type": Guest("bios", r"show: pci 0000:00:01\.0 1af4:1050"),
    f"{DEVICES}/watchdog": Guest("bios", r"show: pci \S+ 8086:25ab"),
    f"{DISKS}/blockSize": Guest("bios", r"show: disk vda .*sector=4096"),
    f"{DISKS}/serial": Guest("bios", r"show: disk vdb .*serial=CLAIM"),
    f"{CARDS}/state": Guest("bios", r"show: card \S+ mac=\S+:03 ", never="show: address 52:54:00:aa:00:03"),
}  # fmt: skip
