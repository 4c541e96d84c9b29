"""The storage plan: which storage volumes stand behind the manifest's volumes, and what they are called."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from vms.compiler.effective import TEMPLATE, luns
from vms.compiler.errors import CompileError
from vms.compiler.storage import Lifetime, StorageKind, StorageVolume
from vms.compiler.templates import TEMPLATES, supply
from vms.hosts import BaseImage, Claim, HostFacts
from vms.manifest import (
    REGISTRY,
    CloudInit,
    ContainerDisk,
    DataVolume,
    DataVolumeTemplate,
    EmptyDisk,
    Manifest,
    PersistentVolumeClaim,
    Sysprep,
    Volume,
)

_MIB: Final = 2**20
_NAME: Final = re.compile(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?")  # DNS-1123: no slash, no underscore
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")

_ASSUMED_BYTES: Final = 10 * 2**30


def storage_prefix(manifest: Manifest) -> str:
    """What the names of all storage volumes of this machine begin with, and no other machine's do: an
    underscore occurs in neither part."""
    return f"{manifest.namespace}_{manifest.name}_"


def storage_volumes(manifest: Manifest, host: HostFacts) -> tuple[StorageVolume, ...]:
    """One per volume of the manifest, in its order.

    Raises ``CompileError`` for a source that this host cannot serve, and for names that are none.
    """
    return tuple(_plan(manifest, host))


def _plan(manifest: Manifest, host: HostFacts) -> Iterator[StorageVolume]:
    _check_name(manifest.namespace, "/metadata/namespace")
    _check_name(manifest.name, "/metadata/name")
    for index, volume in enumerate(manifest.volumes):
        pointer = f"{TEMPLATE}/volumes/{index}"
        _check_name(volume.name, f"{pointer}/name")
        match volume.source:
            case ContainerDisk(image=reference):
                image = _image(reference, host, f"{pointer}/containerDisk/image")
                yield _overlay(manifest, host, volume, image, Lifetime.RUN, image.virtual_bytes)
            case DataVolume(name=name):
                yield _named(manifest, host, volume, name, f"{pointer}/dataVolume/name")
            case PersistentVolumeClaim(claim_name=name, read_only=read_only):
                found = _named(manifest, host, volume, name, f"{pointer}/persistentVolumeClaim/claimName")
                yield replace(found, read_only=True) if read_only else found
            case EmptyDisk(capacity_bytes=wanted):
                capacity = wanted // _MIB * _MIB
                if capacity == 0:
                    raise CompileError(f"{pointer}/emptyDisk/capacity", "The disk needs at least 1Mi.")
                yield _empty(manifest, host, volume, Lifetime.RUN, capacity)
            case CloudInit() | Sysprep():
                yield _storage_volume(manifest, host, volume, StorageKind.SEED, Lifetime.RUN, 0)


def _named(manifest: Manifest, host: HostFacts, volume: Volume, name: str, pointer: str) -> StorageVolume:
    """Data volumes and claims share one name space. A template stands for the volume that will be made of it
    until that is there."""
    for place, template in enumerate(manifest.data_volume_templates):
        if template.name == name and name not in host.claims:
            return _from_template(manifest, host, volume, template, f"{TEMPLATES}/{place}/spec")
    claim = _claim(manifest, host, volume, name, pointer)
    return StorageVolume(
        volume=volume.name,
        name=name,
        path=claim.path,
        kind=StorageKind.CLAIM,
        lifetime=Lifetime.TEAM,
        format=claim.format,
        capacity_bytes=claim.capacity_bytes,
        backing=claim.backing,
        block=claim.block,
        read_only=claim.read_only,
    )


def _claim(manifest: Manifest, host: HostFacts, volume: Volume, name: str, pointer: str) -> Claim:
    claim = host.claims.get(name)
    if claim is not None:
        return claim
    if not host.assume_claims:
        reason = (
            f"The team has no volume named {name} on the host {host.name}; make one, choose another, "
            "or bring one along under dataVolumeTemplates."
        )
        raise CompileError(pointer, reason)
    _check_name(name, pointer)
    if volume.name in luns(manifest):
        return Claim(f"/dev/{name}", "raw", _ASSUMED_BYTES, block=True)
    return Claim(f"{host.pool_path}/{name}.img", "raw", _ASSUMED_BYTES)


def _from_template(
    manifest: Manifest, host: HostFacts, volume: Volume, template: DataVolumeTemplate, pointer: str
) -> StorageVolume:
    """A DataVolume that the machine brings along; it is kept over stops."""
    if host.assume_images and template.source_kind not in {"registry", "blank"}:
        return _empty(manifest, host, volume, Lifetime.MACHINE, template.storage_bytes or _ASSUMED_BYTES)
    supplied = supply(template, manifest.namespace, pointer)
    if supplied.kind == "registry":
        reference = supplied.source["url"].removeprefix(REGISTRY)
        image = _image(reference, host, f"{pointer}/source/registry/url")
        capacity = max(supplied.size_bytes, image.virtual_bytes)
        return _overlay(manifest, host, volume, image, Lifetime.MACHINE, capacity)
    return _empty(manifest, host, volume, Lifetime.MACHINE, supplied.size_bytes or _ASSUMED_BYTES)


def _image(reference: str, host: HostFacts, pointer: str) -> BaseImage:
    image = host.images.get(reference)
    if image is not None:
        return image
    if host.assume_images:
        return BaseImage(f"{host.pool_path}/{_UNSAFE.sub('-', reference)}.qcow2", "qcow2", _ASSUMED_BYTES)
    reason = f"The image {reference} is not in the catalogue; ask an administrator to add it, or use " + (
        f"one of {', '.join(sorted(host.images))}." if host.images else "another host."
    )
    raise CompileError(pointer, reason)


def _overlay(
    manifest: Manifest, host: HostFacts, volume: Volume, image: BaseImage, lifetime: Lifetime, capacity: int
) -> StorageVolume:
    return _storage_volume(manifest, host, volume, StorageKind.OVERLAY, lifetime, capacity, image)


def _empty(
    manifest: Manifest, host: HostFacts, volume: Volume, lifetime: Lifetime, capacity: int
) -> StorageVolume:
    return _storage_volume(manifest, host, volume, StorageKind.EMPTY, lifetime, capacity)


def _storage_volume(
    manifest: Manifest,
    host: HostFacts,
    volume: Volume,
    kind: StorageKind,
    lifetime: Lifetime,
    capacity: int,
    backing: BaseImage | None = None,
) -> StorageVolume:
    is_seed = kind is StorageKind.SEED
    name = f"{storage_prefix(manifest)}{volume.name}.{'iso' if is_seed else 'qcow2'}"
    path = f"{host.pool_path}/{name}"
    return StorageVolume(
        volume.name, name, path, kind, lifetime, "raw" if is_seed else "qcow2", capacity, backing
    )


def _check_name(name: str, pointer: str) -> None:
    """Names become file names: this is the last look before they do."""
    if not _NAME.fullmatch(name):
        reason = "A name is made of small letters, digits, dots and hyphens; please rename it."
        raise CompileError(pointer, reason)
