"""Guest memory, to the byte, and the pages behind it."""

from collections.abc import Iterator

from vms.compiler.effective import DOMAIN, memory_bytes
from vms.compiler.elements import Element, add, new
from vms.compiler.errors import CompileError
from vms.hosts import HostFacts
from vms.manifest import Manifest


def memory(manifest: Manifest, host: HostFacts) -> Iterator[Element]:
    """Huge pages come from memory that has no file, so that no file system for them need be mounted; the
    guest sees it as one NUMA cell (see ``cpu``)."""
    page, size = manifest.memory.hugepage_bytes, memory_bytes(manifest)
    yield new("memory", str(size), unit="b")
    if page is None:
        return
    _check_pages(size, page, host)
    backing = new("memoryBacking")
    add(add(backing, "hugepages"), "page", size=str(page // 1024), unit="KiB")
    add(backing, "source", type="memfd")
    yield backing


def _check_pages(size: int, page: int, host: HostFacts) -> None:
    if page not in host.hugepage_bytes:
        theirs = ", ".join(f"{size // 2**20} MiB" for size in sorted(host.hugepage_bytes))
        reason = f"The host {host.name} keeps no huge pages of {page // 2**20} MiB; " + (
            f"choose {theirs}, or remove hugepages." if theirs else "remove hugepages, or ask for some there."
        )
        raise CompileError(f"{DOMAIN}/memory/hugepages/pageSize", reason)
    if size % page:
        reason = f"With huge pages the memory must be a multiple of the page size, {page // 2**20} MiB."
        raise CompileError(f"{DOMAIN}/memory/guest", reason)
