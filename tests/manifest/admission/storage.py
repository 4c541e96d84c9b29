"""Disks, devices beside them, and volumes."""

from typing import Any, Final

from tests.manifest.admission.places import CLOUD, SECOND, Case, cloud
from tests.manifest.rule_cases import DEVICES, DISK, INTERFACE, SPEC, VOLUME
from vms.schema import Edit

DISKS: Final[list[Case]] = [
    ("B.5-46", "disk-without-volume", f"{DISK}/name", [Edit(f"{SPEC}/volumes")]),
    ("B.5-47", "lun-volume", f"{DISK}/lun", [Edit(f"{DISK}/disk"), Edit(f"{DISK}/lun", {"bus": "scsi"})]),
    (
        "B.5-48",
        "duplicate-boot-order",
        f"{INTERFACE}/bootOrder",
        [Edit(f"{DISK}/bootOrder", 1), Edit(f"{INTERFACE}/bootOrder", 1)],
    ),
    ("B.5-49", "minimum", f"{DISK}/bootOrder", [Edit(f"{DISK}/bootOrder", 0)]),
    ("B.5-49", "boot-order", f"{INTERFACE}/bootOrder", [Edit(f"{INTERFACE}/bootOrder", 0)]),
    (
        "B.5-50",
        "duplicate-name",
        f"{SECOND}/name",
        [Edit(f"{DEVICES}/disks/-", {"name": "root", "disk": {}})],
    ),
    ("B.5-51", "disk-kind", DISK, [Edit(f"{DISK}/cdrom", {})]),
    (
        "B.5-52",
        "pci-address-bus",
        f"{DISK}/disk/pciAddress",
        [Edit(f"{DISK}/disk", {"pciAddress": "0000:05:00.0"})],
    ),
    ("B.5-53", "pci-address", f"{DISK}/disk/pciAddress", [Edit(f"{DISK}/disk/pciAddress", "05:00.0")]),
    ("B.5-54", "bus-ide", f"{DISK}/disk/bus", [Edit(f"{DISK}/disk/bus", "ide")]),
    (
        "B.5-55",
        "cdrom-on-virtio",
        f"{DISK}/cdrom/bus",
        [Edit(f"{DISK}/disk"), Edit(f"{DISK}/cdrom/bus", "virtio")],
    ),
    (
        "B.5-56",
        "sata-read-only",
        f"{DISK}/disk/bus",
        [Edit(f"{DISK}/disk", {"bus": "sata", "readonly": True})],
    ),
    ("B.5-57", "enum", f"{DISK}/disk/bus", [Edit(f"{DISK}/disk/bus", "VirtIO")]),
    (
        "B.5-58",
        "io-thread-bus",
        f"{DISK}/dedicatedIOThread",
        [Edit(f"{DISK}/disk/bus", "sata"), Edit(f"{DISK}/dedicatedIOThread", value=True)],
    ),
    ("B.5-59", "disk-serial", f"{DISK}/serial", [Edit(f"{DISK}/serial", "rack 7")]),
    ("B.5-59", "disk-serial", f"{DISK}/serial", [Edit(f"{DISK}/serial", "7" * 300)]),
    ("B.5-60", "enum", f"{DISK}/cache", [Edit(f"{DISK}/cache", "WriteBack")]),
    ("B.5-61", "enum", f"{DISK}/io", [Edit(f"{DISK}/io", "Native")]),
    ("B.5-61", "io-uring-local", f"{DISK}/io", [Edit(f"{DISK}/io", "io_uring")]),
    ("B.5-62", "error-policy", f"{DISK}/errorPolicy", [Edit(f"{DISK}/errorPolicy", "retry")]),
    (
        "B.5-63",
        "name-spelling",
        f"{DISK}/name",
        [Edit(f"{DISK}/name", "Root"), Edit(f"{VOLUME}/name", "Root")],
    ),
    *(
        ("B.5-64", "block-size", f"{DISK}/blockSize", [Edit(f"{DISK}/blockSize", size), *more])
        for size, more in (
            ({"custom": {"logical": 512, "physical": 512}, "matchVolume": {}}, []),
            ({"custom": {"logical": 4096, "physical": 512}}, []),
            ({"custom": {"logical": 500, "physical": 512}}, []),
            ({"custom": {"logical": 4096, "physical": 4096}}, [Edit(f"{DISK}/disk/bus", "sata")]),
            ({"custom": {"logical": 512, "physical": 512, "discardGranularity": 700}}, []),
        )
    ),
    (
        "B.5-66",
        "input-bus",
        f"{DEVICES}/inputs/0/bus",
        [Edit(f"{DEVICES}/inputs", [{"name": "a", "type": "tablet", "bus": "ps2"}])],
    ),
    (
        "B.5-66",
        "input-type",
        f"{DEVICES}/inputs/0/type",
        [Edit(f"{DEVICES}/inputs", [{"name": "a", "type": "keyboard"}])],
    ),
    (
        "B.5-67",
        "video-without-screen",
        f"{DEVICES}/video",
        [Edit(f"{DEVICES}/video", {}), Edit(f"{DEVICES}/autoattachGraphicsDevice", value=False)],
    ),
    ("B.5-67", "video-type", f"{DEVICES}/video/type", [Edit(f"{DEVICES}/video/type", "qxl")]),
    (
        "B.5-68",
        "watchdog",
        f"{DEVICES}/watchdog",
        [Edit(f"{DEVICES}/watchdog", {"name": "dog", "diag288": {}})],
    ),
]

_CREDENTIALS: Final[list[dict[str, Any]]] = [
    {"userPassword": None},
    {"sshPublicKey": {"propagationMethod": {"noCloud": {}}}},
    {"sshPublicKey": {"source": {"secret": {}}}},
    {"sshPublicKey": {"source": {"secret": {}}, "propagationMethod": {"noCloud": {}}}},
    {"sshPublicKey": {"source": {"secret": {}}, "propagationMethod": {"qemuGuestAgent": {"users": []}}}},
]

VOLUMES: Final[list[Case]] = [
    (
        "B.6-70",
        "duplicate-name",
        f"{SPEC}/volumes/1/name",
        [Edit(f"{SPEC}/volumes/-", {"name": "root", "emptyDisk": {"capacity": "1Gi"}})],
    ),
    ("B.6-71", "volume-source-missing", VOLUME, [Edit(f"{VOLUME}/emptyDisk")]),
    ("B.6-71", "volume-sources", VOLUME, [Edit(f"{VOLUME}/containerDisk/image", "x")]),
    (
        "B.6-72",
        "reference-empty",
        f"{VOLUME}/dataVolume/name",
        [Edit(VOLUME, {"name": "root", "dataVolume": {"name": ""}})],
    ),
    ("B.6-73", "user-data-twice", CLOUD, [cloud(userData="#!", secretRef={"name": "x"})]),
    ("B.6-74", "cloud-init-large", f"{CLOUD}/userData", [cloud(userData="#!" + "x" * 2048)]),
    ("B.6-75", "cloud-init-large", f"{CLOUD}/networkData", [cloud(networkData="x" * 2049)]),
    (
        "B.6-75",
        "network-data-twice",
        CLOUD,
        [cloud(networkData="version: 2", networkDataSecretRef={"name": "x"})],
    ),
    ("B.6-76", "cloud-init-empty", CLOUD, [cloud()]),
    ("B.6-77", "cloud-init-base64", f"{CLOUD}/userDataBase64", [cloud(userDataBase64="#cloud-config")]),
    (
        "B.6-78",
        "container-disk-path",
        f"{VOLUME}/containerDisk/path",
        [Edit(VOLUME, {"name": "root", "containerDisk": {"image": "x", "path": "/disk/../x"}})],
    ),
    (
        "B.6-80",
        "reference-empty",
        f"{VOLUME}/configMap/name",
        [Edit(VOLUME, {"name": "root", "configMap": {"name": ""}})],
    ),
    (
        "B.6-81",
        "second-volume-of-kind",
        f"{SPEC}/volumes/1/serviceAccount",
        [
            Edit(VOLUME, {"name": "root", "serviceAccount": {"serviceAccountName": "a"}}),
            Edit(f"{SPEC}/volumes/-", {"name": "two", "serviceAccount": {"serviceAccountName": "a"}}),
            Edit(f"{DEVICES}/disks/-", {"name": "two", "disk": {}}),
        ],
    ),
    (
        "B.6-82",
        "volume-without-disk",
        f"{SPEC}/volumes/1/name",
        [Edit(f"{SPEC}/volumes/-", {"name": "two", "emptyDisk": {"capacity": "1Gi"}})],
    ),
    ("B.6-84", "sysprep-source", f"{VOLUME}/sysprep", [Edit(VOLUME, {"name": "root", "sysprep": {}})]),
    *(
        (
            "B.6-85",
            "access-credentials",
            f"{SPEC}/accessCredentials/0",
            [Edit(f"{SPEC}/accessCredentials", [given])],
        )
        for given in _CREDENTIALS
    ),
]
