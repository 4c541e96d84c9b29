"""Names that are still free in a team."""

from itertools import count

from vms.models import ChangeRequest, Draft, RequestState, Team, VirtualMachine


def free_name(team: Team, base: str) -> str:
    """``base``, or ``base-2`` and so on: no machine, waiting request or draft of the team has it."""
    taken = {
        *VirtualMachine.objects.filter(team=team).values_list("name", flat=True),
        *ChangeRequest.objects.filter(team=team, state=RequestState.PENDING).values_list("name", flat=True),
        *Draft.objects.filter(team=team).values_list("name", flat=True),
    }
    if base not in taken:
        return base
    return next(name for number in count(2) if (name := f"{base}-{number}") not in taken)
