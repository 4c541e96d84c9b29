"""Which secrets a document refers to, by name. Their content is never part of a document."""

from collections.abc import Iterator
from typing import Any, Final

from vms.schema import get

_VOLUMES: Final = "/spec/template/spec/volumes"
_REFERENCES: Final = (
    "cloudInitNoCloud/userDataSecretRef",
    "cloudInitNoCloud/secretRef",
    "cloudInitNoCloud/networkDataSecretRef",
    "cloudInitConfigDrive/userDataSecretRef",
    "cloudInitConfigDrive/secretRef",
    "cloudInitConfigDrive/networkDataSecretRef",
    "sysprep/secret",
)
# KubeVirt takes either spelling, in this order.
USER_DATA_KEYS: Final = ("userdata", "userData")


def secret_references(document: Any) -> Iterator[tuple[str, str]]:
    """Each place that names a secret, with the name. Takes any JSON."""
    volumes = get(document, _VOLUMES)
    for index, volume in enumerate(volumes if isinstance(volumes, list) else ()):
        for reference in _REFERENCES:
            name = get(volume, f"/{reference}/name")
            if isinstance(name, str) and name:
                yield f"{_VOLUMES}/{index}/{reference}/name", name
