"""Where unix sockets can live: the kernel allows their paths 107 bytes."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

LONGEST_PATH = 107


@dataclass(frozen=True, slots=True)
class SocketDirectory:
    path: Path
    borrowed: bool  # below /tmp, because the place asked for is too deep

    def discard(self) -> None:
        """Give back what was borrowed."""
        if self.borrowed:
            shutil.rmtree(self.path, ignore_errors=True)


def directory_for(preferred: Path, socket_name: str) -> SocketDirectory:
    """``preferred``, or a private directory below /tmp when a socket in it would have too long a path."""
    preferred = preferred.absolute()
    if len(os.fsencode(preferred / socket_name)) > LONGEST_PATH:
        return SocketDirectory(Path(tempfile.mkdtemp(prefix="slipway-")), borrowed=True)
    preferred.mkdir(parents=True, exist_ok=True, mode=0o711)
    return SocketDirectory(preferred, borrowed=False)
