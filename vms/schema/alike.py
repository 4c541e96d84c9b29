"""Large values compared at once."""

import marshal
from typing import Any


def alike(one: Any, other: Any) -> bool:
    """Whether two lists or mappings are the same to the order of their keys. Where it says no, they may still
    be equal. Takes as long as writing them: a hundredth of a walk."""
    if type(one) is not type(other) or not isinstance(one, dict | list):
        return False
    try:
        return marshal.dumps(one, 2) == marshal.dumps(other, 2)  # version 2: no references to equal objects
    except ValueError:  # not plain JSON, or very deep
        return False
