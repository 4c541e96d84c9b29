"""The form in which a version of a blueprint is written: its looks, its text, and a table of its fields."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from vms import catalogue, manifest
from vms.catalogue import Bound, Lock, read_sizes, write_sizes
from vms.manifest import Document, YamlInvalid
from vms.models import Blueprint, BlueprintVersion, Family, Picture, Team, Tint
from vms.schema import exists, get
from vms.selectors import blueprints
from vms.services.blueprints import Content, Looks

from .blueprint_view import label, shown
from .catalogue_pages import FieldRow
from .forms import plain_lines

MOST_ROWS: Final = 300
FIRST: Final = (  # what a new blueprint shows first, where the text has it
    "/metadata/name",
    "/spec/runStrategy",
    "/spec/template/spec/domain/cpu/cores",
    "/spec/template/spec/domain/memory/guest",
)


class BlueprintForm(forms.Form):
    """Everything but the table, whose names are JSON pointers."""

    title = forms.CharField(max_length=100)
    summary = forms.CharField(max_length=300)
    description = forms.CharField(required=False, max_length=5000, widget=forms.Textarea)
    picture = forms.ChoiceField(choices=Picture.choices)
    tint = forms.ChoiceField(choices=Tint.choices)
    family = forms.ChoiceField(choices=Family.choices)
    position = forms.IntegerField(min_value=0, max_value=32_767)
    team = forms.ModelChoiceField(
        queryset=Team.objects.none(),
        required=False,
        error_messages={"invalid_choice": "Choose one of the teams whose blueprints you keep."},
    )
    text = forms.CharField(strip=False, max_length=2**20)
    more = forms.CharField(required=False)
    sizes = forms.CharField(required=False, strip=False, max_length=20_000)
    notes = forms.CharField(required=False, max_length=500)

    def __init__(self, *args: Any, teams: QuerySet[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]  # of a ModelChoiceField
        self.teams = teams

    def looks(self) -> Looks:
        kept = {name: self.cleaned_data[name] for name in Looks.__slots__}
        return Looks(**kept | {"description": plain_lines(kept["description"])})


def initial_of(blueprint: Blueprint, version: BlueprintVersion) -> dict[str, Any]:
    """What the form holds of an entry and one of its versions."""
    terms = blueprints.terms_of(version)
    leaves = {leaf.pointer for leaf in catalogue.leaves(terms.document)}
    kept = {name: getattr(blueprint, name) for name in Looks.__slots__}
    return {
        **kept,
        "text": version.text,
        "sizes": write_sizes(terms.sizes),
        "more": "\n".join(pointer for pointer in version.essentials if pointer not in leaves),
    }


def content_of(post: QueryDict, cleaned: dict[str, Any]) -> Content:
    """What was posted, as a version. Raises ``YamlInvalid`` and ``SizesInvalid``."""
    text = plain_lines(cleaned["text"])
    document = manifest.from_yaml(text)
    ticked = post.getlist("essential")
    more = [line.strip() for line in cleaned["more"].splitlines() if line.strip()]
    return Content(
        text=text,
        essentials=tuple(dict.fromkeys([*ticked, *more])),
        locked=tuple(Lock(pointer, _line(post, f"reason:{pointer}")) for pointer in post.getlist("locked")),
        bounded=tuple(_bounds(post, document)),
        sizes=read_sizes(plain_lines(cleaned["sizes"])),
        notes=cleaned["notes"],
    )


def _bounds(post: QueryDict, document: Document) -> Iterator[Bound]:
    named = (name.partition(":")[2] for name in post if name.startswith(("min:", "max:", "choices:")))
    locked = set(post.getlist("locked"))
    for pointer in dict.fromkeys(named):
        like = get(document, pointer)
        least, most = (_typed(_line(post, f"{end}:{pointer}"), like) for end in ("min", "max"))
        written = _line(post, f"choices:{pointer}")
        choices = tuple(_typed(part.strip(), like) for part in written.split(",") if part.strip())
        if pointer not in locked and (choices or least is not None or most is not None):
            yield Bound(pointer, least, most, choices, _line(post, f"reason:{pointer}"))


def _typed(text: str, like: Any) -> Any:
    """A limit as the document writes such values: a number for a number, else text; ``None`` for nothing."""
    if not text:
        return None
    if isinstance(like, bool) and text in {"true", "false"}:
        return text == "true"
    is_whole = text.isascii() and text.isdigit() and len(text) < 16
    return int(text) if is_whole and isinstance(like, int) and not isinstance(like, bool) else text


def _line(post: QueryDict, name: str) -> str:
    return " ".join(str(post.get(name, "")).replace("\0", "").split())[:300]


def rows_of(text: str, version: BlueprintVersion | None) -> tuple[FieldRow, ...]:
    """The table for a text: a row for each value in it, with what the version says of that."""
    essentials, locked, bounded = (
        (version.essentials, version.locked, version.bounded) if version else (FIRST, [], [])
    )
    return _rows(text, essentials, map(Lock.from_json, locked), map(Bound.from_json, bounded))


def posted_rows(post: QueryDict, text: str) -> tuple[FieldRow, ...]:
    """The table for a text, with what was posted."""
    try:
        document = manifest.from_yaml(text)
    except YamlInvalid:
        return ()
    locks = [Lock(pointer, _line(post, f"reason:{pointer}")) for pointer in post.getlist("locked")]
    return _rows(text, post.getlist("essential"), locks, _bounds(post, document))


def _rows(
    text: str, essentials: Sequence[str], locks: Iterable[Lock], bounds: Iterable[Bound]
) -> tuple[FieldRow, ...]:
    try:
        document = manifest.from_yaml(text)
    except YamlInvalid:
        return ()
    by_lock = {lock.pointer: lock for lock in locks}
    by_bound = {bound.pointer: bound for bound in bounds}
    leaves = catalogue.leaves(document)[:MOST_ROWS]
    there = {leaf.pointer for leaf in leaves}
    others = [pointer for pointer in (*by_lock, *by_bound) if pointer not in there]
    values = [(leaf.pointer, shown(leaf.value), leaf.is_number) for leaf in leaves]
    values += [(pointer, _beyond(document, pointer), True) for pointer in dict.fromkeys(others)]
    return tuple(
        _row(document, pointer, value, is_number, essentials, by_lock.get(pointer), by_bound.get(pointer))
        for pointer, value, is_number in values
    )


def _row(
    document: Document,
    pointer: str,
    value: str,
    is_number: bool,  # noqa: FBT001  a plain fact
    essentials: Sequence[str],
    lock: Lock | None,
    bound: Bound | None,
) -> FieldRow:
    return FieldRow(
        pointer=pointer,
        label=label(pointer, document),
        value=value,
        is_number=is_number,
        is_essential=pointer in essentials,
        is_locked=lock is not None,
        minimum=_written(bound.minimum) if bound else "",
        maximum=_written(bound.maximum) if bound else "",
        choices=", ".join(_written(choice) for choice in bound.choices) if bound else "",
        reason=lock.reason if lock else (bound.reason if bound else ""),
    )


def _beyond(document: Document, pointer: str) -> str:
    return shown(get(document, pointer)) if exists(document, pointer) else "not set"


def _written(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
