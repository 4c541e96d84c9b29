"""Which volumes of its team and which images a document refers to, by name."""

from collections.abc import Iterator
from typing import Any, Final

from vms.schema import get

_VOLUMES: Final = "/spec/template/spec/volumes"
_TEMPLATES: Final = "/spec/dataVolumeTemplates"
REGISTRY: Final = "docker://"


def claim_references(document: Any) -> Iterator[tuple[str, str]]:
    """Each place that names a claim or a data volume, with the name. Takes any JSON."""
    for index, volume in enumerate(_list(document, _VOLUMES)):
        for place in ("persistentVolumeClaim/claimName", "dataVolume/name"):
            name = get(volume, f"/{place}")
            if isinstance(name, str) and name:
                yield f"{_VOLUMES}/{index}/{place}", name
    for index, template in enumerate(_list(document, _TEMPLATES)):
        name = get(template, "/spec/source/pvc/name")
        if isinstance(name, str) and name:
            yield f"{_TEMPLATES}/{index}/spec/source/pvc/name", name


def template_names(document: Any) -> frozenset[str]:
    """The data volumes that the document brings along."""
    names = (get(template, "/metadata/name") for template in _list(document, _TEMPLATES))
    return frozenset(name for name in names if isinstance(name, str))


def image_references(document: Any) -> Iterator[tuple[str, str]]:
    """Each place that names an image, with its reference. Takes any JSON."""
    for index, volume in enumerate(_list(document, _VOLUMES)):
        reference = get(volume, "/containerDisk/image")
        if isinstance(reference, str) and reference:
            yield f"{_VOLUMES}/{index}/containerDisk/image", reference
    for index, template in enumerate(_list(document, _TEMPLATES)):
        url = get(template, "/spec/source/registry/url")
        if isinstance(url, str) and url.startswith(REGISTRY):
            yield f"{_TEMPLATES}/{index}/spec/source/registry/url", url.removeprefix(REGISTRY)


def _list(document: Any, pointer: str) -> list[Any]:
    found = get(document, pointer)
    return found if isinstance(found, list) else []
