"""A host that notes what is done to it, and lets a worker die in the middle."""

from collections.abc import Callable
from typing import Any, Final

ACTING: Final = frozenset(
    {
        "define",
        "start",
        "shutdown",
        "destroy",
        "undefine",
        "create_storage_volume",
        "delete_storage_volumes",
        "import_image",
        "copy_storage_volume",
        "grow_storage_volume",
        "ensure_network",
        "remove_network",
    }
)


class Killed(BaseException):
    """The worker is gone: nothing in the loop may catch this."""


class Spy:
    """Passes every call on. ``interrupt(n, error)`` raises at the n-th acting call from now, before it acts
    or just after."""

    def __init__(self, inner: Any) -> None:
        self.inner = inner
        self.done: list[str] = []
        self.before: Callable[[str], None] = lambda name: None
        self._countdown = 0
        self._error: BaseException | None = None
        self._after = False

    def interrupt(self, number: int, error: BaseException, *, after: bool = False) -> None:
        self._countdown, self._error, self._after = number, error, after

    @property
    def interrupted(self) -> bool:
        """Has the interruption happened?"""
        return self._countdown <= 0

    def starts(self) -> int:
        return self.done.count("start")

    def close(self) -> None:
        """The fake outlives its connections, as a host does."""

    def __getattr__(self, name: str) -> Any:
        inner = getattr(self.inner, name)
        return self._acting(name, inner) if name in ACTING else inner

    def _acting(self, name: str, inner: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **options: Any) -> Any:
            self.before(name)
            due = self._is_due()
            if due and not self._after:
                raise due
            result = inner(*args, **options)
            self.done.append(name)
            if due:
                raise due
            return result

        return call

    def _is_due(self) -> BaseException | None:
        self._countdown -= 1
        return self._error if self._countdown == 0 else None
