"""Manifests in the shapes that people write for clusters, one of each, in as few lines as show it."""

from collections.abc import Mapping
from typing import Any, Final

IMAGE: Final = {"image": "registry:5000/example/alpine:devel"}
SEED: Final = {"userData": "#!/bin/sh\necho hello\n"}
ROOT: Final = {"name": "root", "disk": {"bus": "virtio"}}
SEED_DISK: Final = {"name": "seed", "disk": {"bus": "virtio"}}
ROOT_VOLUME: Final = {"name": "root", "containerDisk": IMAGE}
SEED_VOLUME: Final = {"name": "seed", "cloudInitNoCloud": SEED}
POD: Final = [{"name": "default", "pod": {}}]
DATA: Final = {"name": "root", "dataVolume": {"name": "root-data"}}


def machine(
    domain: Mapping[str, Any] | None = None, spec: Mapping[str, Any] | None = None, **instance: Any
) -> dict[str, Any]:
    """One with a disk and memory, unless told otherwise."""
    hardware = {"memory": {"guest": "128Mi"}, "devices": {"disks": [ROOT]}} | dict(domain or {})
    guest = {"domain": hardware, "volumes": [ROOT_VOLUME], "terminationGracePeriodSeconds": 0} | instance
    return {
        "apiVersion": "kubevirt.io/v1",
        "kind": "VirtualMachine",
        "metadata": {"name": "shape", "labels": {"kubevirt.io/vm": "shape"}},
        "spec": {
            "runStrategy": "Halted",
            "template": {"metadata": {"labels": {"kubevirt.io/vm": "shape"}}, "spec": guest},
        }
        | dict(spec or {}),
    }


def data_volume(source: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    size = {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "2Gi"}}}
    return {
        "dataVolumeTemplates": [
            {"metadata": {"name": "root-data"}, "spec": {"source": dict(source), "storage": size} | more}
        ]
    }


def disks(*entries: Mapping[str, Any], **devices: Any) -> dict[str, Any]:
    return {"devices": {"disks": list(entries)} | devices}


SHAPES: Final[Mapping[str, dict[str, Any]]] = {
    "root and seed": machine(disks(ROOT, SEED_DISK), volumes=[ROOT_VOLUME, SEED_VOLUME]),
    "volumes that no disk shows": machine({"devices": {}}, volumes=[ROOT_VOLUME, SEED_VOLUME]),
    "memory in resources alone": machine({"memory": {}, "resources": {"requests": {"memory": "1024M"}}}),
    "CPUs in resources alone": machine({"resources": {"limits": {"cpu": "2200m", "memory": "1Gi"}}}),
    "empty resources and an empty machine type": machine({"resources": {}, "machine": {"type": ""}}),
    "running instead of a strategy": machine(spec={"runStrategy": None, "running": True}),
    "a priority class, another scheduler": machine(priorityClassName="high", schedulerName="best"),
    "probes": machine(
        readinessProbe={"exec": {"command": ["cat", "/run/healthy"]}, "periodSeconds": 10},
        livenessProbe={"exec": {"command": ["true"]}},
    ),
    "network data alone": machine(
        disks(ROOT, SEED_DISK),
        volumes=[ROOT_VOLUME, {"name": "seed", "cloudInitNoCloud": {"networkData": "version: 2\n"}}],
    ),
    "two claims": machine(
        disks(ROOT, {"name": "more", "disk": {"bus": "virtio"}}),
        volumes=[
            {"name": "root", "persistentVolumeClaim": {"claimName": "one"}},
            {"name": "more", "persistentVolumeClaim": {"claimName": "two"}},
        ],
    ),
    "a shared claim": machine(
        disks({"name": "root", "disk": {"bus": "virtio"}, "shareable": True}),
        volumes=[{"name": "root", "persistentVolumeClaim": {"claimName": "shared"}}],
    ),
    "a LUN": machine(
        disks({"name": "root", "lun": {}}),
        volumes=[{"name": "root", "persistentVolumeClaim": {"claimName": "tape"}}],
    ),
    "an empty drive beside a data volume plugged in later": machine(
        disks({"name": "drive", "cdrom": {"bus": "sata"}}, ROOT),
        volumes=[{"name": "root", "dataVolume": {"name": "later", "hotpluggable": True}}],
    ),
    "a data volume from a registry": machine(
        spec=data_volume({"registry": {"url": "docker://registry:5000/example/alpine"}}), volumes=[DATA]
    ),
    "a data volume from the web": machine(
        spec=data_volume({"http": {"url": "https://images.example.org/debian.qcow2"}}), volumes=[DATA]
    ),
    "a copy of a claim": machine(
        spec=data_volume({"pvc": {"namespace": "golden", "name": "fedora"}}), volumes=[DATA]
    ),
    "a blank data volume that migrates": machine(
        spec=data_volume({"blank": {}}) | {"updateVolumesStrategy": "Migration"}, volumes=[DATA]
    ),
    "a golden image": machine(
        spec={
            "dataVolumeTemplates": [
                {
                    "metadata": {"name": "root-data"},
                    "spec": {
                        "sourceRef": {"kind": "DataSource", "name": "fedora", "namespace": "golden"},
                        "storage": {"resources": {"requests": {"storage": "30Gi"}}},
                    },
                }
            ]
        },
        volumes=[DATA],
    ),
    "masquerade with ports": machine(
        disks(ROOT, interfaces=[{"name": "default", "masquerade": {}, "ports": [{"port": 80}]}]),
        networks=POD,
    ),
    "bridge on the pod network": machine(
        disks(ROOT, interfaces=[{"name": "default", "bridge": {}}]), networks=POD
    ),
    "a plugin with ports": machine(
        disks(
            ROOT,
            interfaces=[
                {"name": "default", "binding": {"name": "passt"}, "ports": [{"name": "http", "port": 80}]}
            ],
            rng={},
        ),
        networks=POD,
    ),
    "three kinds of networks": machine(
        disks(
            ROOT,
            interfaces=[
                {"name": "default", "masquerade": {}},
                {"name": "office", "bridge": {}, "macAddress": "DE-AD-00-00-BE-EF".replace("-", ":")},
                {"name": "fast", "sriov": {}},
            ],
        ),
        networks=[
            *POD,
            {"name": "office", "multus": {"networkName": "shop/office"}},
            {"name": "fast", "multus": {"networkName": "fast"}},
        ],
    ),
    "real time": machine(
        {
            "memory": {"hugepages": {"pageSize": "1Gi"}},
            "resources": {"requests": {"memory": "1Gi", "cpu": 2}, "limits": {"memory": "1Gi", "cpu": 2}},
            "cpu": {
                "model": "host-passthrough",
                "dedicatedCpuPlacement": True,
                "isolateEmulatorThread": True,
                "ioThreadsPolicy": "auto",
                "features": [{"name": "tsc-deadline", "policy": "require"}],
                "numa": {"guestMappingPassthrough": {}},
                "realtime": {},
            },
            "devices": {
                "disks": [ROOT],
                "autoattachSerialConsole": True,
                "autoattachMemBalloon": False,
                "autoattachGraphicsDevice": False,
            },
        }
    ),
    "Windows": machine(
        {
            "clock": {
                "utc": {},
                "timer": {
                    "hpet": {"present": False},
                    "hyperv": {},
                    "pit": {"tickPolicy": "delay"},
                    "rtc": {"tickPolicy": "catchup"},
                },
            },
            "cpu": {"cores": 2},
            "features": {
                "acpi": {},
                "apic": {},
                "hyperv": {"relaxed": {}, "spinlocks": {"spinlocks": 8191}, "vapic": {}},
                "smm": {"enabled": True},
            },
            "firmware": {
                "bootloader": {"efi": {"persistent": True}},
                "uuid": "5d307ca9-b3ef-428c-8861-06e72d69f223",
            },
            "devices": {
                "disks": [{"name": "root", "disk": {"bus": "sata"}}, {"name": "answers", "cdrom": {}}],
                "inputs": [{"name": "tablet", "type": "tablet", "bus": "usb"}],
                "interfaces": [{"name": "default", "model": "e1000", "masquerade": {}}],
                "tpm": {},
            },
        },
        networks=POD,
        volumes=[
            {"name": "root", "persistentVolumeClaim": {"claimName": "windows"}},
            {"name": "answers", "sysprep": {"configMap": {"name": "windows-answers"}}},
        ],
    ),
    "a kernel from an image": machine(
        {
            "devices": {},
            "firmware": {
                "kernelBoot": {
                    "kernelArgs": "console=ttyS0",
                    "container": {"image": "kernels:latest", "kernelPath": "/boot/vmlinuz"},
                }
            },
        },
        volumes=[],
    ),
    "keys from a secret": machine(
        disks(ROOT, {"name": "seed", "disk": {}}),
        volumes=[ROOT_VOLUME, {"name": "seed", "cloudInitConfigDrive": {"secretRef": {"name": "data"}}}],
        accessCredentials=[
            {
                "sshPublicKey": {
                    "source": {"secret": {"secretName": "keys"}},
                    "propagationMethod": {"configDrive": {}},
                }
            }
        ],
    ),
    "many queues and threads": machine(
        disks(
            {"name": "root", "disk": {"bus": "virtio"}, "dedicatedIOThread": True, "cache": "none"},
            {"name": "scratch", "disk": {"bus": "virtio"}, "serial": "SCRATCH"},
            blockMultiQueue=True,
            networkInterfaceMultiqueue=True,
        )
        | {"ioThreadsPolicy": "auto", "cpu": {"cores": 2, "threads": 2}},
        volumes=[ROOT_VOLUME, {"name": "scratch", "emptyDisk": {"capacity": "2Gi"}}],
    ),
    "a version of QEMU that is newer": machine({"machine": {"type": "pc-q35-9.2"}}, architecture="amd64"),
    "affinity and tolerations": machine(
        affinity={"podAntiAffinity": {}}, tolerations=[{"key": "example.org/slow", "operator": "Exists"}]
    ),
}
