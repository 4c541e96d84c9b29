"""From a document to the ``Manifest`` it means."""

from copy import deepcopy
from typing import Any, Final

from vms.manifest.check import check
from vms.manifest.errors import ManifestInvalid
from vms.manifest.identity import identity_for
from vms.manifest.model import Document, Identity, Manifest, Memory, RunStrategy
from vms.manifest.parse_devices import disks, interfaces, networks, volumes
from vms.manifest.parse_domain import cpu, data_volume_templates, features, firmware, memory
from vms.schema import Severity, get

_DEFAULT_NAMESPACE: Final = "default"


def parse(document: Document, identity: Identity | None = None) -> Manifest:
    """What a document means, with what KubeVirt adds when it starts a machine: memory and CPUs from
    ``resources``, disks for volumes that have none, the pod network where no network is named.

    Without an identity, one is derived from the names, always the same. Warnings do not stand in the way.
    Raises ``ManifestInvalid`` with all problems.
    """
    problems = check(document)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ManifestInvalid(problems)
    return _manifest(deepcopy(document), identity)


def _manifest(document: Document, identity: Identity | None) -> Manifest:
    metadata, spec = document["metadata"], document["spec"]
    template = spec["template"]
    instance = template["spec"]
    domain = instance["domain"]
    devices = domain.get("devices", {})
    name, namespace = metadata["name"], metadata.get("namespace") or _DEFAULT_NAMESPACE
    return Manifest(
        name=name,
        namespace=namespace,
        identity=identity or identity_for(namespace, name),
        run_strategy=_run_strategy(spec),
        labels=metadata.get("labels", {}),
        annotations=metadata.get("annotations", {}),
        template_metadata=template.get("metadata", {}),
        cpu=cpu(domain),
        memory=memory(domain) if domain else Memory(),
        disks=disks(devices, instance),
        interfaces=interfaces(devices, instance),
        networks=networks(devices, instance),
        volumes=volumes(instance),
        data_volume_templates=data_volume_templates(spec),
        firmware=firmware(domain),
        features=features(domain),
        machine_type=get(domain, "/machine/type") or None,
        autoattach_pod_interface=devices.get("autoattachPodInterface"),
        autoattach_serial_console=devices.get("autoattachSerialConsole"),
        autoattach_graphics_device=devices.get("autoattachGraphicsDevice"),
        rng="rng" in devices,
        block_multi_queue=devices.get("blockMultiQueue"),
        network_interface_multi_queue=_network_multi_queue(devices),
        hostname=instance.get("hostname"),
        grace_seconds=int(instance.get("terminationGracePeriodSeconds", 30)),
        eviction_strategy=instance.get("evictionStrategy"),
        node_selector=instance.get("nodeSelector", {}),
        priority_class=instance.get("priorityClassName"),
        document=document,
    )


def _run_strategy(spec: dict[str, Any]) -> RunStrategy:
    if "runStrategy" in spec:
        return RunStrategy(spec["runStrategy"])
    return RunStrategy.ALWAYS if spec.get("running") else RunStrategy.HALTED


def _network_multi_queue(devices: dict[str, Any]) -> bool | None:
    """The schema's spelling, else KubeVirt's own, which has a small q."""
    found = devices.get("networkInterfaceMultiQueue", devices.get("networkInterfaceMultiqueue"))
    return found if isinstance(found, bool) else None
