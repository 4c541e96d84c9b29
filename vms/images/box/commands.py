"""The command that shuts a program in, for each kind of box.

The program sees ``source`` and ``target`` in its working directory under just these names: no path, nor any
other text from outside, is ever part of a command.
"""

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path, PurePosixPath

from vms.images.box import confine
from vms.images.box.tools import Tool, real
from vms.images.limits import Limits

SOURCE, TARGET = "source", "target"
INSIDE = "/work"
_NAMESPACES = ("net", "pid", "ipc", "uts", "cgroup")
_CAPABILITIES_TO_CHANGE_USER = ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP")


def limited(limits: Limits, *, processes: int | None) -> list[str]:
    """What every command begins with. ``processes`` counts all of a user's, so it suits only one of its
    own."""
    bounds = {
        "as": limits.memory_bytes,
        "cpu": f"{limits.cpu_seconds}:{limits.cpu_seconds + 2}",
        "fsize": limits.file_bytes,
        "nofile": limits.open_files,
        "core": 0,
    }
    if processes is not None:
        bounds["nproc"] = processes
    return ["prlimit", *(f"--{name}={value}" for name, value in bounds.items()), "--"]


def bubble(
    bwrap: str, work: Path, tools: Sequence[Tool], *, user: int | None, seccomp: int | None
) -> list[str]:
    """Everything up to the program itself. ``tools`` are those that run inside, the program last."""
    command = [bwrap, "--die-with-parent", "--new-session", "--clearenv"]
    command += [f"--unshare-{name}" for name in _NAMESPACES]
    command += ["--unshare-user"] if user is None else _capabilities()
    files = {path: real(path) for tool in tools for path in tool.files}
    folders = {*(str(parent) for path in files for parent in PurePosixPath(path).parents), INSIDE, "/dev"} - {
        "/"
    }
    for folder in sorted(folders):
        command += ["--perms", "0755", "--dir", folder]
    for path, where in sorted(files.items()):
        command += ["--ro-bind", where, path]
    command += ["--dev-bind", "/dev/null", "/dev/null"]
    command += ["--ro-bind", str(work / SOURCE), f"{INSIDE}/{SOURCE}"]
    command += ["--bind", str(work / TARGET), f"{INSIDE}/{TARGET}"]
    command += ["--remount-ro", "/", "--chdir", INSIDE]
    if seccomp is not None:
        command += ["--seccomp", str(seccomp)]
    command.append("--")
    return command if user is None else [*command, *_as_user(tools[0].path, user)]


def landlock(work: Path, program: Tool, *, seccomp: int | None) -> list[str]:
    reads = [*(real(path) for path in program.files), *program.files, str(work / SOURCE)]
    writes = [str(work / TARGET), "/dev/null"]
    launcher = [sys.executable, "-I", "-S", str(Path(confine.__file__))]
    return [*launcher, "-" if seccomp is None else str(seccomp), *_unique(reads), "--", *writes, "--"]


def _capabilities() -> list[str]:
    """Just what it takes to become somebody else, who then has none."""
    granted = [word for name in _CAPABILITIES_TO_CHANGE_USER for word in ("--cap-add", name)]
    return ["--cap-drop", "ALL", *granted]


def _as_user(setpriv: str, user: int) -> list[str]:
    command = [setpriv, "--reuid", str(user), "--regid", str(user), "--clear-groups"]
    return [*command, "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--"]


def _unique(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))
