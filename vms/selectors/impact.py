"""What a schema would mean here: what it adds, and what of ours would be valid under it."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Final

from vms import manifest
from vms.compiler import standing_of
from vms.models import Blueprint, Draft, SchemaVersion, VirtualMachine
from vms.schema import FieldChange, Schema, StandingKind, compare
from vms.schema import check as check_schema

from . import schemas

MOST_TOLD: Final = 2_000  # fields of one kind in a report
MOST_DRAFTS: Final = 100  # whose texts are read
MOST_MACHINES: Final = 1_000
MOST_NAMED: Final = 10
_WORDS: Final = {
    StandingKind.RUNS_HERE: "runs here",
    StandingKind.EXPORT_ONLY: "kept for export",
    StandingKind.NOT_HERE: "not here yet",
    StandingKind.REFUSED_BY_KUBEVIRT: "refused by KubeVirt",
}


def report_of(schema: Schema) -> dict[str, Any]:
    """How a schema differs from the portal's own, as JSON: each field with where it stands here."""
    differences = compare(schemas.shipped().schema, schema)
    return {
        "counts": {
            "added": len(differences.added),
            "removed": len(differences.removed),
            "changed": len(differences.changed),
        },
        "added": [_row(change) for change in differences.added[:MOST_TOLD]],
        "removed": [_row(change) for change in differences.removed[:MOST_TOLD]],
        "changed": [_row(change) for change in differences.changed[:MOST_TOLD]],
    }


def _row(change: FieldChange) -> dict[str, str]:
    standing = standing_of(change.pointer)
    word = _WORDS[standing.kind] if standing else "kept for export"
    return {**asdict(change), "standing": word}


@dataclass(frozen=True, slots=True)
class Tally:
    """Of so many looked at, so many are valid; the names of some that are not."""

    kind: str
    total: int
    valid: int
    invalid: tuple[str, ...] = ()

    @property
    def others(self) -> int:
        return self.total - self.valid - len(self.invalid)


def tallies(version: SchemaVersion) -> tuple[Tally, ...]:
    """How many of the blueprints, of the newest drafts and of the machines are valid under a schema.

    About 1 ms for each draft, whose text must be read; the rest is quicker.
    """
    schema = schemas.by_id(version.pk).schema
    blueprints = Blueprint.objects.filter(current__isnull=False).select_related("current")
    drafts = Draft.objects.order_by("-updated_at").values_list("name", "text")[:MOST_DRAFTS]
    machines = VirtualMachine.objects.order_by("-created_at").values_list("name", "document")[:MOST_MACHINES]
    return (
        _tally(
            "blueprints", schema, ((one.title, _read(one.current.text)) for one in blueprints if one.current)
        ),
        _tally("drafts", schema, ((name or "unnamed", _read(text)) for name, text in drafts)),
        _tally("machines", schema, machines),
    )


def _read(text: str) -> Any:
    try:
        return manifest.from_yaml(text)
    except manifest.YamlInvalid:
        return None


def _tally(kind: str, schema: Schema, documents: Iterable[tuple[str, Any]]) -> Tally:
    """A text that cannot be read is not counted: no schema makes it better or worse."""
    total, invalid = 0, []
    for name, document in documents:
        if document is None:
            continue
        total += 1
        if check_schema(schema, document):
            invalid.append(name)
    return Tally(kind, total, total - len(invalid), tuple(invalid[:MOST_NAMED]))
