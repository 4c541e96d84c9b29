"""The changes that an import makes in a text: edits, and keys that get another name where they stand."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from vms.manifest.errors import YamlInvalid
from vms.manifest.model import Document
from vms.manifest.text import edit_document, edit_yaml
from vms.manifest.yaml_text import compose, construct, same
from vms.manifest.yaml_text.nodes import Entry, Mapping, Node
from vms.manifest.yaml_text.nodes import Sequence as ListNode
from vms.manifest.yaml_text.write import key_text
from vms.schema import Edit, apply, get, join, split

MOST_ALONE: Final = 50  # steps of one conversion, each with a copy of the document


@dataclass(frozen=True, slots=True)
class Rename:
    """A key gets another name; its value, its line and the comment on it stay."""

    pointer: str
    name: str


Step = Edit | Rename


@dataclass(frozen=True, slots=True)
class Conversion:
    """``what`` completes "The portal …" and ``why`` gives the reason, both for whoever reads what was done.

    ``steps`` finds what there is to do in any document whatever; nothing to do is no step.
    """

    name: str
    what: str
    why: str
    steps: Callable[[Document], Iterable[Step]]


def take(text: str, step: Step) -> str:
    """The text after one step. Raises ``EditRefused`` where another place would change with it."""
    if isinstance(step, Edit):
        return edit_yaml(text, [step])
    document = construct(compose(text))
    edits = _as_edits(document, step)
    entry = _entry(compose(text), split(step.pointer))
    if entry is not None:
        key = key_text(step.name, flow=False)
        renamed = text[: entry.key.start] + key + text[entry.key.end :]
        if _reads_as(renamed, edit_document(document, edits)):
            return renamed
    return edit_yaml(text, edits)


def take_in(document: Document, steps: Sequence[Step]) -> Document:
    """The document after some steps: what ``take`` reads as, one after the other.

    Of very many steps at once, what a removal leaves empty stays: that costs one copy for all of them.
    """
    if len(steps) > MOST_ALONE:
        edits = [edit for step in steps for edit in _as_edits(document, step)]
        changed: Document = apply(document, edits)
        return changed
    for step in steps:
        document = edit_document(document, _as_edits(document, step))
    return document


def _as_edits(document: Document, step: Step) -> list[Edit]:
    if isinstance(step, Edit):
        return [step]
    beside = join((*split(step.pointer)[:-1], step.name))
    return [Edit(beside, get(document, step.pointer)), Edit(step.pointer)]


def _entry(root: Node, parts: tuple[str, ...]) -> Entry | None:
    """The entry written at a place, unless it is one that an alias brings there as well."""
    here: Node | None = root
    for part in parts[:-1]:
        if isinstance(here, ListNode):
            here = here.items[int(part)] if part.isdigit() and int(part) < len(here.items) else None
        else:
            found = here.entry(part) if isinstance(here, Mapping) else None
            here = found.value if found else None
    return here.entry(parts[-1]) if isinstance(here, Mapping) else None


def _reads_as(text: str, expected: object) -> bool:
    try:
        return same(construct(compose(text)), expected)
    except YamlInvalid:
        return False


def changed_lines(before: str, after: str) -> int:
    """How many lines a step touched: those it took away or those it wrote, whichever are more."""
    old, new = before.split("\n"), after.split("\n")
    shorter = min(len(old), len(new))
    head = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = next((at for at in range(shorter - head) if old[-1 - at] != new[-1 - at]), shorter - head)
    return max(len(old), len(new)) - head - tail
