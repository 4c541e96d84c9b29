"""Requests of the editor, session, CSRF and database included, beside its page by nested includes alone."""

from collections.abc import Callable, Iterator, Sequence
from itertools import count, cycle
from typing import Any, Final

from bench._page import by_templates
from bench._portal import DISKS, Member, a_portal
from bench.pairs import ROUNDS, Row, race
from bench.validation import a_fleet

_OTHERS: Final = 80  # drafts looked at in turn: none is remembered from the last time


def rows(rounds: int = ROUNDS, disks: tuple[int, int] = (9, 200), others: int = _OTHERS) -> Iterator[Row]:
    few, many = disks
    with a_portal() as member:
        small, large = member.begin(a_machine(few)), member.begin(a_machine(many))
        strangers = cycle([member.begin(a_machine(few, f"fleet-{number}")) for number in range(others)])
        found = race(
            {
                "includes": by_templates(member, small),
                "page, few": lambda: member.look(small),
                "page, unknown": lambda: member.look(next(strangers)),
                "page, many": lambda: member.look(large),
                "field, few": _typing(member, member.begin(a_machine(few))),
                "field, many": _typing(member, member.begin(a_machine(many))),
                "disk, few": _adding(member, member.begin(a_machine(few))),
                "disk, many": _adding(member, member.begin(a_machine(many))),
                "disk, unread": _adding(member, member.begin(a_machine(many)), _texts(many, others)),
            },
            rounds,
        )

    def row(what: str, of: str, peer: str, to: str, limit: float | None = None) -> Row:
        note = f"{found.micros(of) / 1000:.1f} ms to {found.micros(to) / 1000:.1f} ms"
        return Row(what, peer, found.ratio(of, to), limit, note=note)

    includes = "the same HTML by nested includes"
    yield row(f"the page of {few} disks, all fields", "page, few", includes, "includes", 0.1)
    yield row("the same, not asked for lately", "page, unknown", includes, "includes")
    yield row(f"the page of {many} disks", "page, many", f"that of {few}", "page, few")
    yield row(f"a field saved, {few} disks", "field, few", "their page", "page, few")
    yield row(f"a field saved, {many} disks", "field, many", "their page", "page, many")
    yield row(f"a disk added to {few}", "disk, few", "their page", "page, few")
    yield row(f"a disk added to {many}", "disk, many", "their page", "page, many")
    yield row("the same, neither text read before", "disk, unread", "their page", "page, many")


def _typing(member: Member, draft: Any) -> Callable[[], object]:
    numbers = count()
    member.look(draft)
    return lambda: member.save(draft, [("/spec/template/spec/hostname", f"host-{next(numbers)}")])


def _adding(member: Member, draft: Any, texts: Sequence[str] = ()) -> Callable[[], object]:
    """Adds a disk to the same machine over and over, or to some in turn."""
    turns = cycle(texts or [draft.text])
    member.look(draft)

    def add() -> object:
        member.put_back(draft, next(turns))
        return member.save(draft, [], f"add:{DISKS}")

    return add


def _texts(disks: int, number: int) -> list[str]:
    from vms import manifest

    return [manifest.to_yaml(a_machine(disks, f"fleet-{place}")) for place in range(number)]


def a_machine(disks: int, name: str = "fleet") -> dict[str, Any]:
    """A machine with many disks that runs here."""
    document = a_fleet(disks)
    document["metadata"]["name"] = name
    spec = document["spec"]["template"]["spec"]
    spec["volumes"] = [
        {"name": volume["name"], "containerDisk": {"image": "registry.example/tiny:1"}}
        for volume in spec["volumes"]
    ]
    return document
