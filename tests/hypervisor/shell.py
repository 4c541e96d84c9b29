"""A guest's shell on its serial console, for tests that have it do something."""

import asyncio
import re
import secrets
from types import TracebackType
from typing import Self

from vms.hypervisor import ConsoleStream

BOOT_SECONDS = 180.0


class Shell:
    """Logged in as root after its first line. Used as a context, for it holds the console."""

    def __init__(self, stream: ConsoleStream) -> None:
        self._loop = asyncio.new_event_loop()
        self._stream = stream
        self._seen = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run_until_complete(self._stream.close())
        self._loop.close()

    def log_in(self, seconds: float = BOOT_SECONDS) -> None:
        """When its network is up as well, which comes beside the prompt."""
        self._read("login: ", seconds, nudge=True)
        self._write("root\n")
        self._read("assword: ", seconds)
        self._write("tiny\n")
        self._read("# ", seconds)
        self.run("PS1=; stty -echo; dmesg -n 1")
        self.run("while ! ip -4 addr show dev eth0 | grep -q inet; do usleep 100000; done", seconds)

    def run(self, command: str, seconds: float = 60.0) -> str:
        """What it printed. The mark is put together by the shell, so that an echo of the line is not it."""
        mark = secrets.token_hex(4)
        self._seen = ""
        self._write(f"{command}\necho {mark}'-'$?\n")
        printed, status = re.split(rf"{mark}-(\d+)", self._read(rf"{mark}-\d+\s", seconds))[:2]
        return f"{printed.strip()}\n{status}" if status != "0" else printed.strip()

    def succeeds(self, command: str, seconds: float = 60.0) -> bool:
        return self.run(f"{{ {command}; }} >/dev/null 2>&1; echo code=$?", seconds).endswith("code=0")

    def _write(self, text: str) -> None:
        self._loop.run_until_complete(self._stream.write(text.encode()))

    def _read(self, pattern: str, seconds: float, *, nudge: bool = False) -> str:
        async def until_it_says() -> str:
            while not re.search(pattern, self._seen):
                try:
                    chunk = await asyncio.wait_for(self._stream.read(), 2 if nudge else None)
                except TimeoutError:
                    await self._stream.write(b"\n")
                    continue
                assert chunk, f"the console ended after {self._seen[-500:]!r}"
                self._seen += chunk.decode(errors="replace").replace("\r", "")
            return self._seen

        try:
            return self._loop.run_until_complete(asyncio.wait_for(until_it_says(), seconds))
        except TimeoutError:
            raise AssertionError(f"it never said {pattern}: {self._seen[-1000:]}") from None
