import pytest

from tests.builders import a_host, a_manifest
from vms.compiler import CompileError, compile_domain
from vms.manifest import Cpu

MEMORY = "/spec/template/spec/domain/memory"


def test_without_huge_pages_nothing_is_said_of_backing() -> None:
    domain = compile_domain(a_manifest(), a_host())

    assert domain.find("memoryBacking") is None
    assert domain.find("cpu/numa") is None


@pytest.mark.parametrize(("guest", "expected"), [("512Mi", 2**29), ("1Gi", 2**30), ("1G", 10**9)])
def test_memory_is_written_in_bytes(guest: str, expected: int) -> None:
    domain = compile_domain(a_manifest(memory=guest), a_host())

    assert domain.findtext("memory[@unit='b']") == str(expected)


def test_a_machine_without_memory_is_asked_for_it() -> None:
    with pytest.raises(CompileError, match="how much memory") as refusal:
        compile_domain(a_manifest(memory=None), a_host())

    assert refusal.value.pointer == f"{MEMORY}/guest"


@pytest.mark.parametrize(("size", "kib"), [("2Mi", "2048"), ("1Gi", "1048576")])
def test_huge_pages_name_their_size(size: str, kib: str) -> None:
    domain = compile_domain(a_manifest(memory="2Gi", hugepages=size), a_host())

    page = domain.find("memoryBacking/hugepages/page")
    assert page is not None
    assert dict(page.items()) == {"size": kib, "unit": "KiB"}


def test_without_guest_memory_a_machine_gets_one_huge_page() -> None:
    domain = compile_domain(a_manifest(memory=None, hugepages="1Gi"), a_host())

    assert domain.findtext("memory") == str(2**30)


def test_huge_pages_that_the_host_does_not_keep_are_refused() -> None:
    with pytest.raises(CompileError, match="keeps no huge pages") as refusal:
        compile_domain(a_manifest(hugepages="2Mi"), a_host(hugepage_bytes=frozenset()))

    assert refusal.value.pointer == f"{MEMORY}/hugepages/pageSize"


def test_memory_must_fill_whole_pages() -> None:
    with pytest.raises(CompileError, match="multiple of the page size") as refusal:
        compile_domain(a_manifest(memory="1025Mi", hugepages="2Mi"), a_host())

    assert refusal.value.pointer == f"{MEMORY}/guest"


def test_huge_pages_need_no_file_system_and_are_one_cell_for_the_guest() -> None:
    domain = compile_domain(a_manifest(memory="2Gi", hugepages="2Mi", cpu=Cpu(cores=2, threads=2)), a_host())

    assert domain.find("memoryBacking/source[@type='memfd']") is not None
    assert domain.find("cpu/numa/cell[@id='0'][@cpus='0-3'][@memory='2097152'][@unit='KiB']") is not None
