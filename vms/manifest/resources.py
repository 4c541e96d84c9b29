"""What a machine takes from its host."""

from dataclasses import dataclass

from vms.manifest.model import EmptyDisk, Manifest


@dataclass(frozen=True, slots=True)
class Resources:
    """``storage_bytes`` counts what the machine brings along: empty disks and data volumes it owns."""

    vcpus: int
    memory_bytes: int
    storage_bytes: int


def resources(manifest: Manifest) -> Resources:
    """The sum over a manifest; a data volume that names no size counts as nothing."""
    empty = sum(
        volume.source.capacity_bytes for volume in manifest.volumes if isinstance(volume.source, EmptyDisk)
    )
    owned = sum(template.storage_bytes or 0 for template in manifest.data_volume_templates)
    return Resources(manifest.cpu.count, manifest.memory.guest_bytes or 0, empty + owned)
