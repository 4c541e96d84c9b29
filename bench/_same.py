"""That two contestants of a race write the same."""


def verify(ours: str, theirs: str) -> None:
    """A race counts only if both write the same."""
    for place, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one != other:
            around = slice(max(0, place - 80), place + 80)
            raise AssertionError(f"…{ours[around]}… is written as …{theirs[around]}…")
    assert len(ours) == len(theirs)
