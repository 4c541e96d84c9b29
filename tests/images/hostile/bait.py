"""What a bad image tries to reach, and how a case is written."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Make = Callable[[Path, "Bait"], None]


@dataclass(frozen=True)
class Bait:
    """What a bad image tries to reach."""

    canary: Path
    port: int

    def named(self, text: str) -> bytes:
        return text.format(canary=self.canary, port=self.port).encode()


@dataclass(frozen=True)
class Case:
    name: str
    says: str
    make: Make

    @property
    def family(self) -> str:
        return self.name.split(":")[0]


def of_bytes(name: str, says: str, content: bytes) -> Case:
    def write(path: Path, bait: Bait) -> None:
        path.write_bytes(content)

    return Case(name, says, write)
