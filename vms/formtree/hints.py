"""What the form knows beyond the schema: words, widgets, choices and the order of sections.

The JSON behind it (every key is optional; an unknown key is refused, so that a typing error is found)::

    {
      "groups": [
        {"id": "storage", "title": "Storage", "help": "Disks and what is behind them.",
         "open": true,
         "pointers": ["/spec/template/spec/domain/devices/disks", "/spec/template/spec/volumes"]}
      ],
      "fields": {
        "/spec/template/spec/domain/devices/disks/*/bootOrder": {
          "label": "Boot order",
          "help": "1 is tried first.",
          "widget": "text",
          "placeholder": "1",
          "default": "not booted from",
          "options": {"virtio": "fastest; needs a driver in Windows"},
          "suggest": "/spec/template/spec/volumes/*/name",
          "order": 10,
          "hidden": false,
          "new": {"name": "disk", "disk": {"bus": "virtio"}},
          "factors": ["sockets", "cores"], "unit": "vCPU"
        }
      },
      "choices": {
        "/spec/template/spec/domain/devices/disks/*": [
          {"keys": ["disk", "cdrom", "lun"], "label": "Kind", "help": "…", "required": false,
           "default": "disk"}
        ]
      },
      "row_titles": {"/spec/template/spec/domain/devices/disks": ["name"]},
      "essentials": ["/metadata/name", "/spec/template/spec/domain/memory/guest"],
      "within": {"/spec/template/spec/domain/features/hyperv": {"properties": {"vapic": {"type": "object"}}}}
    }

Keys of ``fields``, ``choices`` and ``row_titles`` are *pattern pointers*: JSON pointers with ``*`` for every
array index. Pointers in ``groups`` and ``essentials`` are plain ones and stand for all that is below them;
one group may claim a part of another's subtree, the longest pointer wins. A group that names what the form
does not show is refused. What no group claims appears in a last group "More".

fields
    ``label`` is the name of the field, else made from the key (``bootOrder`` → "Boot order").
    ``help`` replaces the schema's description. ``placeholder`` is an example inside an empty input, else
    the schema's first example. ``default`` tells what an unset field means ("q35"): shown, never written.
    ``options`` gives the values of an enum their meaning. ``suggest`` offers the strings found in the
    document under a pattern pointer. Siblings sort by ``order`` (unset: 100), then as in the schema.
    ``hidden`` keeps a field out of the form, and so untouched. ``new`` is what "Add" appends to an array.
    ``widget`` is one of:

    =============== ===========================================================================
    text            a line of text (the default of strings)
    textarea        several lines
    code            several lines in a fixed-width face, without spell checking
    quantity        a size such as 4Gi, split into number and unit where scripts run
    mac             a line for a MAC address, with a "Generate" button where scripts run
    uuid            a line in a fixed-width face
    cards           an enum as cards, each with its meaning (the default up to five, if all have one)
    segments        an enum as a row of short answers
    select          an enum as a list that opens
    presence        for an object without properties: only whether it is there counts (the default)
    free            for an object without properties: edited as a text that stands for any value
    cloud-init      several lines inside a ``<cloud-init-form>``, which scripts make more of
    =============== ===========================================================================

    What no hint says is read from the schema: formats, patterns, examples, defaults, well-known names.
    Of an object, ``factors`` names whole numbers that are multiplied and ``unit`` what comes of them.

within
    Shapes for places that the schema leaves free, by pattern pointer: JSON Schemas that the form alone
    goes by. The check still takes whatever the schema takes, and members the shape does not know stay.

choices
    Of several optional sibling objects one may be present: they become one group of radio buttons, and
    the fields of the chosen one follow. Labels and help of the keys come from their own ``fields`` entries.
    ``required`` leaves out the answer "not set"; ``default`` tells what "not set" means.

row_titles
    Which members of an array's element name it: the first that is set is the legend of its row.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Final, TypeVar

_EMPTY: Final[Mapping[str, Any]] = MappingProxyType({})
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class FieldHint:
    """What is known of one field; ``None`` leaves the matter to the schema."""

    label: str | None = None
    help: str | None = None
    widget: str | None = None
    placeholder: str | None = None
    default: str | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    suggest: str | None = None
    order: int = 100
    hidden: bool = False
    new: Any = None
    factors: tuple[str, ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceHint:
    """One of several optional sibling keys is present."""

    keys: tuple[str, ...]
    label: str
    help: str = ""
    required: bool = False
    default: str = ""


@dataclass(frozen=True, slots=True)
class GroupHint:
    """A section of the form and the subtrees it shows, in their order."""

    id: str
    title: str
    pointers: tuple[str, ...]
    help: str = ""
    open: bool = True


@dataclass(frozen=True, slots=True)
class Hints:
    """All hints of one schema."""

    groups: tuple[GroupHint, ...] = ()
    fields: Mapping[str, FieldHint] = field(default_factory=dict)
    choices: Mapping[str, tuple[ChoiceHint, ...]] = field(default_factory=dict)
    row_titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    essentials: tuple[str, ...] = ()
    within: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def of(self, pattern: str) -> FieldHint:
        """What is known of the field at a pattern pointer."""
        return self.fields.get(pattern, _NOTHING)


_NOTHING: Final = FieldHint()
_TUPLES: Final = frozenset({"keys", "pointers", "factors"})


def parse_hints(hints: Mapping[str, Any]) -> Hints:
    """Read the JSON described above. Raises ``ValueError`` when it holds an unknown or misshapen key."""
    _refuse_unknown("the hints", hints, Hints)
    return Hints(
        groups=tuple(_make(GroupHint, group) for group in hints.get("groups", ())),
        fields={pattern: _make(FieldHint, entry) for pattern, entry in hints.get("fields", _EMPTY).items()},
        choices={
            pattern: tuple(_make(ChoiceHint, entry) for entry in entries)
            for pattern, entries in hints.get("choices", _EMPTY).items()
        },
        row_titles={pattern: tuple(keys) for pattern, keys in hints.get("row_titles", _EMPTY).items()},
        essentials=tuple(hints.get("essentials", ())),
        within=dict(hints.get("within", _EMPTY)),
    )


def _make(into: type[_Value], entry: Mapping[str, Any]) -> _Value:
    _refuse_unknown(f"a {into.__name__}", entry, into)
    try:
        return into(**{key: tuple(value) if key in _TUPLES else value for key, value in entry.items()})
    except TypeError as error:
        raise ValueError(f"{into.__name__}: {error}") from error


def _refuse_unknown(what: str, entry: Mapping[str, Any], into: Any) -> None:
    unknown = set(entry) - {member.name for member in fields(into)}
    if unknown:
        raise ValueError(f"{what} cannot hold {', '.join(sorted(unknown))}")
