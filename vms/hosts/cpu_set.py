"""Sets of host CPUs as people and libvirt write them: ``2-7,10``."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final

_PART: Final = re.compile(r"\s*([0-9]{1,4})\s*(?:-\s*([0-9]{1,4})\s*)?")


def parse_cpus(text: str) -> tuple[int, ...]:
    """In the order as written, each once; nothing for an empty text. Raises ``ValueError``."""
    found: dict[int, None] = {}
    for part in text.split(",") if text.strip() else ():
        match = _PART.fullmatch(part)
        if match is None or (match[2] is not None and int(match[2]) < int(match[1])):
            raise ValueError(
                f"{part.strip() or 'Nothing'} is no CPU and no range of them; write it like 2-7,10."
            )
        found |= dict.fromkeys(range(int(match[1]), int(match[2] or match[1]) + 1))
    return tuple(found)


def write_cpus(cpus: Iterable[int]) -> str:
    """``(5, 6, 7, 9)`` is ``5-7,9``."""
    runs = groupby(enumerate(sorted(set(cpus))), key=lambda pair: pair[1] - pair[0])
    found = [[cpu for _, cpu in run] for _, run in runs]
    return ",".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in found)
