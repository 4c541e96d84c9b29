"""What users write: KubeVirt's ``VirtualMachine`` as text, as plain document, and as the values it means.

In: YAML texts, plain JSON documents, edits at JSON pointers. Out: texts with only the needed lines changed,
documents, ``Problem`` values, and ``Manifest``, the immutable form that the compiler reads. The room must not
know of forms, hosts, libvirt, the database or the time; it opens no files but its own schema and hints.
"""

from vms.manifest.attachments import network_references
from vms.manifest.beyond import BEYOND_THE_SCHEMA
from vms.manifest.check import check, prepare
from vms.manifest.diff import Change, diff, digest, name_of
from vms.manifest.errors import EditRefused, ManifestInvalid, QuantityInvalid, YamlInvalid
from vms.manifest.free_text import read_free, write_free
from vms.manifest.governed import is_of_machines
from vms.manifest.identity import identity_for
from vms.manifest.line_diff import line_diff
from vms.manifest.model import (
    Binding,
    CloudInit,
    ContainerDisk,
    Cpu,
    DataVolume,
    DataVolumeTemplate,
    Disk,
    DiskKind,
    Document,
    Efi,
    EmptyDisk,
    Features,
    Firmware,
    Identity,
    Interface,
    Manifest,
    Memory,
    Network,
    PersistentVolumeClaim,
    Port,
    RunStrategy,
    Sysprep,
    Volume,
    VolumeSource,
)
from vms.manifest.parse import parse
from vms.manifest.quantity import amount_of, parse_quantity, to_bytes, to_count
from vms.manifest.references import (
    REGISTRY,
    claim_references,
    image_references,
    template_names,
)
from vms.manifest.repair import repairs
from vms.manifest.resources import Resources, resources
from vms.manifest.rules.catalogue import COVERED as ADMISSION_RULES
from vms.manifest.scratch import scratch
from vms.manifest.secrets import (
    USER_DATA_KEYS,
    config_map_references,
    has_answers,
    secret_references,
)
from vms.manifest.shipped import hints, schema
from vms.manifest.splices import Splice, between, merge, splices
from vms.manifest.story import called, headline, tell
from vms.manifest.text import edit_document, edit_yaml, from_yaml, line_of, lines_of, spans
from vms.manifest.yaml_text import Span, span_at, to_yaml

__all__ = [
    "ADMISSION_RULES",
    "BEYOND_THE_SCHEMA",
    "REGISTRY",
    "USER_DATA_KEYS",
    "Binding",
    "Change",
    "CloudInit",
    "ContainerDisk",
    "Cpu",
    "DataVolume",
    "DataVolumeTemplate",
    "Disk",
    "DiskKind",
    "Document",
    "EditRefused",
    "Efi",
    "EmptyDisk",
    "Features",
    "Firmware",
    "Identity",
    "Interface",
    "Manifest",
    "ManifestInvalid",
    "Memory",
    "Network",
    "PersistentVolumeClaim",
    "Port",
    "QuantityInvalid",
    "Resources",
    "RunStrategy",
    "Span",
    "Splice",
    "Sysprep",
    "Volume",
    "VolumeSource",
    "YamlInvalid",
    "amount_of",
    "between",
    "called",
    "check",
    "claim_references",
    "config_map_references",
    "diff",
    "digest",
    "edit_document",
    "edit_yaml",
    "from_yaml",
    "has_answers",
    "headline",
    "hints",
    "identity_for",
    "image_references",
    "is_of_machines",
    "line_diff",
    "line_of",
    "lines_of",
    "merge",
    "name_of",
    "network_references",
    "parse",
    "parse_quantity",
    "prepare",
    "read_free",
    "repairs",
    "resources",
    "schema",
    "scratch",
    "secret_references",
    "span_at",
    "spans",
    "splices",
    "tell",
    "template_names",
    "to_bytes",
    "to_count",
    "to_yaml",
    "write_free",
]
