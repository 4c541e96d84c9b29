import pytest

from tests.builders import a_disk, a_host, a_manifest
from vms.compiler import CompileError, compile_domain, to_xml
from vms.compiler.allowlist import hold_to_allowlist

QEMU = "xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'"


def test_a_device_of_the_host_passes_where_it_is_registered() -> None:
    xml = "<domain><devices><disk type='block'><source dev='/dev/vg/data'/></disk></devices></domain>"

    hold_to_allowlist(xml, lambda device: device == "/dev/vg/data")


def test_what_the_compiler_makes_passes() -> None:
    hold_to_allowlist(to_xml(compile_domain(a_manifest(disks=(a_disk(),), rng=True), a_host())))


@pytest.mark.parametrize(
    ("xml", "place"),
    [
        ("<network/>", "network"),
        ("<domain type='xen'/>", "domain/@type"),
        ("<domain><seclabel/></domain>", "domain/seclabel"),
        ("<domain><devices><hostdev/></devices></domain>", "domain/devices/hostdev"),
        ("<domain><devices><filesystem/></devices></domain>", "domain/devices/filesystem"),
        ("<domain><devices><disk type='network'/></devices></domain>", "domain/devices/disk/@type"),
        ("<domain><devices><disk><source dev='/dev/sda'/></disk></devices></domain>", "@dev"),
        ("<domain><devices><graphics port='5900'/></devices></domain>", "graphics/@port"),
        (
            "<domain><devices><graphics><listen type='address'/></graphics></devices></domain>",
            "listen/@type",
        ),
        (
            f"<domain {QEMU}><q:commandline><q:arg value='user,id=net-ua-a'/></q:commandline></domain>",
            "arg/@value",
        ),
        (
            f"<domain {QEMU}><q:commandline><q:env name='A'/></q:commandline></domain>",
            "env",
        ),
        ("<domain><devices><!-- a remark --></devices></domain>", "domain/devices"),
    ],
)
def test_whatever_has_no_path_is_refused(xml: str, place: str) -> None:
    with pytest.raises(CompileError, match="may not have") as refusal:
        hold_to_allowlist(xml)

    assert place in refusal.value.reason
