"""The networks that a document names and somebody else has to provide."""

from collections.abc import Iterator
from typing import Any, Final

from vms.schema import get

_NETWORKS: Final = "/spec/template/spec/networks"


def network_references(document: Any) -> Iterator[tuple[str, str]]:
    """Each place with the name of an attached network, and the name. Takes any JSON."""
    networks = get(document, _NETWORKS)
    for index, network in enumerate(networks if isinstance(networks, list) else ()):
        name = get(network, "/multus/networkName")
        if isinstance(name, str) and name:
            yield f"{_NETWORKS}/{index}/multus/networkName", name
