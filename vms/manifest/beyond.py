"""Fields of KubeVirt that the schema leaves out and the portal honours all the same."""

from typing import Final

_SPEC: Final = "/spec/template/spec"
_VOLUMES: Final = f"{_SPEC}/volumes"
_DOMAIN: Final = f"{_SPEC}/domain"
_DEVICES: Final = f"{_DOMAIN}/devices"
_DISKS: Final = f"{_DEVICES}/disks"
_INTERFACES: Final = f"{_DEVICES}/interfaces"
_FEATURES: Final = f"{_DOMAIN}/features"
_CLOCK: Final = f"{_DOMAIN}/clock"

# By pattern pointer, ``*`` for indexes. What holds one of them is honoured with it.
BEYOND_THE_SCHEMA: Final = frozenset(
    {
        f"{_SPEC}/architecture",
        *(f"{_DOMAIN}/resources/requests/{what}" for what in ("memory", "cpu")),
        *(f"{_DOMAIN}/resources/limits/{what}" for what in ("memory", "cpu")),
        *(f"{_DOMAIN}/cpu/features/*/{key}" for key in ("name", "policy")),
        f"{_DOMAIN}/ioThreadsPolicy",
        f"{_DOMAIN}/ioThreads/supplementalPoolThreadCount",
        *(f"{_DOMAIN}/chassis/{key}" for key in ("manufacturer", "version", "serial", "asset", "sku")),
        f"{_DOMAIN}/firmware/bootloader/bios/useSerial",
        f"{_DOMAIN}/firmware/bootloader/efi/persistent",
        f"{_FEATURES}/apic",
        f"{_FEATURES}/kvm/hidden",
        f"{_FEATURES}/pvspinlock",
        f"{_FEATURES}/hypervPassthrough",
        f"{_CLOCK}/utc",
        f"{_CLOCK}/timezone",
        *(f"{_CLOCK}/timer/{timer}" for timer in ("rtc", "pit", "kvm", "hpet", "hyperv")),
        f"{_DEVICES}/networkInterfaceMultiqueue",
        f"{_DEVICES}/useVirtioTransitional",
        f"{_DEVICES}/disableHotplug",
        *(f"{_DEVICES}/autoattach{device}" for device in ("MemBalloon", "InputDevice", "VSOCK")),
        *(f"{_DEVICES}/inputs/*/{key}" for key in ("name", "type", "bus")),
        f"{_DEVICES}/tpm",
        f"{_DEVICES}/watchdog/name",
        f"{_DEVICES}/watchdog/i6300esb",
        f"{_DEVICES}/sound",
        f"{_DEVICES}/video/type",
        *(f"{_DISKS}/*/{key}" for key in ("serial", "errorPolicy", "shareable", "blockSize")),
        f"{_DISKS}/*/disk/readonly",
        f"{_DISKS}/*/lun/readonly",
        f"{_DISKS}/*/cdrom/tray",
        *(f"{_INTERFACES}/*/{key}" for key in ("bootOrder", "pciAddress", "state")),
        *(f"{_VOLUMES}/*/{kind}/secretRef/name" for kind in ("cloudInitNoCloud", "cloudInitConfigDrive")),
        f"{_VOLUMES}/*/cloudInitConfigDrive/userDataSecretRef/name",
    }
)
