"""Which secrets a document refers to, by name. Their content is never part of a document."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from vms.schema import get

_VOLUMES: Final = "/spec/template/spec/volumes"
_OF_CLOUD_INIT: Final = ("userDataSecretRef", "secretRef", "networkDataSecretRef")
_REFERENCES: Final = {
    "cloudInitNoCloud": _OF_CLOUD_INIT,
    "cloudInitConfigDrive": _OF_CLOUD_INIT,
    "sysprep": ("secret",),
}
# KubeVirt takes either spelling, in this order.
USER_DATA_KEYS: Final = ("userdata", "userData")


_ANSWER_FILES: Final = frozenset({"autounattend.xml", "unattend.xml"})


def has_answers(keys: Iterable[str]) -> bool:
    """Whether Windows' setup finds its answers among files of these names, which it reads in any case."""
    return any(key.lower() in _ANSWER_FILES for key in keys)


def config_map_references(document: Any) -> Iterator[tuple[str, str]]:
    """Each place that names a ConfigMap with answer files, with the name. Takes any JSON."""
    volumes = get(document, _VOLUMES)
    for index, volume in enumerate(volumes if isinstance(volumes, list) else ()):
        name = get(volume, "/sysprep/configMap/name")
        if isinstance(name, str) and name:
            yield f"{_VOLUMES}/{index}/sysprep/configMap/name", name


def secret_references(document: Any) -> Iterator[tuple[str, str]]:
    """Each place that names a secret, with the name. Takes any JSON."""
    volumes = get(document, _VOLUMES)
    for index, volume in enumerate(volumes if isinstance(volumes, list) else ()):
        present = volume if isinstance(volume, dict) else {}
        for source, references in _REFERENCES.items():
            for reference in references if source in present else ():
                name = get(present[source], f"/{reference}/name")
                if isinstance(name, str) and name:
                    yield f"{_VOLUMES}/{index}/{source}/{reference}/name", name
