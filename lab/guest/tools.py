"""Debian's own programs, which build the image without root and without a loop device."""

import os
import subprocess

from lab.errors import LabFailed

# mke2fs, sfdisk and depmod live where an ordinary user's PATH does not look.
_ENVIRONMENT = {
    **os.environ,
    "PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin",
    "LC_ALL": "C",
    "SOURCE_DATE_EPOCH": "0",
    "E2FSPROGS_FAKE_TIME": "1",
    "MTOOLS_SKIP_CHECK": "1",
}


class ToolFailed(LabFailed):
    """A program the image is built with failed or is missing; the message says which."""


def run(*command: str, stdin: bytes | None = None) -> bytes:
    """What the program printed. Raises ToolFailed with the end of its complaint."""
    try:
        done = subprocess.run(command, input=stdin, capture_output=True, env=_ENVIRONMENT, check=True)
    except FileNotFoundError as missing:
        raise ToolFailed(f"{command[0]} is not installed. Run bin/install.") from missing
    except subprocess.CalledProcessError as failed:
        complaint = failed.stderr.decode(errors="replace").strip()[-500:]
        raise ToolFailed(f"{' '.join(command)} failed: {complaint}") from failed
    return done.stdout
