"""What a version of a blueprint says beside its text, and how that is kept as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vms.manifest import Document
from vms.schema import UNSET, Edit


@dataclass(frozen=True, slots=True)
class Lock:
    """A place that keeps the blueprint's value; the reason is a sentence."""

    pointer: str
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"pointer": self.pointer, "reason": self.reason}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Lock":
        return cls(kept["pointer"], kept.get("reason", ""))


@dataclass(frozen=True, slots=True)
class Bound:
    """A place whose value must lie between two others or be one of some; ``None`` and ``()`` ask nothing."""

    pointer: str
    minimum: str | int | float | None = None
    maximum: str | int | float | None = None
    choices: tuple[Any, ...] = ()
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        named = {"minimum": self.minimum, "maximum": self.maximum, "choices": list(self.choices) or None}
        kept = {name: value for name, value in named.items() if value is not None}
        return {"pointer": self.pointer, **kept, "reason": self.reason}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Bound":
        return cls(
            kept["pointer"],
            kept.get("minimum"),
            kept.get("maximum"),
            tuple(kept.get("choices", ())),
            kept.get("reason", ""),
        )


@dataclass(frozen=True, slots=True)
class Size:
    """A card to choose: a title, one line, and what it writes."""

    slug: str
    title: str
    summary: str = ""
    edits: tuple[Edit, ...] = ()

    def to_json(self) -> dict[str, Any]:
        changes = [
            {"pointer": edit.pointer} | ({} if edit.value is UNSET else {"value": edit.value})
            for edit in self.edits
        ]
        return {"slug": self.slug, "title": self.title, "summary": self.summary, "edits": changes}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Size":
        edits = tuple(Edit(edit["pointer"], edit.get("value", UNSET)) for edit in kept["edits"])
        return cls(kept["slug"], kept["title"], kept.get("summary", ""), edits)


@dataclass(frozen=True, slots=True)
class Terms:
    """``document`` is the blueprint's own: the values that are locked, and the names that lists go by."""

    title: str = ""
    document: Document = field(default_factory=dict)
    locked: tuple[Lock, ...] = ()
    bounded: tuple[Bound, ...] = ()
    sizes: tuple[Size, ...] = ()

    @classmethod
    def of(
        cls,
        title: str,
        document: Document,
        locked: Iterable[Mapping[str, Any]] = (),
        bounded: Iterable[Mapping[str, Any]] = (),
        sizes: Iterable[Mapping[str, Any]] = (),
    ) -> "Terms":
        """The terms that were kept as JSON."""
        return cls(
            title,
            document,
            tuple(map(Lock.from_json, locked)),
            tuple(map(Bound.from_json, bounded)),
            tuple(map(Size.from_json, sizes)),
        )
