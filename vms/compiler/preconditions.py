"""What is settled before the first element is built: the host may be used."""

from vms.compiler.effective import TEMPLATE
from vms.compiler.errors import CompileError
from vms.hosts import HostFacts
from vms.manifest import Manifest
from vms.schema import join, split


def refuse_foreign_host(manifest: Manifest, host: HostFacts) -> None:
    """Raises ``CompileError`` when the host lacks a label that ``nodeSelector`` asks for. The reason
    names no label of the host: those are not the asker's to learn."""
    if host.assume_labels:
        return
    for key, value in manifest.node_selector.items():
        if host.labels.get(key) != value:
            reason = (
                f"The host {host.name} is not labelled {key}={value}; remove the line or ask for the label."
            )
            raise CompileError(join((*split(TEMPLATE), "nodeSelector", key)), reason)
