"""Which libvirt host the portal gets: the one it was told to use, or the best this machine allows."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from . import probe
from .host import DemoHost, HostAddress, HostFailed, SessionHost

TEST_URI = "test:///default"


@contextmanager
def hypervisor(state_dir: Path, requested: str | None) -> Iterator[HostAddress]:
    """The host to use, running as long as the block lasts.

    ``requested`` is a libvirt URI or None. ``test:///default`` is served by a daemon of our own, because the
    driver keeps its machines per process and the portal has several; any other URI is used as it stands.
    Raises HostFailed with a sentence on what to do.
    """
    if requested is not None and requested != TEST_URI:
        yield HostAddress(requested, "given", note="This host was named in SLIPWAY_HYPERVISOR.")
        return
    with _own_host(state_dir, simulate=requested == TEST_URI) as address:
        yield address


def own_host() -> type[DemoHost] | type[SessionHost]:
    """The kind of host this user may run."""
    return DemoHost if os.geteuid() == 0 else SessionHost


@contextmanager
def _own_host(state_dir: Path, *, simulate: bool) -> Iterator[HostAddress]:
    for program in ("libvirtd", "virsh", "tini", "unshare"):
        if shutil.which(program, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin") is None:
            raise HostFailed(
                f"{program} is not installed. Run bin/install, or name a host in SLIPWAY_HYPERVISOR."
            )
    kind = own_host()
    if not kind.possible():
        raise HostFailed(
            "This machine lets us make no namespaces, which our own libvirt host needs. "
            "Allow them (in a container: --privileged) or name a host in SLIPWAY_HYPERVISOR."
        )
    if simulate or not probe.has_qemu():
        reason = "as SLIPWAY_HYPERVISOR asks" if simulate else "because QEMU is not installed"
        with kind(state_dir / "simulated-host", "test") as address:
            yield replace(address, note=f"Machines are simulated by libvirt, {reason}.")
        return
    verdict = probe.virtualisation(state_dir)
    with kind(state_dir / "host", verdict.domain_type) as address:
        yield replace(address, note=verdict.reason)
