"""Shuts itself in with Landlock and a system call filter, then becomes another program.

A program of its own, run by its path in a fresh interpreter: ``confine.py FILTER READ... -- WRITE... --
COMMAND...`` where FILTER is the number of an open file with the filter's instructions, or ``-``. Imports
nothing of the portal. Exits with 125 where the kernel offers no Landlock, and never runs the command without
it.
"""

import ctypes
import os
import struct
import sys
from collections.abc import Iterable

CANNOT = 125
_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_VERSION, _PATH_BENEATH = 1, 1
_SET_NO_NEW_PRIVILEGES, _SET_FILTER, _MODE_FILTER = 38, 22, 2

_EXECUTE, _WRITE, _READ, _TRUNCATE, _IOCTL = 1 << 0, 1 << 1, 1 << 2, 1 << 14, 1 << 15
_FILES = {1: 13, 2: 14, 3: 15, 4: 15}  # how many rights over files a version of Landlock knows; later ones 16
_LATEST_FILES = 16
_TCP, _SCOPES = 3, 3  # bind and connect; abstract sockets and signals
_NETWORK_SINCE, _SCOPES_SINCE = 4, 6

_libc = ctypes.CDLL(None, use_errno=True)


def main(arguments: list[str]) -> None:
    filter_number, *rest = arguments
    reads, rest = _until_dashes(rest)
    writes, command = _until_dashes(rest)
    instructions = b"" if filter_number == "-" else _whole(int(filter_number))
    try:
        _call(_libc.prctl(_SET_NO_NEW_PRIVILEGES, 1, 0, 0, 0))
        _landlock(reads, writes)
        if instructions:
            _filter(instructions)
    except OSError as error:
        os.write(2, f"no confinement: {error.strerror}\n".encode())
        sys.exit(CANNOT)
    os.execv(command[0], command)  # noqa: S606  there is no shell in between


def _until_dashes(words: list[str]) -> tuple[list[str], list[str]]:
    at = words.index("--")
    return words[:at], words[at + 1 :]


def _whole(descriptor: int) -> bytes:
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def _landlock(reads: Iterable[str], writes: Iterable[str]) -> None:
    version = _call(_libc.syscall(_CREATE, None, ctypes.c_size_t(0), _VERSION))
    handled = (1 << _FILES.get(version, _LATEST_FILES)) - 1
    attributes = [handled]
    if version >= _NETWORK_SINCE:
        attributes.append(_TCP)
    if version >= _SCOPES_SINCE:
        attributes.append(_SCOPES)
    packed = struct.pack(f"={len(attributes)}Q", *attributes)
    rules = _call(_libc.syscall(_CREATE, packed, ctypes.c_size_t(len(packed)), 0))
    for path in reads:
        _allow(rules, path, (_READ | _EXECUTE) & handled)
    for path in writes:
        _allow(rules, path, (_READ | _WRITE | _TRUNCATE) & handled)
    _call(_libc.syscall(_RESTRICT, rules, 0))
    os.close(rules)


def _allow(rules: int, path: str, rights: int) -> None:
    file = os.open(path, os.O_PATH | os.O_CLOEXEC)
    _call(_libc.syscall(_ADD, rules, _PATH_BENEATH, struct.pack("=Qi", rights, file), 0))
    os.close(file)


def _filter(instructions: bytes) -> None:
    buffer = ctypes.create_string_buffer(instructions, len(instructions))
    program = struct.pack("@HP", len(instructions) // 8, ctypes.addressof(buffer))
    _call(_libc.prctl(_SET_FILTER, _MODE_FILTER, program, 0, 0))


def _call(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


if __name__ == "__main__":
    main(sys.argv[1:])
