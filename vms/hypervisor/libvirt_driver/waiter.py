"""One coroutine that waits, and another thread that wakes it."""

import asyncio
from contextlib import suppress


class Waiter:
    """A place for one waiting coroutine. The caller's lock guards ``prepare`` and ``wake``."""

    def __init__(self) -> None:
        self._future: asyncio.Future[None] | None = None

    def prepare(self) -> asyncio.Future[None]:
        """What to await once the lock is released. From inside the loop."""
        self._future = asyncio.get_running_loop().create_future()
        return self._future

    def wake(self) -> None:
        """From any thread; nobody need be waiting."""
        future, self._future = self._future, None
        if future is None:
            return
        with suppress(RuntimeError):  # the loop was closed, and its coroutines with it
            future.get_loop().call_soon_threadsafe(_resolve, future)


def _resolve(future: asyncio.Future[None]) -> None:
    if not future.done():  # cancelled meanwhile
        future.set_result(None)
