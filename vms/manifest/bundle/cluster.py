"""A manifest as a KubeVirt cluster accepts it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from vms.manifest.bundle.adaptations import ADAPTATIONS
from vms.manifest.errors import EditRefused
from vms.manifest.importing import MOST_ALONE, Conversion, Made, Step, take, take_in
from vms.manifest.importing.spelling import CLOUD_INIT
from vms.manifest.model import Document
from vms.manifest.rules.look import VOLUMES, entries
from vms.manifest.text import from_yaml
from vms.manifest.yaml_text import to_yaml
from vms.schema import Edit, get

LARGEST_INLINE: Final = 2048  # bytes of user data and of network data that KubeVirt takes
MOST_WORK: Final = 1_000_000  # characters read again by all steps together; beyond, the text is written anew
# The inline key, the reference that takes its place, the key inside the Secret.
_DATA: Final = (
    ("userData", "secretRef", "userdata"),
    ("networkData", "networkDataSecretRef", "networkdata"),
)


@dataclass(frozen=True, slots=True)
class Adapted:
    """``text`` keeps the author's comments unless ``is_rewritten``; ``secrets`` holds by name what had to
    move out of the machine."""

    text: str
    document: Document
    made: tuple[Made, ...]
    secrets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    is_rewritten: bool = False


def for_cluster(text: str) -> Adapted:
    """The manifest in a text, adapted. Raises ``YamlInvalid``."""
    document = from_yaml(text)
    secrets: dict[str, dict[str, str]] = {}
    steps: list[Step] = []
    made: list[Made] = []
    is_too_much = False
    for adaptation in (*ADAPTATIONS, _MOVED):
        if adaptation is _MOVED:
            secrets = {name: {key: data} for _, name, key, data in _large(document)}
        found = tuple(adaptation.steps(document))
        if found:
            made.append(Made(adaptation, tuple(step.pointer for step in found)))
        document = take_in(document, found)
        steps += found
        is_too_much = is_too_much or len(found) > MOST_ALONE
    adapted = None if is_too_much else _in_text(text, steps)
    return Adapted(adapted or to_yaml(document), document, tuple(made), secrets, adapted is None)


def _in_text(text: str, steps: list[Step]) -> str | None:
    """The author's text with all steps made, or ``None`` where it cannot take one of them."""
    if len(text) * len(steps) > MOST_WORK:
        return None
    try:
        for step in steps:
            text = take(text, step)
    except EditRefused:
        return None
    return text


def _moved(document: Document) -> Iterator[Step]:
    for place, name, key, _ in _large(document):
        inline, reference = next((one, other) for one, other, inner in _DATA if inner == key)
        yield Edit(f"{place}/{inline}")
        yield Edit(f"{place}/{reference}", {"name": name})


def _large(document: Document) -> Iterator[tuple[str, str, str, str]]:
    """Cloud-init data too large for KubeVirt: its source, a Secret's name, the key in it, the data."""
    machine = get(document, "/metadata/name")
    for place, volume in entries(document, VOLUMES):
        for source in CLOUD_INIT:
            for inline, reference, key in _DATA:
                data: Any = get(volume, f"/{source}/{inline}")
                is_large = isinstance(data, str) and len(data.encode("utf-8", "replace")) > LARGEST_INLINE
                if is_large and get(volume, f"/{source}/{reference}") is None:
                    name = f"{machine}-{volume.get('name')}-{key}"[-63:].strip("-.")
                    yield f"{place}/{source}", name, key, data


_MOVED: Final = Conversion(
    "large-data",
    "moved large cloud-init data into a Secret",
    f"KubeVirt takes at most {LARGEST_INLINE} bytes inside of a machine.",
    _moved,
)
