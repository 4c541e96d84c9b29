"""Where libvirt's errors become ours."""

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar
from uuid import UUID

import libvirt

from vms.errors import PortalError
from vms.hypervisor.errors import (
    DomainNotFound,
    HypervisorRefused,
    HypervisorUnavailable,
    storage_full,
)

_P = ParamSpec("_P")
_Answer = TypeVar("_Answer")

# Who raised it: these subsystems speak of the way to the host, never of what was asked.
_TRANSPORTS = frozenset(
    {
        libvirt.VIR_FROM_RPC,
        libvirt.VIR_FROM_REMOTE,
        libvirt.VIR_FROM_SSH,
        libvirt.VIR_FROM_LIBSSH,
        libvirt.VIR_FROM_AUTH,
    }
)
# What was raised: the host is there but busy, or the connection is not what it was.
_PASSING = frozenset(
    {
        libvirt.VIR_ERR_NO_CONNECT,
        libvirt.VIR_ERR_INVALID_CONN,
        libvirt.VIR_ERR_RPC,
        libvirt.VIR_ERR_GNUTLS_ERROR,
        libvirt.VIR_ERR_AUTH_FAILED,
        libvirt.VIR_ERR_OPERATION_TIMEOUT,
        libvirt.VIR_ERR_RESOURCE_BUSY,
        libvirt.VIR_ERR_AGENT_UNRESPONSIVE,
    }
)

_NO_SPACE = os.strerror(errno.ENOSPC)  # libvirt passes it on in words, under whatever code


def translate(error: libvirt.libvirtError, host: str, uuid: UUID | None) -> PortalError:
    code = error.get_error_code()
    message = " ".join((error.get_error_message() or str(error)).split()).rstrip(" .")
    if _NO_SPACE in message:
        return storage_full(host)
    # NO_SUPPORT comes from the transport's own driver too, and is an answer.
    if code == libvirt.VIR_ERR_NO_SUPPORT:
        return HypervisorRefused(f"The host {host} cannot do this: {message}.")
    if code == libvirt.VIR_ERR_NO_DOMAIN and uuid is not None:
        return DomainNotFound(uuid)
    raised_by = error.get_error_domain()
    # A pool being started, or a volume that somebody still writes to.
    storage_busy = code == libvirt.VIR_ERR_OPERATION_INVALID and raised_by == libvirt.VIR_FROM_STORAGE
    if storage_busy or code in _PASSING or raised_by in _TRANSPORTS:
        return HypervisorUnavailable(host, message)
    return HypervisorRefused(f"The host {host} refused: {message}.")


@contextmanager
def border(host: str, uuid: UUID | None = None) -> Iterator[None]:
    """Let no ``libvirtError`` out. Raises ``HypervisorUnavailable``, ``HypervisorRefused``, and, for a
    uuid, ``DomainNotFound``."""
    try:
        yield
    except libvirt.libvirtError as error:
        raise translate(error, host, uuid) from error


def unless_absent(
    code: int, call: Callable[_P, _Answer], *arguments: _P.args, **named: _P.kwargs
) -> _Answer | None:
    """What the call answers, or None where libvirt says with this code that there is no such thing."""
    try:
        return call(*arguments, **named)
    except libvirt.libvirtError as error:
        if error.get_error_code() != code:
            raise
        return None
