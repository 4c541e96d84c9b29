import pytest

from tests.builders import a_disk, a_host, a_manifest
from vms.compiler import compile_domain


def test_no_random_number_generator_unless_asked() -> None:
    assert compile_domain(a_manifest(), a_host()).find("devices/rng") is None


def test_the_random_number_generator_reads_the_hosts() -> None:
    domain = compile_domain(a_manifest(rng=True), a_host())

    assert domain.findtext("devices/rng/backend[@model='random']") == "/dev/urandom"


@pytest.mark.parametrize(("hugepages", "reporting"), [(None, "on"), ("2Mi", "off")])
def test_the_balloon_gives_free_pages_back_unless_they_are_huge(
    hugepages: str | None, reporting: str
) -> None:
    domain = compile_domain(a_manifest(hugepages=hugepages), a_host())

    assert domain.find(f"devices/memballoon[@freePageReporting='{reporting}']/stats") is not None


def test_every_machine_has_a_port_for_each_device_and_some_to_spare() -> None:
    def ports(count: int) -> int:
        manifest = a_manifest(disks=tuple(a_disk(f"d{index}") for index in range(count)))
        return len(compile_domain(manifest, a_host()).findall("devices/controller[@model='pcie-root-port']"))

    assert ports(0) == 6  # two controllers, the balloon, three to spare
    assert ports(5) == 11


def test_there_is_no_usb_and_always_scsi_and_virtio_serial() -> None:
    domain = compile_domain(a_manifest(), a_host())

    assert domain.find("devices/controller[@type='usb'][@model='none']") is not None
    assert domain.find("devices/controller[@type='scsi']") is not None
    assert domain.find("devices/controller[@type='virtio-serial']") is not None
