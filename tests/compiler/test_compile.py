import pickle

import pytest
from lxml import etree

from tests.builders import a_disk, a_host, a_manifest, efi
from vms.compiler import CompileError, compile_domain, to_xml
from vms.manifest import Cpu, Features, Firmware

DOMAIN = "/spec/template/spec/domain"


def test_the_same_input_gives_the_same_bytes() -> None:
    def once() -> str:
        return to_xml(compile_domain(a_manifest(disks=(a_disk("a"), a_disk("b"))), a_host()))

    assert once() == once()


def test_the_parts_come_in_libvirts_order() -> None:
    manifest = a_manifest(
        disks=(a_disk(dedicated_io_thread=True),),
        memory="2Gi",
        hugepages="2Mi",
        firmware=efi(),
        rng=True,
        cpu=Cpu(cores=2),
    )

    domain = compile_domain(manifest, a_host())

    assert [child.tag for child in domain] == [
        "name", "uuid", "metadata", "memory", "memoryBacking", "vcpu", "iothreads", "sysinfo", "os",
        "features", "cpu", "clock", "on_poweroff", "on_reboot", "on_crash", "devices",
    ]  # fmt: skip


def test_writing_a_domain_leaves_it_as_it_is() -> None:
    domain = compile_domain(a_manifest(), a_host())
    before = etree.tostring(domain)

    assert to_xml(domain).endswith("</domain>\n")
    assert etree.tostring(domain) == before


@pytest.mark.parametrize("text", ["'/><x", "&#x3C;", "]]>", "<!--", "<!ENTITY a 'b'>", "%s", "{0}"])
def test_text_never_becomes_markup(text: str) -> None:
    harmless = compile_domain(a_manifest(firmware=Firmware(serial="plain")), a_host())
    hostile = compile_domain(a_manifest(firmware=Firmware(serial=text)), a_host())

    tags = [each.tag for each in etree.fromstring(to_xml(hostile)).iter()]
    assert tags == [each.tag for each in harmless.iter()]
    assert hostile.findtext("sysinfo/system/entry[@name='serial']") == text


@pytest.mark.parametrize(
    ("labels", "fits"),
    [({"disk": "ssd", "zone": "a"}, True), ({"disk": "hdd"}, False), ({}, False)],
)
def test_a_machine_runs_on_hosts_with_its_labels_only(labels: dict[str, str], fits: bool) -> None:
    manifest = a_manifest(node_selector={"disk": "ssd"})
    host = a_host(labels=labels)

    if fits:
        assert compile_domain(manifest, host).tag == "domain"
        return
    with pytest.raises(CompileError, match="not labelled disk=ssd") as refusal:
        compile_domain(manifest, host)
    assert refusal.value.pointer == "/spec/template/spec/nodeSelector/disk"


def test_a_refusal_reads_as_one_line_and_survives_a_queue() -> None:
    error = CompileError("/spec", "Do this.")

    copy = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes

    assert str(copy) == "/spec: Do this."
    assert (copy.pointer, copy.reason) == ("/spec", "Do this.")
    assert str(CompileError("", "Do that.")) == "Do that."


def test_secure_boot_and_smm_go_together() -> None:
    domain = compile_domain(a_manifest(firmware=efi(secure=True), features=Features(smm=True)), a_host())

    assert domain.find("features/smm[@state='on']") is not None
