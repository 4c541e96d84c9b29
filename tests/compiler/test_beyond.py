"""Fields that the schema leaves out and the compiler reads all the same: each changes what it should, and is
refused where it is not what KubeVirt takes."""

from collections.abc import Mapping
from typing import Any, Final

import pytest

from tests.builders import a_disk, a_host, a_manifest, an_interface
from tests.compiler.test_ledger import DEVICES, DOCUMENT, DOMAIN, VOLUMES, output
from vms.compiler import CompileError, Element, compile_domain, standing_of
from vms.hosts import DomainType, HostFacts
from vms.manifest import BEYOND_THE_SCHEMA, Features
from vms.schema import Edit, StandingKind, apply

SPEC: Final = "/spec/template/spec"
TIMER: Final = f"{DOMAIN}/clock/timer"

# What to set for each; a second edit where it needs company.
CHANGES: Final[Mapping[str, tuple[Edit, ...]]] = {
    f"{DOMAIN}/resources/requests/memory": (
        Edit(f"{DOMAIN}/memory"),
        Edit(f"{DOMAIN}/resources/requests/memory", "3Gi"),
    ),
    f"{DOMAIN}/resources/limits/memory": (
        Edit(f"{DOMAIN}/memory"),
        Edit(f"{DOMAIN}/resources/limits/memory", "3Gi"),
    ),
    f"{DOMAIN}/resources/requests/cpu": (
        Edit(f"{DOMAIN}/cpu"),
        Edit(f"{DOMAIN}/resources/requests/cpu", "2200m"),
    ),
    f"{DOMAIN}/resources/limits/cpu": (
        Edit(f"{DOMAIN}/cpu"),
        Edit(f"{DOMAIN}/resources/limits/cpu", 3),
    ),
    f"{DOMAIN}/cpu/features/*/name": (Edit(f"{DOMAIN}/cpu/features/-/name", "vmx"),),
    f"{DOMAIN}/cpu/features/*/policy": (
        Edit(f"{DOMAIN}/cpu/features/-", {"name": "vmx", "policy": "disable"}),
    ),
    f"{DOMAIN}/ioThreadsPolicy": (Edit(f"{DOMAIN}/ioThreadsPolicy", "shared"),),
    f"{DOMAIN}/ioThreads/supplementalPoolThreadCount": (
        Edit(f"{DOMAIN}/ioThreadsPolicy", "supplementalPool"),
        Edit(f"{DOMAIN}/ioThreads/supplementalPoolThreadCount", 3),
    ),
    **{
        f"{DOMAIN}/chassis/{key}": (Edit(f"{DOMAIN}/chassis/{key}", "rack-7"),)
        for key in ("manufacturer", "version", "serial", "asset", "sku")
    },
    f"{DOMAIN}/firmware/bootloader/bios/useSerial": (
        Edit(f"{DOMAIN}/firmware/bootloader", {"bios": {"useSerial": True}}),
    ),
    f"{DOMAIN}/features/apic": (Edit(f"{DOMAIN}/features/apic", {"endOfInterrupt": False}),),
    f"{DOMAIN}/features/kvm/hidden": (Edit(f"{DOMAIN}/features/kvm/hidden", True),),
    f"{DOMAIN}/features/pvspinlock": (Edit(f"{DOMAIN}/features/pvspinlock", {}),),
    f"{DOMAIN}/features/hypervPassthrough": (Edit(f"{DOMAIN}/features/hypervPassthrough", {}),),
    f"{DOMAIN}/clock/utc": (Edit(f"{DOMAIN}/clock/utc", {"offsetSeconds": 60}),),
    f"{DOMAIN}/clock/timezone": (Edit(f"{DOMAIN}/clock/timezone", "Europe/Zurich"),),
    **{
        f"{TIMER}/{timer}": (Edit(f"{TIMER}/{timer}", {}),)
        for timer in ("rtc", "pit", "kvm", "hpet", "hyperv")
    },
    f"{DEVICES}/networkInterfaceMultiqueue": (Edit(f"{DEVICES}/networkInterfaceMultiqueue", True),),
    f"{DEVICES}/useVirtioTransitional": (Edit(f"{DEVICES}/useVirtioTransitional", True),),
    f"{DEVICES}/disableHotplug": (Edit(f"{DEVICES}/disableHotplug", True),),
    f"{DEVICES}/autoattachMemBalloon": (Edit(f"{DEVICES}/autoattachMemBalloon", False),),
    f"{DEVICES}/autoattachInputDevice": (Edit(f"{DEVICES}/autoattachInputDevice", True),),
    f"{DEVICES}/autoattachVSOCK": (Edit(f"{DEVICES}/autoattachVSOCK", True),),
    f"{DEVICES}/inputs/*/name": (Edit(f"{DEVICES}/inputs/-/name", "tablet"),),
    f"{DEVICES}/inputs/*/type": (Edit(f"{DEVICES}/inputs/-/type", "tablet"),),
    f"{DEVICES}/inputs/*/bus": (Edit(f"{DEVICES}/inputs/-/bus", "virtio"),),
    f"{DEVICES}/tpm": (Edit(f"{DEVICES}/tpm", {"persistent": True}),),
    f"{DEVICES}/watchdog/name": (Edit(f"{DEVICES}/watchdog/name", "dog"),),
    f"{DEVICES}/watchdog/i6300esb": (Edit(f"{DEVICES}/watchdog/i6300esb", {"action": "poweroff"}),),
    f"{DEVICES}/sound": (Edit(f"{DEVICES}/sound", {"model": "ac97"}),),
    f"{DEVICES}/video/type": (Edit(f"{DEVICES}/video/type", "virtio"),),
    f"{DEVICES}/disks/*/serial": (Edit(f"{DEVICES}/disks/0/serial", "S-1"),),
    f"{DEVICES}/disks/*/errorPolicy": (Edit(f"{DEVICES}/disks/0/errorPolicy", "report"),),
    f"{DEVICES}/disks/*/shareable": (Edit(f"{DEVICES}/disks/0/shareable", True),),
    f"{DEVICES}/disks/*/blockSize": (
        Edit(f"{DEVICES}/disks/0/blockSize", {"custom": {"logical": 4096, "physical": 4096}}),
    ),
    f"{DEVICES}/disks/*/disk/readonly": (Edit(f"{DEVICES}/disks/0/disk/readonly", True),),
    f"{DEVICES}/disks/*/lun/readonly": (
        Edit(f"{DEVICES}/disks/7/disk"),
        Edit(f"{DEVICES}/disks/7/lun", {"readonly": True}),
    ),
    f"{DEVICES}/disks/*/cdrom/tray": (Edit(f"{DEVICES}/disks/1/cdrom/tray", "open"),),
    f"{DEVICES}/interfaces/*/bootOrder": (Edit(f"{DEVICES}/interfaces/0/bootOrder", 1),),
    f"{DEVICES}/interfaces/*/pciAddress": (Edit(f"{DEVICES}/interfaces/0/pciAddress", "0000:03:00.0"),),
    f"{DEVICES}/interfaces/*/state": (Edit(f"{DEVICES}/interfaces/0/state", "down"),),
    f"{VOLUMES}/*/cloudInitNoCloud/secretRef/name": (
        Edit(f"{VOLUMES}/1/cloudInitNoCloud", {"secretRef": {"name": "user-data"}}),
    ),
    **{
        f"{VOLUMES}/*/cloudInitConfigDrive/{key}/name": (
            Edit(f"{VOLUMES}/2/cloudInitConfigDrive", {key: {"name": "user-data"}}),
        )
        for key in ("secretRef", "userDataSecretRef")
    },
}
# These say what is so anyway, or nothing where they fit.
AS_IT_IS: Final[Mapping[str, Edit]] = {
    f"{SPEC}/architecture": Edit(f"{SPEC}/architecture", "amd64"),
    f"{DOMAIN}/firmware/bootloader/efi/persistent": Edit(
        f"{DOMAIN}/firmware/bootloader/efi/persistent", True
    ),
}


def test_every_field_is_proven_here() -> None:
    assert {*CHANGES, *AS_IT_IS} == BEYOND_THE_SCHEMA


@pytest.mark.parametrize("pattern", sorted(CHANGES))
def test_a_field_changes_the_domain_or_its_seed(pattern: str) -> None:
    assert output(apply(DOCUMENT, CHANGES[pattern])) != output(DOCUMENT)


@pytest.mark.parametrize("pattern", sorted(AS_IT_IS))
def test_a_field_that_says_what_is_so_anyway_changes_nothing(pattern: str) -> None:
    assert output(apply(DOCUMENT, [AS_IT_IS[pattern]])) == output(DOCUMENT)


@pytest.mark.parametrize("pattern", sorted(BEYOND_THE_SCHEMA))
def test_a_field_runs_here(pattern: str) -> None:
    standing = standing_of(pattern.replace("*", "0"))

    assert standing is not None
    assert standing.kind is StandingKind.RUNS_HERE


# -- what is written ----------------------------------------------------------------------------------


def compiled(*edits: Edit, host: HostFacts | None = None, **fields: Any) -> Element:
    return compile_domain(a_manifest(document=apply({}, edits), **fields), host or a_host())


def test_a_plain_machine_has_none_of_all_this() -> None:
    domain = compiled()

    tags = {str(element.tag) for element in domain.iter()}
    assert not tags & {
        "apic", "bios", "blockio", "chassis", "cputune", "feature", "input", "kvm", "link", "pvspinlock",
        "serial[1]", "shareable", "sound", "tpm", "vsock", "watchdog",
    }  # fmt: skip
    assert domain.find("clock/timer") is None
    assert domain.find("devices/controller[@type='usb'][@model='none']") is not None


def test_timers_are_in_kubevirts_order_with_their_policies() -> None:
    timers = {
        "hyperv": {},
        "hpet": {"present": False},
        "kvm": {"present": True},
        "pit": {"tickPolicy": "delay"},
        "rtc": {"tickPolicy": "catchup", "track": "guest"},
    }

    clock = compiled(Edit(f"{DOMAIN}/clock", {"utc": {}, "timer": timers})).find("clock")

    assert clock is not None
    assert dict(clock.items()) == {"offset": "utc", "adjustment": "reset"}
    assert [tuple(timer.items()) for timer in clock] == [
        (("name", "rtc"), ("tickpolicy", "catchup"), ("present", "yes"), ("track", "guest")),
        (("name", "pit"), ("tickpolicy", "delay"), ("present", "yes")),
        (("name", "kvmclock"), ("present", "yes")),
        (("name", "hpet"), ("present", "no")),
        (("name", "hypervclock"), ("present", "yes")),
    ]


def test_a_clock_is_set_off_by_seconds() -> None:
    domain = compiled(Edit(f"{DOMAIN}/clock/utc/offsetSeconds", -3600))

    assert domain.find("clock[@offset='utc'][@adjustment='-3600']") is not None


@pytest.mark.parametrize(("persistent", "model", "kept"), [(None, "tpm-tis", None), (True, "tpm-crb", "yes")])
def test_a_tpm_that_lasts_is_of_the_newer_model(
    persistent: bool | None, model: str, kept: str | None
) -> None:
    tpm = {} if persistent is None else {"persistent": persistent}

    element = compiled(Edit(f"{DEVICES}/tpm", tpm)).find("devices/tpm")

    assert element is not None
    assert element.get("model") == model
    backend = element.find("backend[@type='emulator'][@version='2.0']")
    assert backend is not None
    assert backend.get("persistent_state") == kept


def test_a_tpm_can_be_switched_off() -> None:
    assert compiled(Edit(f"{DEVICES}/tpm", {"enabled": False})).find("devices/tpm") is None


@pytest.mark.parametrize(("bus", "model"), [("usb", "qemu-xhci"), ("virtio", "none")])
def test_a_tablet_brings_usb_where_it_needs_it(bus: str, model: str) -> None:
    domain = compiled(Edit(f"{DEVICES}/inputs/-", {"name": "tablet", "type": "tablet", "bus": bus}))

    assert domain.find(f"devices/input[@bus='{bus}']/alias[@name='ua-tablet']") is not None
    assert domain.find(f"devices/controller[@type='usb'][@model='{model}']") is not None


def test_a_tablet_of_ones_own_takes_the_place_of_the_automatic_one() -> None:
    domain = compiled(
        Edit(f"{DEVICES}/autoattachInputDevice", True),
        Edit(f"{DEVICES}/inputs/-", {"name": "mine", "type": "tablet", "bus": "usb"}),
    )

    assert len(domain.findall("devices/input")) == 1


def test_older_drivers_find_every_virtio_device() -> None:
    domain = compiled(
        Edit(f"{DEVICES}/useVirtioTransitional", True),
        disks=(a_disk(),),
        interfaces=(an_interface(),),
        rng=True,
    )

    models = [each.get("model") for each in domain.iterfind("devices/*[@model]")]
    assert "virtio-non-transitional" not in models
    assert domain.find("devices/interface/model[@type='virtio-transitional']") is not None


def test_without_hot_plug_there_is_nothing_to_plug_into() -> None:
    domain = compiled(Edit(f"{DEVICES}/disableHotplug", True))

    assert domain.find("devices/controller[@type='scsi']") is None
    assert len(domain.findall("devices/controller[@model='pcie-root-port']")) == 3


def test_a_card_that_is_booted_from_keeps_its_program() -> None:
    (card,) = compiled(Edit(f"{DEVICES}/interfaces/-/bootOrder", 2), interfaces=(an_interface(),)).findall(
        "devices/interface"
    )

    assert card.find("boot[@order='2']") is not None
    assert card.find("rom") is None


def test_a_card_that_is_absent_is_not_there() -> None:
    domain = compiled(Edit(f"{DEVICES}/interfaces/-/state", "absent"), interfaces=(an_interface(),))

    assert domain.find("devices/interface") is None


def test_a_shared_disk_has_no_cache() -> None:
    domain = compiled(Edit(f"{DEVICES}/disks/-/shareable", True), disks=(a_disk(cache="writeback"),))

    assert domain.find("devices/disk/driver[@cache='none']") is not None
    assert domain.find("devices/disk/shareable") is not None


def test_a_named_cpu_has_lost_mpx_unless_it_is_asked_for() -> None:
    cpu = {"features": [{"name": "mpx", "policy": "require"}, {"name": "lahf_lm"}]}
    fields: dict[str, Any] = {"cpu": a_manifest().cpu.__class__(model="Haswell")}

    plain = compiled(**fields)
    asked = compiled(Edit(f"{DOMAIN}/cpu", cpu), **fields)

    assert [dict(each.items()) for each in plain.iterfind("cpu/feature")] == [
        {"policy": "disable", "name": "mpx"}
    ]
    assert [(each.get("name"), each.get("policy")) for each in asked.iterfind("cpu/feature")] == [
        ("mpx", "require"),
        ("lahf_lm", "require"),
    ]


def test_nested_hyper_v_stands_on_vmx() -> None:
    domain = compiled(features=Features(hyperv={"evmcs": {}}))

    assert domain.find("features/hyperv/vapic[@state='on']") is not None
    assert domain.find("features/hyperv/evmcs[@state='on']") is not None
    assert domain.find("cpu/feature[@name='vmx'][@policy='require']") is not None


# -- what is refused ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        (f"{DOMAIN}/clock", "utc"),
        (f"{DOMAIN}/clock/utc/offsetSeconds", "5"),
        (f"{DOMAIN}/clock/utc/offsetSeconds", float("inf")),
        (f"{DOMAIN}/clock/timezone", "a\nb"),
        (f"{TIMER}/rtc/tickPolicy", "merge"),
        (f"{TIMER}/hpet/present", "no"),
        (f"{TIMER}/kvm", True),
        (f"{DOMAIN}/features/apic", []),
        (f"{DOMAIN}/features/apic/endOfInterrupt", "on"),
        (f"{DOMAIN}/features/kvm/hidden", 1),
        (f"{DOMAIN}/ioThreadsPolicy", "many"),
        (f"{DOMAIN}/chassis/serial", 7),
        (f"{DOMAIN}/cpu/features", {"name": "vmx"}),
        (f"{DEVICES}/tpm/persistent", "yes"),
        (f"{DEVICES}/sound/model", "sb16"),
        (f"{DEVICES}/sound/name", "a b"),
        (f"{DEVICES}/watchdog/i6300esb/action", "explode"),
        (f"{DEVICES}/video/type", "qxl"),
        (f"{DEVICES}/autoattachMemBalloon", "false"),
        (f"{SPEC}/architecture", "mips"),
        (f"{SPEC}/architecture", "arm64"),
    ],
)
def test_what_kubevirt_would_not_take_is_refused_at_its_place(pointer: str, value: Any) -> None:
    with pytest.raises(CompileError) as refusal:
        compiled(Edit(pointer, value))

    assert refusal.value.pointer == pointer
    assert refusal.value.reason.endswith(".")


@pytest.mark.parametrize(
    ("entry", "key", "value"),
    [
        ("disks/0", "serial", "no spaces"),
        ("disks/0", "errorPolicy", "retry"),
        ("disks/0", "shareable", 1),
        ("disks/0", "blockSize/custom/logical", 100),
        ("interfaces/0", "bootOrder", 0),
        ("interfaces/0", "state", "sideways"),
    ],
)
def test_so_is_what_a_device_cannot_be(entry: str, key: str, value: Any) -> None:
    pointer = f"{DEVICES}/{entry}/{key}"
    whole = apply({}, [Edit(f"{DEVICES}/{entry.replace('/0', '/-')}/{key}", value)])

    with pytest.raises(CompileError) as refusal:
        compile_domain(a_manifest(document=whole, disks=(a_disk(),), interfaces=(an_interface(),)), a_host())

    assert refusal.value.pointer == pointer


@pytest.mark.parametrize(
    "edit", [Edit(f"{DEVICES}/inputs/-/type", "mouse"), Edit(f"{DEVICES}/inputs/-/bus", "ps2")]
)
def test_only_tablets_can_be_had(edit: Edit) -> None:
    with pytest.raises(CompileError) as refusal:
        compiled(edit)

    assert refusal.value.pointer == edit.pointer.replace("-", "0")


def test_hyper_v_is_listed_or_passed_through() -> None:
    with pytest.raises(CompileError, match="not both") as refusal:
        compiled(Edit(f"{DOMAIN}/features/hypervPassthrough", {}), features=Features(hyperv={"relaxed": {}}))

    assert refusal.value.pointer == f"{DOMAIN}/features/hypervPassthrough"


def test_an_emulator_has_no_hyper_v_to_pass_through() -> None:
    with pytest.raises(CompileError, match="emulates"):
        compiled(Edit(f"{DOMAIN}/features/hypervPassthrough", {}), host=a_host(domain_type=DomainType.QEMU))


def test_a_pool_of_threads_has_a_size() -> None:
    with pytest.raises(CompileError, match="how many") as refusal:
        compiled(Edit(f"{DOMAIN}/ioThreadsPolicy", "supplementalPool"))

    assert refusal.value.pointer == f"{DOMAIN}/ioThreads/supplementalPoolThreadCount"
