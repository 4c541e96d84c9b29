"""A whole file: its machines as manifests of this portal, and a word about everything else."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from vms.manifest.errors import EditRefused
from vms.manifest.importing import data_volumes
from vms.manifest.importing.conversions import CONVERSIONS
from vms.manifest.importing.others import Other, other
from vms.manifest.importing.spelling import KIND
from vms.manifest.importing.split import Piece, pieces
from vms.manifest.importing.steps import Conversion, Step, changed_lines, take
from vms.manifest.model import Document
from vms.manifest.rules.look import DATA_VOLUMES, DOMAIN, entries
from vms.manifest.text import from_yaml
from vms.schema import Edit, get

MOST_WORK: Final = 3_000_000  # characters read again, for all conversions of a file together

_JSON: Final = Conversion(
    "json", "wrote the JSON as YAML", "It says the same, and can be read, edited and commented.", lambda _: ()
)


@dataclass(frozen=True, slots=True)
class Made:
    """A conversion that was made: where, and how many lines it touched."""

    conversion: Conversion
    pointers: tuple[str, ...] = ()
    lines: int = 0


@dataclass(frozen=True, slots=True)
class Left:
    """A conversion that could not be made; the text is as it was there. ``reason`` is a sentence."""

    conversion: Conversion
    pointers: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Brought:
    """One machine: what its text has become, and how. ``line`` is where it began in the file."""

    name: str
    text: str
    document: Document
    line: int
    made: tuple[Made, ...] = ()
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """Everything that a file holds, in its order."""

    machines: tuple[Brought, ...]
    others: tuple[Other, ...]


def bring(text: str, namespace: str = "") -> Delivery:
    """Read a file. With a namespace, every machine moves there.

    The same text always gives the same; what was brought once is not converted again. Raises ``YamlInvalid``
    with the line in the file.
    """
    found = pieces(text)
    machines = [piece for piece in found if _is_machine(piece.document)]
    rest = [piece for piece in found if not _is_machine(piece.document)]
    volumes = {
        get(piece.document, "/metadata/name"): piece
        for piece in rest
        if piece.document.get("kind") == data_volumes.KIND
    }
    taken = data_volumes.adopted([piece.document for piece in machines], list(volumes.values()))
    budget = _Budget()
    brought = tuple(
        _bring_one(piece, namespace, [volumes[name].document for name in taken.get(at, ())], budget)
        for at, piece in enumerate(machines)
    )
    users = {name: machines[at] for at, names in taken.items() for name in names}
    return Delivery(brought, tuple(_other(piece, users) for piece in rest))


def _is_machine(document: Document) -> bool:
    kind = document.get("kind")
    if kind is None:
        return isinstance(get(document, DOMAIN), dict)
    version = document.get("apiVersion")
    return kind == KIND and (version is None or str(version).startswith("kubevirt.io/"))


def _other(piece: Piece, users: dict[str, Piece]) -> Other:
    told = other(piece)
    user = users.get(str(get(piece.document, "/metadata/name")))
    if user is None or piece.document.get("kind") != data_volumes.KIND:
        return told
    name = get(user.document, "/metadata/name") or "the machine"
    sentence = f"It becomes a data volume of {name}, which fills it first and deletes it with the machine."
    return replace(told, sentence=sentence, is_used=True)


@dataclass(slots=True)
class _Budget:
    spent: int = 0

    def takes(self, text: str, steps: int) -> bool:
        self.spent += len(text) * steps
        return self.spent <= MOST_WORK


def _bring_one(piece: Piece, namespace: str, volumes: Sequence[Document], budget: _Budget) -> Brought:
    text = piece.text
    made = [Made(_JSON)] if piece.is_json else []
    left: list[Left] = []
    for conversion in (*CONVERSIONS, _adoption(volumes), _removal(namespace)):
        steps = tuple(conversion.steps(from_yaml(text)))
        if not steps:
            continue
        pointers = tuple(step.pointer for step in steps)
        if not budget.takes(text, len(steps)):
            left.append(Left(conversion, pointers, "The file is too large for that. Import it in parts."))
            continue
        try:
            text, lines = _taken(text, steps)
            made.append(Made(conversion, pointers, lines))
        except EditRefused as error:
            left.append(Left(conversion, pointers, error.reason))
    document = from_yaml(text)
    name = get(document, "/metadata/name")
    return Brought(
        name if isinstance(name, str) else "", text, document, piece.line, tuple(made), tuple(left)
    )


def _taken(text: str, steps: Iterable[Step]) -> tuple[str, int]:
    """The text after all steps of one conversion, and the lines they touched."""
    lines = 0
    for step in steps:
        changed = take(text, step)
        lines += changed_lines(text, changed)
        text = changed
    return text, lines


def _adoption(volumes: Sequence[Document]) -> Conversion:
    return Conversion(
        "data-volumes",
        "took the data volumes beside the machine into it",
        "The portal fills the disks of a machine itself. They are deleted with the machine.",
        lambda document: data_volumes.steps(document, volumes),
    )


def _removal(namespace: str) -> Conversion:
    steps: Callable[[Document], Iterable[Step]] = lambda document: _moved(document, namespace)  # noqa: E731
    why = "Here a machine lives in the namespace of its team, and what it owns with it."
    return Conversion("namespace", f"moved the machine into the namespace {namespace}", why, steps)


def _moved(document: Document, namespace: str) -> Iterable[Step]:
    if not namespace:
        return
    old = get(document, "/metadata/namespace")
    for place, entry in entries(document, DATA_VOLUMES):
        there = get(entry, "/metadata/namespace")
        if there is not None and there == old:
            yield Edit(f"{place}/metadata/namespace")
    if old != namespace:
        yield Edit("/metadata/namespace", namespace)
