"""The system calls that qemu-img has no use for, as a program for the kernel's filter.

Denied, not allowed by list: which calls a C library makes changes with every release, and the mounts and
limits are the first wall. What is denied is what makes a kernel's attack surface large, or reaches other
processes and names: sockets, new processes and namespaces, mounts, tracing, keys, signals, owners, modes and
links.
"""

import errno
import platform
import struct
from dataclasses import dataclass

from vms.images.box.calls import AARCH64, CALLS, X86_64

_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW, _DENY, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_CLONE_THREAD = 0x00010000
_FOREIGN_ABI = 0x40000000  # x32, whose numbers would slip past

# Calls whose arguments decide. clone3 has its flags in memory, out of the filter's sight: without it the C
# library calls clone. prlimit64 is harmless for oneself, which is process 0.
_CLONE3 = 435


@dataclass(frozen=True, slots=True)
class _Machine:
    architecture: int
    column: int
    clone: int
    prlimit64: int


_MACHINES = {
    "x86_64": _Machine(0xC000003E, X86_64, clone=56, prlimit64=302),
    "aarch64": _Machine(0xC00000B7, AARCH64, clone=220, prlimit64=261),
}


def program(machine: str | None = None) -> bytes | None:
    """The filter's instructions for a machine, this one by default; ``None`` where its numbers are not
    known."""
    known = _MACHINES.get(machine or platform.machine())
    if known is None:
        return None
    denied = sorted(number for call in CALLS.values() if (number := call[known.column]) is not None)
    # A jump must fit into a byte, so each check brings its own answer with it.
    steps = [_step(_LOAD, _ARCHITECTURE_AT), _step(_EQUAL, known.architecture, then=1), _step(_RETURN, _KILL)]
    steps += [_step(_LOAD, _NUMBER_AT)]
    steps += [_step(_AT_LEAST, _FOREIGN_ABI, otherwise=1), _step(_RETURN, _KILL)]
    steps += [_step(_EQUAL, _CLONE3, otherwise=1), _step(_RETURN, _DENY | errno.ENOSYS)]
    for number in denied:
        steps += [_step(_EQUAL, number, otherwise=1), _step(_RETURN, _DENY | errno.EPERM)]
    steps += _by_first_argument(known.clone, _ANY_BIT, _CLONE_THREAD)
    steps += _by_first_argument(known.prlimit64, _EQUAL, 0)
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _by_first_argument(number: int, test: int, value: int) -> list[bytes]:
    """Allow one call where its first argument passes, deny it otherwise."""
    return [
        _step(_EQUAL, number, otherwise=4),
        _step(_LOAD, _FIRST_ARGUMENT_AT),
        _step(test, value, otherwise=1),
        _step(_RETURN, _ALLOW),
        _step(_RETURN, _DENY | errno.EPERM),
    ]


def _step(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)
