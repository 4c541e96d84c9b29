"""The box in which ``qemu-img`` opens a file that may be hostile, and which walls this machine can give it.

The header reader refuses what is known to be bad; the box is for what is not known yet: even a ``qemu-img``
that obeys the author of an image finds one file to read, one to write, nobody to talk to and little time.
In: arguments, a folder that holds ``source`` and ``target``, and limits. Out: what the program printed, or
why not.

Three kinds, the first that works is taken:

``OWN_USER`` (for root, with bubblewrap): new mount, network, PID, IPC, UTS and cgroup namespaces; a root
file system that holds qemu-img, its libraries, ``source`` (read only) and ``target``, nothing else; a user
and group that nobody else has; no capability; a system call filter; limits. A user namespace would add
nothing here, for the program has no capability in the old one and the filter keeps it from making a new one.

``NAMESPACES`` (without root, where the kernel lets users make namespaces): the same and a user namespace,
but the user stays the portal's own. The walls around that user are the mounts.

``LANDLOCK`` (without root and without namespaces): the kernel lets the program open only those same files,
though it can see the names of others; the filter denies every socket, signal, new process and change of
names, owners and modes; limits. No namespaces.

Where none of them works, nothing that needs ``qemu-img`` is admitted. In every kind ``prlimit`` bounds CPU
time, memory, the size of files, open files and core dumps, no new privileges can be gained, and the clock
ends it.
"""

from vms.images.box.errors import NoWalls
from vms.images.box.kinds import Kind, Walls, walls
from vms.images.box.run import Ended, Why, run

__all__ = ["Ended", "Kind", "NoWalls", "Walls", "Why", "run", "walls"]
