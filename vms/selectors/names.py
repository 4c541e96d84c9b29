"""Names that are still free in a team."""

from itertools import count
from random import SystemRandom
from typing import Final

from vms.models import ChangeRequest, Draft, RequestState, Team, VirtualMachine

_STEM: Final = 40  # characters of a name that a word still follows
_WORDS: Final = (  # with blanks between them
    "anchor bay beacon bell berth boom bow breeze brig buoy cable canvas channel cliff compass coral "
    "cove crane current deck delta dock dune ferry fjord float foam gale gull harbour haven heron "
    "island jetty keel lagoon lantern log mast mole oar ocean pearl pelican pier pilot quay reef "
    "rudder sail sextant shoal shore sloop spray tern tide wave"
)


def free_name(team: Team, base: str) -> str:
    """``base``, or ``base-2`` and so on: no machine, waiting request or draft of the team has it."""
    taken = _taken(team)
    if base not in taken:
        return base
    return next(name for number in count(2) if (name := f"{base}-{number}") not in taken)


def readable_name(team: Team, base: str) -> str:
    """A name that is free in the team and can be said aloud: ``tiny-harbour``. Another at each call."""
    words = _WORDS.split()
    SystemRandom().shuffle(words)
    taken = _taken(team)
    stem = base[:_STEM].rstrip("-")
    for word in words:
        if (name := f"{stem}-{word}") not in taken:
            return name
    return free_name(team, base)


def _taken(team: Team) -> set[str]:
    return {
        *VirtualMachine.objects.filter(team=team).values_list("name", flat=True),
        *ChangeRequest.objects.filter(team=team, state=RequestState.PENDING).values_list("name", flat=True),
        *Draft.objects.filter(team=team).values_list("name", flat=True),
    }
