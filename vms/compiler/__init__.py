"""Manifest and host facts in, libvirt domain XML and a storage plan out.

The same input gives the same bytes. The room opens no file and no connection: all it knows of a host is
in ``HostFacts``. It must not know rows, users, or when and why a domain is started; that is the
lifecycle's. ``LEDGER`` says of every leaf of the schema what becomes of it here.
"""

from vms.compiler.account import Account, Field, account
from vms.compiler.check import check
from vms.compiler.compile import STAGES, compile_domain, to_xml
from vms.compiler.effective import dedicated_count
from vms.compiler.elements import METADATA_NAMESPACE, Element
from vms.compiler.errors import CompileError
from vms.compiler.ledger import LEDGER, Compiled, Enacted, ExportOnly
from vms.compiler.machine import machine_type
from vms.compiler.ports import Forward, PodCard, forwards, pod_cards
from vms.compiler.seeds import AnswerFiles, Seed, answer_files, seeds
from vms.compiler.standings import standing_of, standings, tally, value_standings
from vms.compiler.storage import Lifetime, StorageKind, StorageVolume
from vms.compiler.templates import Supply, supplies
from vms.compiler.trace import XmlLine, trace
from vms.compiler.volumes import storage_prefix, storage_volumes

__all__ = [
    "LEDGER",
    "METADATA_NAMESPACE",
    "STAGES",
    "Account",
    "AnswerFiles",
    "CompileError",
    "Compiled",
    "Element",
    "Enacted",
    "ExportOnly",
    "Field",
    "Forward",
    "Lifetime",
    "PodCard",
    "Seed",
    "StorageKind",
    "StorageVolume",
    "Supply",
    "XmlLine",
    "account",
    "answer_files",
    "check",
    "compile_domain",
    "dedicated_count",
    "forwards",
    "machine_type",
    "pod_cards",
    "seeds",
    "standing_of",
    "standings",
    "storage_prefix",
    "storage_volumes",
    "supplies",
    "tally",
    "to_xml",
    "trace",
    "value_standings",
]
