"""One case for each thing a rule can say: the keyword, the place, and the edits that provoke it."""

from typing import Any

from vms.manifest import edit_document
from vms.schema import UNSET, Edit

SPEC = "/spec/template/spec"
DOMAIN = f"{SPEC}/domain"
DEVICES = f"{DOMAIN}/devices"
DISK = f"{DEVICES}/disks/0"
INTERFACE = f"{DEVICES}/interfaces/0"
NETWORK = f"{SPEC}/networks/0"
VOLUME = f"{SPEC}/volumes/0"
EFI = f"{DOMAIN}/firmware/bootloader/efi"


def a_document(*edits: Edit) -> dict[str, Any]:
    """A valid machine with one disk and one network card, then changed."""
    document = {
        "apiVersion": "kubevirt.io/v1",
        "kind": "VirtualMachine",
        "metadata": {"name": "web", "namespace": "lab"},
        "spec": {
            "runStrategy": "Halted",
            "template": {
                "spec": {
                    "domain": {
                        "memory": {"guest": "1Gi"},
                        "devices": {
                            "disks": [{"name": "root", "disk": {"bus": "virtio"}}],
                            "interfaces": [{"name": "default", "masquerade": {}}],
                        },
                    },
                    "networks": [{"name": "default", "pod": {}}],
                    "volumes": [{"name": "root", "emptyDisk": {"capacity": "1Gi"}}],
                }
            },
        },
    }
    return edit_document(document, edits)


CASES: list[tuple[str, str, list[Edit]]] = [
    ("template-missing", "/spec/template", [Edit("/spec/template", UNSET)]),
    ("template-missing", DOMAIN, [Edit(DOMAIN, UNSET)]),
    ("run-strategy-missing", "/spec/runStrategy", [Edit("/spec/runStrategy", UNSET)]),
    ("run-strategy-twice", "/spec/running", [Edit("/spec/running", value=True)]),
    (
        "running-outdated",
        "/spec/running",
        [Edit("/spec/runStrategy", UNSET), Edit("/spec/running", value=True)],
    ),
    ("status-ignored", "/status", [Edit("/status/ready", value=True)]),
    ("too-many-entries", f"{SPEC}/volumes", [Edit(f"{SPEC}/volumes", [{"name": "x"}] * 257)]),
    ("instancetype-ignored", "/spec/instancetype", [Edit("/spec/instancetype/name", "u1.small")]),
    ("name-spelling", "/metadata/name", [Edit("/metadata/name", "Web_1")]),
    ("name-too-long", "/metadata/name", [Edit("/metadata/name", "w" * 64)]),
    ("name-spelling", "/metadata/namespace", [Edit("/metadata/namespace", "Lab!")]),
    ("name-spelling", f"{DISK}/name", [Edit(f"{DISK}/name", "Root")]),
    ("name-spelling", f"{INTERFACE}/name", [Edit(f"{INTERFACE}/name", "a.b")]),
    ("name-spelling", "/metadata/name", [Edit("/metadata/name", "web\n")]),
    ("duplicate-name", f"{DEVICES}/disks/1/name", [Edit(f"{DEVICES}/disks/-", {"name": "root"})]),
    (
        "duplicate-name",
        f"{SPEC}/volumes/1/name",
        [Edit(f"{SPEC}/volumes/-", {"name": "root", "emptyDisk": {"capacity": "1Gi"}})],
    ),
    (
        "duplicate-name",
        f"{SPEC}/networks/1/name",
        [Edit(f"{SPEC}/networks/-", {"name": "default", "pod": {}})],
    ),
    ("memory-missing", f"{DOMAIN}/memory/guest", [Edit(f"{DOMAIN}/memory/guest", UNSET)]),
    ("quantity", f"{DOMAIN}/memory/guest", [Edit(f"{DOMAIN}/memory/guest", "1 Gi")]),
    ("quantity", f"{DOMAIN}/memory/guest", [Edit(f"{DOMAIN}/memory/guest", "-1Gi")]),
    ("quantity", f"{DOMAIN}/memory/guest", [Edit(f"{DOMAIN}/memory/guest", "0")]),
    ("memory-too-small", f"{DOMAIN}/memory/guest", [Edit(f"{DOMAIN}/memory/guest", "512m")]),
    (
        "memory-not-in-pages",
        f"{DOMAIN}/memory/guest",
        [Edit(f"{DOMAIN}/memory", {"guest": "1500Mi", "hugepages": {"pageSize": "1Gi"}})],
    ),
    ("page-size-missing", f"{DOMAIN}/memory/hugepages/pageSize", [Edit(f"{DOMAIN}/memory/hugepages", {})]),
    (
        "request-above-limit",
        f"{DOMAIN}/resources/requests/memory",
        [Edit(f"{DOMAIN}/resources", {"requests": {"memory": "2Gi"}, "limits": {"memory": "1Gi"}})],
    ),
    ("too-many-cpus", f"{DOMAIN}/cpu/cores", [Edit(f"{DOMAIN}/cpu", {"cores": 64, "sockets": 16})]),
    (
        "isolation-needs-dedicated-cpus",
        f"{DOMAIN}/cpu/isolateEmulatorThread",
        [Edit(f"{DOMAIN}/cpu/isolateEmulatorThread", value=True)],
    ),
    (
        "too-many-threads",
        f"{DOMAIN}/cpu/threads",
        [Edit(f"{DOMAIN}/cpu", {"dedicatedCpuPlacement": True, "threads": 4})],
    ),
    ("machine-type", f"{DOMAIN}/machine/type", [Edit(f"{DOMAIN}/machine/type", "pc-i440fx-7.2")]),
    (
        "two-bootloaders",
        f"{DOMAIN}/firmware/bootloader",
        [Edit(f"{DOMAIN}/firmware/bootloader", {"bios": {}, "efi": {"secureBoot": False}})],
    ),
    ("secure-boot-needs-smm", f"{EFI}/secureBoot", [Edit(f"{EFI}/secureBoot", value=True)]),
    ("secure-boot-needs-smm", f"{EFI}/secureBoot", [Edit(EFI, {})]),
    (
        "secure-boot-needs-smm",
        f"{EFI}/secureBoot",
        [Edit(f"{EFI}/secureBoot", value=True), Edit(f"{DOMAIN}/features/smm/enabled", value=False)],
    ),
    ("disk-without-volume", f"{DISK}/name", [Edit(f"{SPEC}/volumes", UNSET)]),
    ("disk-without-volume", f"{DISK}/name", [Edit(f"{DISK}/name", "system")]),
    ("volume-without-disk", f"{VOLUME}/name", [Edit(f"{DEVICES}/disks", UNSET)]),
    ("disk-kind", DISK, [Edit(f"{DISK}/cdrom", {})]),
    (
        "duplicate-boot-order",
        f"{DEVICES}/disks/1/bootOrder",
        [
            Edit(f"{DISK}/bootOrder", 1),
            Edit(f"{DEVICES}/disks/-", {"name": "media", "cdrom": {}, "bootOrder": 1}),
        ],
    ),
    ("bus-ide", f"{DISK}/disk/bus", [Edit(f"{DISK}/disk/bus", "ide")]),
    (
        "cdrom-on-virtio",
        f"{DISK}/cdrom/bus",
        [Edit(f"{DISK}/disk", UNSET), Edit(f"{DISK}/cdrom/bus", "virtio")],
    ),
    ("lun-volume", f"{DISK}/lun", [Edit(f"{DISK}/disk", UNSET), Edit(f"{DISK}/lun", {})]),
    ("pci-address", f"{DISK}/disk/pciAddress", [Edit(f"{DISK}/disk/pciAddress", "5.0")]),
    (
        "pci-address-bus",
        f"{DISK}/disk/pciAddress",
        [Edit(f"{DISK}/disk", {"pciAddress": "0000:05:00.0", "bus": "sata"})],
    ),
    ("io-uring-local", f"{DISK}/io", [Edit(f"{DISK}/io", "io_uring")]),
    (
        "native-io-needs-no-cache",
        f"{DISK}/io",
        [Edit(f"{DISK}/io", "native"), Edit(f"{DISK}/cache", "writeback")],
    ),
    (
        "io-thread-bus",
        f"{DISK}/dedicatedIOThread",
        [Edit(f"{DISK}/dedicatedIOThread", value=True), Edit(f"{DISK}/disk/bus", "scsi")],
    ),
    (
        "io-thread-bus",
        f"{DISK}/dedicatedIOThread",
        [Edit(f"{DISK}/dedicatedIOThread", value=True), Edit(f"{DISK}/disk", UNSET)],
    ),
    ("volume-source-missing", VOLUME, [Edit(f"{VOLUME}/emptyDisk", UNSET)]),
    ("volume-sources", VOLUME, [Edit(f"{VOLUME}/containerDisk/image", "x")]),
    (
        "volume-source-unsupported",
        VOLUME,
        [Edit(f"{VOLUME}/emptyDisk", UNSET), Edit(f"{VOLUME}/hostDisk/path", "/etc")],
    ),
    (
        "reference-empty",
        f"{VOLUME}/containerDisk/image",
        [Edit(VOLUME, {"name": "root", "containerDisk": {"image": " "}})],
    ),
    ("sysprep-source", f"{VOLUME}/sysprep", [Edit(VOLUME, {"name": "root", "sysprep": {}})]),
    (
        "sysprep-not-on-cdrom",
        DISK,
        [Edit(VOLUME, {"name": "root", "sysprep": {"secret": {"name": "answers"}}})],
    ),
    ("quantity", f"{VOLUME}/emptyDisk/capacity", [Edit(f"{VOLUME}/emptyDisk/capacity", "0Gi")]),
    ("capacity-too-small", f"{VOLUME}/emptyDisk/capacity", [Edit(f"{VOLUME}/emptyDisk/capacity", "512m")]),
    (
        "cloud-init-empty",
        f"{VOLUME}/cloudInitNoCloud",
        [Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {}})],
    ),
    (
        "user-data-twice",
        f"{VOLUME}/cloudInitNoCloud",
        [Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {"userData": "#!", "secretRef": {"name": "x"}}})],
    ),
    (
        "cloud-init-unsupported",
        f"{VOLUME}/cloudInitNoCloud/userDataBase64",
        [Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {"userDataBase64": "aGk="}})],
    ),
    (
        "cloud-init-large",
        f"{VOLUME}/cloudInitNoCloud/userData",
        [Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {"userData": "#!" + "x" * 2048}})],
    ),
    (
        "user-data-heading",
        f"{VOLUME}/cloudInitNoCloud/userData",
        [Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {"userData": "packages: []"}})],
    ),
    (
        "user-data-unknown",
        f"{VOLUME}/cloudInitNoCloud/userData",
        [Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {"userData": "#cloud-config\nhostnme: a"}})],
    ),
    (
        "user-data-yaml",
        f"{VOLUME}/cloudInitNoCloud/userData",
        [Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {"userData": "#cloud-config\na: ["}})],
    ),
    (
        "network-data-version",
        f"{VOLUME}/cloudInitNoCloud/networkData",
        [Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {"networkData": "ethernets: {}"}})],
    ),
    (
        "second-cloud-init",
        f"{SPEC}/volumes/1/cloudInitConfigDrive",
        [
            Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {"userData": "#!"}}),
            Edit(f"{SPEC}/volumes/-", {"name": "more", "cloudInitConfigDrive": {"userData": "#!"}}),
        ],
    ),
    ("interface-without-network", f"{INTERFACE}/name", [Edit(f"{SPEC}/networks", UNSET)]),
    ("network-without-interface", f"{NETWORK}/name", [Edit(f"{DEVICES}/interfaces", UNSET)]),
    ("binding-missing", INTERFACE, [Edit(f"{INTERFACE}/masquerade", UNSET)]),
    ("bindings", INTERFACE, [Edit(f"{INTERFACE}/bridge", {})]),
    (
        "binding-unsupported",
        INTERFACE,
        [Edit(f"{INTERFACE}/masquerade", UNSET), Edit(f"{INTERFACE}/slirp", {})],
    ),
    (
        "plugin-missing",
        f"{INTERFACE}/binding/name",
        [Edit(f"{INTERFACE}/masquerade", UNSET), Edit(f"{INTERFACE}/binding", {})],
    ),
    ("network-type", NETWORK, [Edit(f"{NETWORK}/pod", UNSET)]),
    ("network-type", NETWORK, [Edit(f"{NETWORK}/multus/networkName", "x")]),
    ("network-unsupported", NETWORK, [Edit(f"{NETWORK}/pod", UNSET), Edit(f"{NETWORK}/genie", {})]),
    ("second-pod-network", f"{SPEC}/networks/1", [Edit(f"{SPEC}/networks/-", {"name": "two", "pod": {}})]),
    (
        "second-default-network",
        f"{SPEC}/networks/1/multus/default",
        [Edit(f"{SPEC}/networks/-", {"name": "two", "multus": {"networkName": "x", "default": True}})],
    ),
    (
        "reference-empty",
        f"{NETWORK}/multus/networkName",
        [Edit(f"{NETWORK}/pod", UNSET), Edit(f"{NETWORK}/multus/networkName", "")],
    ),
    (
        "masquerade-needs-pod",
        f"{INTERFACE}/masquerade",
        [Edit(f"{NETWORK}/pod", UNSET), Edit(f"{NETWORK}/multus/networkName", "x")],
    ),
    ("mac-multicast", f"{INTERFACE}/macAddress", [Edit(f"{INTERFACE}/macAddress", "01:00:5e:00:00:01")]),
    ("mac-reserved", f"{INTERFACE}/macAddress", [Edit(f"{INTERFACE}/macAddress", "02:00:00:00:00:00")]),
    (
        "duplicate-mac",
        f"{DEVICES}/interfaces/1/macAddress",
        [
            Edit(f"{INTERFACE}/macAddress", "52:54:00:AA:BB:CC"),
            Edit(f"{DEVICES}/interfaces/-", {"name": "b", "bridge": {}, "macAddress": "52:54:00:aa:bb:cc"}),
        ],
    ),
    ("port-missing", f"{INTERFACE}/ports/0/port", [Edit(f"{INTERFACE}/ports", [{"name": "ssh"}])]),
    ("port-name", f"{INTERFACE}/ports/0/name", [Edit(f"{INTERFACE}/ports", [{"name": "22", "port": 22}])]),
    (
        "duplicate-port",
        f"{INTERFACE}/ports/1/port",
        [Edit(f"{INTERFACE}/ports", [{"port": 22}, {"port": 22}])],
    ),
    (
        "duplicate-name",
        f"{INTERFACE}/ports/1/name",
        [Edit(f"{INTERFACE}/ports", [{"name": "a", "port": 1}, {"name": "a", "port": 2}])],
    ),
    (
        "ports-without-masquerade",
        f"{INTERFACE}/ports",
        [
            Edit(f"{INTERFACE}/masquerade", UNSET),
            Edit(f"{INTERFACE}/bridge", {}),
            Edit(f"{INTERFACE}/ports", [{"port": 22}]),
        ],
    ),
    ("network-cidr", f"{NETWORK}/pod/vmNetworkCIDR", [Edit(f"{NETWORK}/pod/vmNetworkCIDR", "10.0.0.0/31")]),
    ("network-cidr", f"{NETWORK}/pod/vmNetworkCIDR", [Edit(f"{NETWORK}/pod/vmNetworkCIDR", "here")]),
    (
        "data-volume-name",
        "/spec/dataVolumeTemplates/0/metadata/name",
        [Edit("/spec/dataVolumeTemplates", [{}])],
    ),
    ("data-volume-spec", "/spec/dataVolumeTemplates/0/spec", [Edit("/spec/dataVolumeTemplates", [{}])]),
    (
        "data-volume-source",
        "/spec/dataVolumeTemplates/0/spec/source",
        [Edit("/spec/dataVolumeTemplates", [{"spec": {"source": {"blank": {}, "http": {}}}}])],
    ),
    (
        "data-volume-storage",
        "/spec/dataVolumeTemplates/0/spec/storage",
        [Edit("/spec/dataVolumeTemplates", [{"spec": {"source": {"blank": {}}}}])],
    ),
    (
        "quantity",
        "/spec/dataVolumeTemplates/0/spec/pvc/resources/requests/storage",
        [Edit("/spec/dataVolumeTemplates/-/spec/pvc/resources/requests/storage", "big")],
    ),
    (
        "data-volume-unused",
        "/spec/dataVolumeTemplates/0",
        [Edit("/spec/dataVolumeTemplates", [{"metadata": {"name": "x"}}])],
    ),
    (
        "data-volume-namespace",
        "/spec/dataVolumeTemplates/0/metadata/namespace",
        [Edit("/spec/dataVolumeTemplates", [{"metadata": {"name": "x", "namespace": "other"}}])],
    ),
    ("control-character", "/metadata/annotations/a", [Edit("/metadata/annotations/a", "bell\x07")]),
    ("control-character", f"{DOMAIN}/cpu/model", [Edit(f"{DOMAIN}/cpu/model", "one\ntwo")]),
    (
        "control-character",
        f"{VOLUME}/cloudInitNoCloud/userData",
        [Edit(VOLUME, {"name": "root", "cloudInitNoCloud": {"userData": "#!\x00"}})],
    ),
    (
        "misspelled-field",
        f"{DOMAIN}/cpu/dedicatedCPUPlacement",
        [Edit(f"{DOMAIN}/cpu/dedicatedCPUPlacement", value=True)],
    ),
    ("unknown-field", f"{DOMAIN}/launchSecurity", [Edit(f"{DOMAIN}/launchSecurity", {"sev": {}})]),
    ("type", f"{DOMAIN}/memory/guest", [Edit(f"{DOMAIN}/memory/guest", None)]),
    ("required", "/metadata/name", [Edit("/metadata/name", UNSET)]),
    ("required", "/kind", [Edit("/kind", UNSET)]),
]
