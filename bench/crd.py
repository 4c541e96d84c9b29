"""A custom resource definition as large as real ones: brought, seen for the first time, typed into."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any, Final

from bench._browser import typists
from bench._portal import Member, a_portal
from bench.editor import a_machine
from bench.keystroke import FIELD, compare, race_typists
from bench.pairs import ROUNDS, Row
from tests.schema.large import a_large_crd

_PARTS: Final = (42, 104)  # some 2,000 leaves and more than 5,000
_SECOND: Final = "one second"


def rows(rounds: int = ROUNDS, sizes: tuple[int, ...] = _PARTS) -> Iterator[Row]:
    with a_portal() as member:
        drafts: dict[str, Any] = {"portal's own": member.begin(a_machine(1))}
        for parts in sizes:
            yield from _first(member, parts, drafts)
        with typists(member, drafts, FIELD) as opened:
            for name, typist in opened.items():
                yield Row(
                    f"{name}: first paint in Chromium",
                    _SECOND,
                    typist.painted / 1000,
                    note=f"{typist.live} live inputs",
                )
            found = race_typists(opened, rounds)
        for name in list(drafts)[1:]:
            yield from compare(found, "portal's own", name, f"{name}: ", "the portal's own schema", None)


def _first(member: Member, parts: int, drafts: dict[str, Any]) -> Iterator[Row]:
    from vms.selectors import schemas

    text = json.dumps(a_large_crd(parts))
    team, brought = _timed(lambda: member.team_under(text, f"crd-{parts}"))
    name = f"{schemas.leaves(schemas.by_id(team.schema_id).schema):,} fields"
    draft = member.begin(a_machine(1, f"crd-{parts}"), team)
    _, seen = _timed(lambda: member.look(draft))
    _, again = _timed(lambda: member.look(draft))
    drafts[name] = draft
    size = f"{len(text) / 1000:.0f} kB; once, when it is uploaded"
    yield Row(f"{name}: checked, compiled, compared, kept", _SECOND, brought, note=size)
    yield Row(
        f"{name}: first view from the server", _SECOND, seen, 1.0, note=f"{again * 1000:.0f} ms the next time"
    )


def _timed(run: Callable[[], Any]) -> tuple[Any, float]:
    begin = time.process_time()
    found = run()
    return found, time.process_time() - begin
