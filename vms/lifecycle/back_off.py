"""How long a machine that keeps failing is left alone before it is started again."""

from datetime import timedelta
from typing import Final

SHORT_RUN: Final = timedelta(seconds=10)
_CAP: Final = timedelta(seconds=300)


def back_off(failures: int) -> timedelta:
    """KubeVirt's wait after this many short runs in a row: 10·n² seconds, 300 at the most.

    KubeVirt adds a random half on top, so that a thousand machines do not return together; here each host
    starts its machines one by one anyway, and a wait that can be foretold can be told to the user.
    """
    return min(timedelta(seconds=10 * failures**2), _CAP)
