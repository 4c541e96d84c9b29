"""Manifests and hosts for tests: good defaults, and an option for each thing a test is about.

``a_manifest(memory="512Mi", disks=(a_disk("root"),))``. A disk brings its volume along unless the test
names the volumes itself.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from vms.hosts import BaseImage, Claim, HostFacts, capable
from vms.manifest import (
    Binding,
    CloudInit,
    ContainerDisk,
    Cpu,
    DataVolumeTemplate,
    Disk,
    DiskKind,
    Efi,
    EmptyDisk,
    Features,
    Firmware,
    Identity,
    Interface,
    Manifest,
    Memory,
    Network,
    Volume,
    VolumeSource,
    to_bytes,
)

MACHINE_ID = UUID("0a1b2c3d-0000-4000-8000-000000000001")
DOMAIN_UUID = UUID("11111111-2222-4333-8444-555555555555")
SERIAL = "66666666-7777-4888-8999-aaaaaaaaaaaa"
FEDORA = "quay.io/containerdisks/fedora:38"


def an_identity(*, uuid: UUID = DOMAIN_UUID, **options: Any) -> Identity:
    return Identity(MACHINE_ID, uuid, SERIAL, **options)


def a_disk(name: str = "rootdisk", *, kind: DiskKind = DiskKind.DISK, **options: Any) -> Disk:
    return Disk(name, kind, **{"bus": "virtio" if kind is DiskKind.DISK else "sata", **options})


def an_interface(
    name: str = "default", *, binding: Binding = Binding.MASQUERADE, **options: Any
) -> Interface:
    return Interface(name, binding, **options)


def a_volume(name: str = "rootdisk", source: VolumeSource | None = None) -> Volume:
    return Volume(name, source or ContainerDisk(FEDORA))


def an_empty_disk(size: str = "1Gi") -> EmptyDisk:
    return EmptyDisk(to_bytes(size))


def cloud_init(**options: Any) -> CloudInit:
    return CloudInit(**{"flavour": "NoCloud", "user_data": "#cloud-config\n", **options})


def a_template(
    name: str = "fedora-dv",
    *,
    kind: str = "registry",
    source: Mapping[str, Any] | None = None,
    size: str | None = "20Gi",
) -> DataVolumeTemplate:
    if source is None:
        source = {"url": f"docker://{FEDORA}"} if kind == "registry" else {}
    return DataVolumeTemplate(name, kind, source, None if size is None else to_bytes(size))


def a_manifest(
    *,
    name: str = "web",
    namespace: str = "blue",
    identity: Identity | None = None,
    memory: str | None = "1Gi",
    hugepages: str | None = None,
    cpu: Cpu | None = None,
    disks: tuple[Disk, ...] = (),
    volumes: tuple[Volume, ...] | None = None,
    interfaces: tuple[Interface, ...] = (),
    networks: tuple[Network, ...] | None = None,
    firmware: Firmware | None = None,
    features: Features | None = None,
    machine: str | None = None,
    **fields: Any,
) -> Manifest:
    """A small machine without disks and interfaces; other fields of ``Manifest`` go by their names."""
    if volumes is None:
        volumes = tuple(a_volume(disk.name) for disk in disks)
    if networks is None:
        networks = tuple(Network(interface.name) for interface in interfaces)
    return Manifest(
        name=name,
        namespace=namespace,
        identity=identity or an_identity(),
        memory=Memory(_bytes(memory), _bytes(hugepages)),
        cpu=cpu or Cpu(),
        disks=disks,
        volumes=volumes,
        interfaces=interfaces,
        networks=networks,
        firmware=firmware or Firmware(),
        features=features or Features(),
        machine_type=machine,
        **fields,
    )


def _bytes(quantity: str | None) -> int | None:
    return None if quantity is None else to_bytes(quantity)


def efi(*, secure: bool | None = False) -> Firmware:
    return Firmware(efi=Efi(secure_boot=secure))


def a_claim(name: str = "data", *, block: bool = False, **options: Any) -> Claim:
    path = f"/dev/vg/{name}" if block else f"/var/lib/libvirt/images/{name}.img"
    return Claim(**{"path": path, "format": "raw", "capacity_bytes": 2**30, "block": block, **options})


def an_image(name: str = "fedora-38", *, format: str = "qcow2", size: str = "5Gi") -> BaseImage:
    return BaseImage(f"/var/lib/libvirt/images/{name}.{format}", format, to_bytes(size))


def a_host(**options: Any) -> HostFacts:
    """A host that can do everything, holds one image and assumes nothing."""
    defaults: dict[str, Any] = {
        "name": "host-1",
        "assume_networks": False,
        "assume_images": False,
        "assume_claims": False,
        "assume_labels": False,
        "disk_cache": None,
        "images": {FEDORA: an_image()},
    }
    return replace(capable(), **(defaults | options))


__all__ = [
    "DOMAIN_UUID",
    "FEDORA",
    "MACHINE_ID",
    "SERIAL",
    "a_claim",
    "a_disk",
    "a_host",
    "a_manifest",
    "a_template",
    "a_volume",
    "an_empty_disk",
    "an_identity",
    "an_image",
    "an_interface",
    "cloud_init",
    "efi",
]
