"""One manifest in every form it leaves the portal in."""

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from vms.manifest.bundle.cluster import Adapted, for_cluster
from vms.manifest.bundle.companions import Companion, companions
from vms.manifest.bundle.readme import MACHINE_FILE, readme
from vms.manifest.diff import digest
from vms.manifest.text import from_yaml
from vms.manifest.yaml_text import to_yaml
from vms.schema import get

_FILES: Final = {
    "Secret": "1-secrets.yaml",
    "ConfigMap": "1-secrets.yaml",
    "NetworkAttachmentDefinition": "2-networks.yaml",
    "DataVolume": "3-data-volumes.yaml",
}
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip can tell
_READABLE: Final = 0o644 << 16


@dataclass(frozen=True, slots=True)
class Bundle:
    """Everything a cluster needs for one machine. ``files`` are in the order in which to read them."""

    name: str
    machine: Adapted
    companions: tuple[Companion, ...]
    files: tuple[tuple[str, str], ...]


def bundle(text: str) -> Bundle:
    """The bundle of a manifest. The same text gives the same bytes. Raises ``YamlInvalid``."""
    adapted = for_cluster(text)
    found = companions(adapted.document, adapted.secrets)
    written = get(adapted.document, "/metadata/name")
    name = _plain(written) if isinstance(written, str) else "machine"
    grouped = [(file, list(ones)) for file, ones in _grouped(found)]
    page = readme(name, digest(from_yaml(text)), adapted, grouped)
    files = (
        ("README.md", page),
        *((file, "---\n".join(map(_page, ones))) for file, ones in grouped),
        (MACHINE_FILE, adapted.text),
    )
    return Bundle(name, adapted, found, files)


def all_in_one(packed: Bundle) -> str:
    """The objects of a bundle as one text of several documents."""
    return "---\n".join([*map(_page, packed.companions), packed.machine.text])


def as_zip(packed: Bundle) -> bytes:
    """The bundle as a zip with one folder; not compressed, so that its bytes are the same anywhere."""
    store = io.BytesIO()
    with zipfile.ZipFile(store, "w", zipfile.ZIP_STORED) as archive:
        for file, content in packed.files:
            entry = zipfile.ZipInfo(f"{packed.name}/{file}", _EPOCH)
            entry.create_system = 3
            entry.external_attr = _READABLE
            archive.writestr(entry, content.encode())
    return store.getvalue()


def as_json(text: str) -> str:
    """The document of a text as JSON, in the order of its keys. Raises ``YamlInvalid``."""
    return json.dumps(from_yaml(text), indent=2, ensure_ascii=False) + "\n"


def _plain(name: str) -> str:
    """The name as that of a folder: whoever wrote the manifest may have written anything."""
    kept = "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-."))
    return kept.strip(".")[:100] or "machine"


def _grouped(found: Sequence[Companion]) -> Iterator[tuple[str, Iterator[Companion]]]:
    for file in dict.fromkeys(_FILES.values()):
        if any(_FILES[one.kind] == file for one in found):
            yield file, (one for one in found if _FILES[one.kind] == file)


def _page(one: Companion) -> str:
    stub = "# A stub: replace what it holds before you apply it.\n" if one.is_stub else ""
    return f"# {one.note}\n{stub}{to_yaml(one.document)}"
