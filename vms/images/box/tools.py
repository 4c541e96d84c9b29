"""The programs of the box, and the files that each needs to run."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_PATH = "/usr/bin:/bin:/usr/local/bin:/usr/sbin:/sbin"
_LIBRARY = re.compile(r"(/\S+) \(0x[0-9a-f]+\)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Tool:
    """``files`` are the program and its libraries, by the names under which it looks for them."""

    path: str
    files: tuple[str, ...]


@cache
def tool(name: str) -> Tool | None:
    """A program of the system's own, with what the loader says it needs. Asked once per process."""
    path = shutil.which(name, path=_PATH)
    if path is None:
        return None
    asked = subprocess.run(["ldd", path], capture_output=True, text=True, check=False, env={"PATH": _PATH})
    return Tool(path, (path, *dict.fromkeys(_LIBRARY.findall(asked.stdout))))


def real(path: str) -> str:
    return str(Path(path).resolve())
