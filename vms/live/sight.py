"""What a socket may follow at this moment, and what is so now: the two questions asked of the database."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict
from uuid import UUID

from django.contrib.auth.models import User

from vms.access import visible_to
from vms.events import STAFF_GROUP, MachineStatus, machine_group, machine_status, team_group
from vms.models import Team, VirtualMachine
from vms.selectors import sessions

SNAPSHOT_MACHINES = 500  # a page shows fewer; the rest is learnt from pushes


class KnownStatus(TypedDict):
    """The part of a ``MachineStatus`` that one query can tell of many machines."""

    machine: str
    printableStatus: str
    since: str
    sequence: int


class Snapshot(TypedDict):
    type: str  # "snapshot"
    machines: list[KnownStatus]


@dataclass(frozen=True, slots=True)
class Sight:
    """The channel groups that one browser may hear."""

    groups: frozenset[str]


def of_teams(session_key: str) -> Sight | None:
    """The groups of everything the user may see; ``None`` for nobody."""
    user = sessions.signed_in(session_key)
    return None if user is None else Sight(frozenset(_team_groups(user)))


def of_machine(session_key: str, machine_id: UUID) -> Sight | None:
    """The group of one machine; ``None`` if there is none that this browser may see."""
    user = sessions.signed_in(session_key)
    if user is None or not visible_to(user, VirtualMachine).filter(pk=machine_id).exists():
        return None
    return Sight(frozenset({machine_group(machine_id)}))


def teams_snapshot(session_key: str) -> Snapshot:
    """Where the machines the user may see stand, so that a page notices what it missed. Costs one query."""
    user = sessions.signed_in(session_key)
    if user is None:
        return Snapshot(type="snapshot", machines=[])
    rows = visible_to(user, VirtualMachine).only("printable_status", "status_since", "status_sequence")[
        :SNAPSHOT_MACHINES
    ]
    return Snapshot(
        type="snapshot",
        machines=[
            KnownStatus(
                machine=str(row.pk),
                printableStatus=row.printable_status,
                since=row.status_since.isoformat(),
                sequence=row.status_sequence,
            )
            for row in rows
        ],
    )


def machine_snapshot(session_key: str, machine_id: UUID) -> MachineStatus | Snapshot:
    """What is pushed of one machine, as it is now. Costs two queries besides the session's."""
    user = sessions.signed_in(session_key)
    machine = visible_to(user, VirtualMachine).filter(pk=machine_id).first() if user else None
    return machine_status(machine) if machine else Snapshot(type="snapshot", machines=[])


def _team_groups(user: User) -> Iterator[str]:
    if user.is_staff:
        yield STAFF_GROUP  # hears of every team: no need to join each
        return
    for team_id in visible_to(user, Team).values_list("pk", flat=True):
        yield team_group(team_id)
