"""The system calls that qemu-img has no use for, as a program for the kernel's filter.

Denied, not allowed by list: which calls a C library makes changes with every release, and the mounts and
limits are the first wall. What is denied is what makes a kernel's attack surface large, or reaches other
processes and names: sockets, new processes and namespaces, mounts, tracing, keys, signals, owners, modes and
links.
"""

import errno
import platform
import struct

_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW, _DENY, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_CLONE_THREAD = 0x00010000
_FOREIGN_ABI = 0x40000000  # x32, whose numbers would slip past

# Numbers above 423 are the same everywhere: pidfd_send_signal, io_uring_setup, open_tree, move_mount, fsopen,
# fsconfig, fsmount, fspick, pidfd_open, pidfd_getfd, process_madvise, mount_setattr, memfd_secret, fchmodat2.
_EVERYWHERE = (424, 425, 428, 429, 430, 431, 432, 433, 434, 438, 440, 442, 447, 452)
_CLONE3 = 435  # its flags lie in memory, out of the filter's sight; without it the C library calls clone

_X86_64 = {
    "sockets": (41, 42, 49, 50, 53),
    "processes": (57, 58, 101, 272, 308, 310, 311, 312, 322),
    "signals": (62, 129, 200, 234, 297),
    "mounts": (155, 161, 165, 166),
    "modes and owners": (90, 91, 92, 93, 94, 132, 188, 189, 190, 197, 198, 199, 235, 260, 261, 268, 280),
    "names": (82, 83, 84, 86, 87, 88, 133, 258, 259, 263, 264, 265, 266, 303, 304, 316),
    "kernel": (
        103,
        135,
        153,
        163,
        164,
        167,
        168,
        169,
        170,
        171,
        172,
        173,
        175,
        176,
        179,
        227,
        246,
        305,
        313,
        320,
    ),
    "the rest": (29, 64, 68, 212, 240, 248, 249, 250, 253, 256, 279, 294, 298, 300, 321, 323),
}
_AARCH64 = {
    "sockets": (198, 199, 200, 201, 203),
    "processes": (97, 117, 268, 270, 271, 272, 281),
    "signals": (129, 130, 131, 138, 240),
    "mounts": (39, 40, 41, 51),
    "modes and owners": (5, 6, 7, 14, 15, 16, 52, 53, 54, 55, 88),
    "names": (33, 34, 35, 36, 37, 38, 264, 265, 276),
    "kernel": (58, 60, 89, 92, 104, 105, 106, 112, 116, 142, 161, 162, 170, 224, 225, 266, 273, 294),
    "the rest": (18, 26, 180, 186, 190, 194, 217, 218, 219, 238, 239, 241, 262, 280, 282),
}
# The architecture's own name, its numbers, and that of clone.
_MACHINES = {"x86_64": (0xC000003E, _X86_64, 56), "aarch64": (0xC00000B7, _AARCH64, 220)}


def program(machine: str | None = None) -> bytes | None:
    """The filter's instructions for a machine, this one by default; ``None`` where its numbers are not
    known."""
    known = _MACHINES.get(machine or platform.machine())
    if known is None:
        return None
    architecture, groups, clone = known
    denied = sorted({number for group in groups.values() for number in group} | set(_EVERYWHERE))
    # A jump must fit into a byte, so each check brings its own answer with it.
    steps = [_step(_LOAD, _ARCHITECTURE_AT), _step(_EQUAL, architecture, then=1), _step(_RETURN, _KILL)]
    steps += [_step(_LOAD, _NUMBER_AT)]
    steps += [_step(_AT_LEAST, _FOREIGN_ABI, otherwise=1), _step(_RETURN, _KILL)]
    steps += [_step(_EQUAL, _CLONE3, otherwise=1), _step(_RETURN, _DENY | errno.ENOSYS)]
    for number in denied:
        steps += [_step(_EQUAL, number, otherwise=1), _step(_RETURN, _DENY | errno.EPERM)]
    steps += [
        _step(_EQUAL, clone, otherwise=3),
        _step(_LOAD, _FIRST_ARGUMENT_AT),
        _step(_ANY_BIT, _CLONE_THREAD, then=1),
        _step(_RETURN, _DENY | errno.EPERM),
        _step(_RETURN, _ALLOW),
    ]
    return b"".join(steps)


def _step(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("=HBBI", code, then, otherwise, value)
