"""How the disk of a data volume template begins: what the portal can bring, and why it does not the rest."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from vms.compiler.errors import CompileError
from vms.manifest import REGISTRY, DataVolumeTemplate, Manifest

TEMPLATES: Final = "/spec/dataVolumeTemplates"
BROUGHT: Final = frozenset({"blank", "pvc", "http", "registry", "upload"})

NOT_BROUGHT: Final[Mapping[str, str]] = {
    "s3": "The portal signs no requests to object stores; give the object an address that http can read.",
    "gcs": "The portal signs no requests to object stores; give the object an address that http can read.",
    "snapshot": "There are no snapshots of volumes here; make a copy of the volume and name it under pvc.",
    "imageio": "The portal speaks to no oVirt engine; export the disk and bring it by http or upload.",
    "vddk": "The portal speaks to no vCenter; export the disk and bring it by http or upload.",
    "sourceRef": "There are no data sources here; name the image under registry or its address under http.",
    "dataSourceRef": "There are no volume populators here; choose one of the sources instead.",
    "dataSource": "There are no volume populators here; choose one of the sources instead.",
}
HTTP_LEFT_OUT: Final[Mapping[str, str]] = {
    "secretRef": "The portal brings files that may be read without a password; remove the line.",
    "certConfigMap": "The portal trusts the certificates that its system trusts, no others; remove the line.",
    "extraHeaders": "The portal sends no headers of its users' own; remove them.",
    "secretExtraHeaders": "The portal sends no headers of its users' own; remove them.",
}
_TAKEN: Final[Mapping[str, tuple[str, ...]]] = {
    "http": ("url", "checksum"),
    "registry": ("url",),
    "pvc": ("name",),
}


@dataclass(frozen=True, slots=True)
class Supply:
    """``kind`` is CDI's word; ``size_bytes`` is 0 for as much as the content needs."""

    kind: str
    size_bytes: int
    source: Mapping[str, str] = field(default_factory=dict)


def supplies(manifest: Manifest) -> Mapping[str, Supply]:
    """By the names of the templates. Raises ``CompileError`` at the field for what is not brought here."""
    return {
        template.name: supply(template, manifest.namespace, f"{TEMPLATES}/{place}/spec")
        for place, template in enumerate(manifest.data_volume_templates)
    }


def supply(template: DataVolumeTemplate, namespace: str, pointer: str) -> Supply:
    kind, source = template.source_kind, template.source
    here = f"{pointer}/source/{kind}"
    if kind not in BROUGHT:
        at = here if kind in {"s3", "gcs", "snapshot", "imageio", "vddk"} else pointer
        raise CompileError(at, NOT_BROUGHT.get(kind, f"The portal brings nothing from {kind}."))
    left_out = next((name for name in HTTP_LEFT_OUT if kind == "http" and source.get(name)), None)
    if left_out is not None:
        raise CompileError(f"{here}/{left_out}", HTTP_LEFT_OUT[left_out])
    if kind in {"blank", "upload"} and not template.storage_bytes:
        size = f"{pointer}/storage/resources/requests/storage"
        raise CompileError(size, "Say how large the disk is to be, for example 20Gi.")
    if kind == "pvc" and source.get("namespace", namespace) != namespace:
        raise CompileError(f"{here}/namespace", "Only volumes of the machine's own team can be copied.")
    _check_url(kind, source, here)
    return Supply(
        kind,
        template.storage_bytes or 0,
        {name: str(source[name]) for name in _TAKEN.get(kind, ()) if source.get(name)},
    )


def _check_url(kind: str, source: Mapping[str, Any], pointer: str) -> None:
    url = source.get("url")
    if kind == "registry" and not (isinstance(url, str) and url.startswith(REGISTRY)):
        raise CompileError(f"{pointer}/url", f"Give the image as {REGISTRY} and its reference.")
    if kind == "http" and not (isinstance(url, str) and url.startswith(("http://", "https://"))):
        raise CompileError(f"{pointer}/url", "Give the address of a file, beginning with https://.")
