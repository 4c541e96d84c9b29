"""Every compiled field is in a golden domain; and a guest shows it, or it is said why none can."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.compiler.test_golden import CASES
from tests.hypervisor.showing.table import BEYOND, TABLE, GoldenOnly, Guest
from vms.compiler import LEDGER, Compiled, Enacted, ExportOnly, standing_of
from vms.compiler.ledger import Entry
from vms.manifest import from_yaml
from vms.schema import split

COMPILED = {pattern for pattern, entry in LEDGER.items() if isinstance(entry, Compiled)}


def _places(document: Any, parts: tuple[str, ...]) -> Iterator[Any]:
    if not parts:
        yield document
    elif parts[0] == "*" and isinstance(document, dict | list):
        for member in document.values() if isinstance(document, dict) else document:
            yield from _places(member, parts[1:])
    elif isinstance(document, dict) and parts[0] in document:
        yield from _places(document[parts[0]], parts[1:])


def _has(case: Path, pattern: str) -> bool:
    return any(True for _ in _places(from_yaml((case / "manifest.yaml").read_text()), split(pattern)))


def test_every_compiled_field_is_in_a_golden_domain() -> None:
    missing = {pattern for pattern in COMPILED if not any(_has(case, pattern) for case in CASES)}

    assert missing == set()


def test_every_compiled_field_is_shown_or_it_is_said_why_not() -> None:
    assert set(TABLE) == COMPILED


def test_what_no_guest_shows_has_its_reason() -> None:
    reasons = [entry.because for entry in TABLE.values() if isinstance(entry, GoldenOnly)]

    assert all(reason and not reason.endswith(".") for reason in reasons)


def test_what_is_shown_beyond_the_schema_runs_here() -> None:
    assert all(standing_of(pattern.replace("*", "0")) for pattern in BEYOND)


PAGE = Path(__file__).parents[2] / "docs" / "fields.md"


_INTRODUCTION = """\
# What becomes of every field

`vms/compiler/ledger.py` says it and the tests hold it to that. A field that is compiled is in a golden domain
(`tests/compiler/golden/`); where a guest can see it, a real one says so on its serial console
(`tests/hypervisor/showing/`). `pytest tests/compiler --regenerate-golden` writes this page.

"""


def _page() -> str:
    """What becomes of every field, as people read it."""
    rows = [f"| `{pattern}` | {_becomes(entry)} | {_shown(pattern)} |" for pattern, entry in LEDGER.items()]
    more = [f"| `{pattern}` | {_shown(pattern)} |" for pattern in sorted(BEYOND)]
    return "\n".join(
        [
            *_INTRODUCTION.splitlines(),
            "| field | what becomes of it | who shows it |",
            "|---|---|---|",
            *rows,
            "",
            "Beyond the schema, `vms/manifest/beyond.py` lists what is honoured. Of that, guests show:",
            "",
            "| field | who shows it |",
            "|---|---|",
            *more,
            "",
        ]
    )


def _becomes(entry: Entry) -> str:
    match entry:
        case Compiled(stage=stage):
            return f"compiled: {stage}"
        case Enacted(room=room):
            return f"obeyed: {room}"
        case ExportOnly(reason=reason):
            return f"kept for export. {reason}"


def _shown(pattern: str) -> str:
    match TABLE.get(pattern) or BEYOND.get(pattern):
        case Guest(name=name):
            return f"the guest *{name}*"
        case GoldenOnly(because=because):
            return f"a golden domain alone: {because}"
        case _:
            return ""


def test_the_page_of_all_fields_is_as_they_are(regenerate: bool) -> None:
    if regenerate:
        PAGE.write_text(_page())

    assert PAGE.read_text() == _page()
