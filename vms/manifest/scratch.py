"""The least that a machine needs: what is written where nothing else is given."""

from vms.manifest.model import Document


def scratch(name: str, namespace: str = "") -> Document:
    """A valid machine without disks and cards. Each call answers a document of its own."""
    return {
        "apiVersion": "kubevirt.io/v1",
        "kind": "VirtualMachine",
        "metadata": {"name": name, **({"namespace": namespace} if namespace else {})},
        "spec": {
            "runStrategy": "Always",
            "template": {"spec": {"domain": {"memory": {"guest": "1Gi"}, "devices": {}}}},
        },
    }
