"""The other objects that a machine on a cluster needs: Secrets, networks, data volumes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vms.manifest.importing.spelling import CLOUD_INIT
from vms.manifest.model import Document
from vms.manifest.rules.look import DATA_VOLUMES, NETWORKS, VOLUMES, entries
from vms.schema import get

PLACEHOLDER: Final = "REPLACE-ME"
_CLOUD_INIT_SECRETS: Final = (
    ("secretRef", "userdata", "User data for cloud-init."),
    ("networkDataSecretRef", "networkdata", "Network data for cloud-init."),
)
_ANSWER_FILE: Final = "autounattend.xml"
_ANSWERS: Final = "Windows Setup's answers."


@dataclass(frozen=True, slots=True)
class Companion:
    """``note`` says what the object is for; a stub has to be filled before it is applied."""

    kind: str
    name: str
    document: Document
    note: str
    is_stub: bool = True


def companions(document: Document, secrets: Mapping[str, Mapping[str, str]]) -> tuple[Companion, ...]:
    """In the order in which a cluster wants them. Each object comes once, however often it is named."""
    found: dict[tuple[str, str], Companion] = {}
    for one in (
        *_moved(document, secrets),
        *_references(document),
        *_networks(document),
        *_volumes(document),
    ):
        found.setdefault((one.kind, one.name), one)
    return tuple(found.values())


def claims(document: Document) -> tuple[str, ...]:
    """The claims that must be there already; nobody but their owner can say what is on them."""
    names = (get(volume, "/persistentVolumeClaim/claimName") for _, volume in entries(document, VOLUMES))
    own = {get(entry, "/metadata/name") for _, entry in entries(document, DATA_VOLUMES)}
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name not in own))


def images(document: Document) -> tuple[str, ...]:
    names = (get(volume, "/containerDisk/image") for _, volume in entries(document, VOLUMES))
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str)))


def _moved(document: Document, secrets: Mapping[str, Mapping[str, str]]) -> Iterator[Companion]:
    for name, data in secrets.items():
        note = "Cloud-init data that is too large to stand inside of the machine."
        secret = _object("v1", "Secret", name, document, stringData=dict(data))
        yield Companion("Secret", name, secret, note, is_stub=False)


def _references(document: Document) -> Iterator[Companion]:
    for _, volume in entries(document, VOLUMES):
        for source in CLOUD_INIT:
            for reference, key, note in _CLOUD_INIT_SECRETS:
                yield from _secret(document, get(volume, f"/{source}/{reference}/name"), key, note)
        yield from _secret(document, get(volume, "/sysprep/secret/name"), _ANSWER_FILE, _ANSWERS)
        yield from _config_map(document, get(volume, "/sysprep/configMap/name"), _ANSWER_FILE, _ANSWERS)


def _secret(document: Document, name: Any, key: str, note: str) -> Iterator[Companion]:
    if isinstance(name, str) and name:
        stub = _object("v1", "Secret", name, document, stringData={key: PLACEHOLDER})
        yield Companion("Secret", name, stub, note)


def _config_map(document: Document, name: Any, key: str, note: str) -> Iterator[Companion]:
    if isinstance(name, str) and name:
        stub = _object("v1", "ConfigMap", name, document, data={key: PLACEHOLDER})
        yield Companion("ConfigMap", name, stub, note)


def _networks(document: Document) -> Iterator[Companion]:
    for _, network in entries(document, NETWORKS):
        written = get(network, "/multus/networkName")
        if not isinstance(written, str) or not written:
            continue
        namespace, _, name = written.rpartition("/")
        config = {"cniVersion": "0.3.1", "name": name, "type": "bridge", "bridge": PLACEHOLDER}
        stub = _object(
            "k8s.cni.cncf.io/v1",
            "NetworkAttachmentDefinition",
            name,
            document,
            spec={"config": json.dumps(config)},
        )
        if namespace:
            stub["metadata"]["namespace"] = namespace
        yield Companion(
            "NetworkAttachmentDefinition",
            written,
            stub,
            "A network of the cluster that a card joins by name.",
        )


def _volumes(document: Document) -> Iterator[Companion]:
    own = {get(entry, "/metadata/name") for _, entry in entries(document, DATA_VOLUMES)}
    for _, volume in entries(document, VOLUMES):
        name = get(volume, "/dataVolume/name")
        if not isinstance(name, str) or not name or name in own:
            continue
        spec = {"source": {"upload": {}}, "storage": {"resources": {"requests": {"storage": "10Gi"}}}}
        yield Companion(
            "DataVolume",
            name,
            _object("cdi.kubevirt.io/v1beta1", "DataVolume", name, document, spec=spec),
            "A disk that the machine uses and does not own. Set its size and source, or upload its content.",
        )


def _object(api: str, kind: str, name: str, machine: Document, **content: Any) -> Document:
    metadata = {"name": name}
    namespace = get(machine, "/metadata/namespace")
    if isinstance(namespace, str):
        metadata["namespace"] = namespace
    return {"apiVersion": api, "kind": kind, "metadata": metadata, **content}
