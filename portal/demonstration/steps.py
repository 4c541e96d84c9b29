"""Progress on a terminal: each step with its time, a failure with its sentence."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic


class StepFailed(Exception):
    """A step did not do what it promised; the text says what was seen instead."""


class Steps:
    """Prints ``✓ name  detail  1.2 s`` a line. ``note`` sets the detail of the step under way."""

    def __init__(self) -> None:
        self.began = monotonic()
        self._detail = ""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._detail = ""
        began = monotonic()
        if sys.stdout.isatty():
            print(f"  … {name}", end="\r", flush=True)  # noqa: T201
        try:
            yield
        except StepFailed as failure:
            self._line("✗", name, str(failure), monotonic() - began)
            raise
        self._line("✓", name, self._detail, monotonic() - began)

    def note(self, detail: str) -> None:
        self._detail = detail

    def say(self, text: str = "") -> None:
        print(text, flush=True)  # noqa: T201

    @property
    def elapsed(self) -> float:
        return monotonic() - self.began

    def _line(self, mark: str, name: str, detail: str, seconds: float) -> None:
        self.say(f"  {mark} {name:<34} {seconds:6.1f} s  {detail}".rstrip())
