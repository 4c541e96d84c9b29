"""A machine's row as the values its pages show."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils import timezone

from vms import access, manifest
from vms.access import Actor
from vms.lifecycle import Condition, PowerVerb, condition_from_json
from vms.manifest import Manifest
from vms.models import (
    ChangeRequest,
    Operation,
    OperationState,
    PortForward,
    RequestState,
    VirtualMachine,
)
from vms.selectors import networks
from vms.selectors.machines import parsed
from vms.services import power

from . import trouble
from .machine_pages import (
    ConditionRow,
    DiskRow,
    InterfaceRow,
    MachineHead,
    PortWay,
    Timeline,
    TimelineStep,
    Trouble,
)
from .pages import Button, Confirm

_POWER: Final = (
    (PowerVerb.START, "Start", "play-fill", "button--primary"),
    (PowerVerb.STOP, "Stop", "power", ""),
    (PowerVerb.RESTART, "Restart", "arrow-clockwise", ""),
    (PowerVerb.FORCE_STOP, "Force stop", "lightning-charge", "button--danger-quiet"),
)
_SOURCES: Final = {
    manifest.ContainerDisk: "Image",
    manifest.DataVolume: "Data volume",
    manifest.PersistentVolumeClaim: "Claim",
    manifest.CloudInit: "Cloud-init",
    manifest.EmptyDisk: "Empty disk",
    manifest.Sysprep: "Sysprep",
}


def head(user: Actor, machine: VirtualMachine, tab: str) -> MachineHead:
    """What stands above every tab. Costs two queries."""
    meaning = parsed(machine)
    verbs = access.verbs_for(user, machine)
    return MachineHead(
        machine=machine,
        tab=tab,
        troubles=_troubles(machine, meaning),
        can_edit="machine.edit" in verbs and machine.deletion_requested_at is None,
        buttons=tuple(_buttons(user, machine, verbs)),
        confirms=tuple(_confirms(machine, meaning)),
        resources=manifest.resources(meaning) if meaning else None,
        waiting=ChangeRequest.objects.filter(machine=machine, state=RequestState.PENDING).first(),
    )


def _troubles(machine: VirtualMachine, meaning: Manifest | None) -> tuple[Trouble, ...]:
    found = trouble.of(machine)
    is_told = meaning is not None or any(one.is_cured_by_editing for one in found)
    return found if is_told else (trouble.UNREADABLE, *found)


def _buttons(user: Actor, machine: VirtualMachine, verbs: frozenset[str]) -> Iterator[Button]:
    for verb, label, icon, tone in _POWER:
        reason = _power_reason(machine, verbs, verb)
        url = reverse("machine-power", args=[machine.pk, verb])
        yield Button(verb, label, icon, url, tone, reason, asks_first=verb is not PowerVerb.START)
    reason = ""
    if "machine.delete" not in verbs:
        reason = access.why_not(user, "machine.delete", machine)
    elif machine.deletion_requested_at is not None:
        reason = "The machine is being deleted."
    url = reverse("machine-delete", args=[machine.pk])
    yield Button("delete", "Delete", "trash3", url, "button--danger-quiet", reason, asks_first=True)


def _power_reason(machine: VirtualMachine, verbs: frozenset[str], verb: PowerVerb) -> str:
    if "machine.power" not in verbs:
        return "Only members of the team may do this."
    return power.refusal(machine, verb) or ""


def confirm_for(machine: VirtualMachine, verb: str) -> Confirm | None:
    return next((one for one in _confirms(machine, parsed(machine)) if one.verb == verb), None)


def _confirms(machine: VirtualMachine, meaning: Manifest | None) -> Iterator[Confirm]:
    back = reverse("machine-page", args=[machine.pk])
    rows = disks(meaning) if meaning else ()
    lasting = tuple(f"Disk {row.name} ({row.source})" for row in rows if row.lasts)
    passing = tuple(f"Disk {row.name}: it begins anew at each start" for row in rows if not row.lasts)
    unread = () if meaning else ("All its disks",)
    grace = meaning.grace_seconds if meaning else 30
    for verb, _, icon, _ in _POWER[1:]:
        url = reverse("machine-power", args=[machine.pk, verb])
        title, text, label = {
            PowerVerb.STOP: (
                f"Stop {machine.name}?",
                f"The guest is asked to shut down. After {grace} seconds its power is cut.",
                "Stop the machine",
            ),
            PowerVerb.RESTART: (
                f"Restart {machine.name}?",
                f"The guest is asked to shut down. After {grace} seconds its power is cut; then it starts.",
                "Restart the machine",
            ),
            PowerVerb.FORCE_STOP: (
                f"Cut the power of {machine.name}?",
                "The guest gets no chance to finish its work. Try Stop first.",
                "Force stop",
            ),
        }[verb]
        lost = ("What the guest has not written to its disks yet",) if verb is PowerVerb.FORCE_STOP else ()
        tone = "button--danger" if verb is PowerVerb.FORCE_STOP else "button--primary"
        kept = ("The machine and its manifest", *lasting)
        yield Confirm(verb, title, text, label, icon, url, back, tone, kept=kept, lost=(*lost, *passing))
    yield Confirm(
        verb="delete",
        title=f"Delete {machine.name}?",
        text="The machine is switched off and removed from its host. This cannot be undone.",
        label=f"Delete {machine.name}",
        icon="trash3",
        url=reverse("machine-delete", args=[machine.pk]),
        back=back,
        kept=(
            "Its requests and drafts, with the manifest to launch it again",
            "The record of what was done",
            *(
                f"Disk {row.name}: a volume of the team, which stays ({row.source})"
                for row in rows
                if row.stays
            ),
        ),
        lost=(
            "The machine",
            *(f"Disk {row.name} ({row.source})" for row in rows if not row.stays),
            *unread,
        ),
    )


# -- what the manifest says --------------------------------------------------------------------------


def disks(meaning: Manifest) -> tuple[DiskRow, ...]:
    """Every disk with what is behind it."""
    return tuple(
        DiskRow(
            name=disk.name,
            kind=str(disk.kind),
            bus=disk.bus or "default bus",
            source=_source(meaning, disk.name),
            boot_order=disk.boot_order,
            lasts=_lasts(meaning, disk.name),
            stays=_stays(meaning, disk.name),
        )
        for disk in meaning.disks
    )


def _source(meaning: Manifest, name: str) -> str:
    volume = meaning.volume(name)
    if volume is None:
        return "nothing"
    source = volume.source
    match source:
        case manifest.ContainerDisk():
            detail = source.image
        case manifest.DataVolume():
            detail = source.name
        case manifest.PersistentVolumeClaim():
            detail = source.claim_name
        case manifest.CloudInit():
            detail = source.flavour
        case manifest.EmptyDisk():
            detail = f"{source.capacity_bytes / 2**30:.4g} GiB"
        case _:
            detail = ""
    return f"{_SOURCES[type(source)]} {detail}".strip()


def _lasts(meaning: Manifest, name: str) -> bool:
    volume = meaning.volume(name)
    return volume is not None and isinstance(
        volume.source, manifest.DataVolume | manifest.PersistentVolumeClaim
    )


def _stays(meaning: Manifest, name: str) -> bool:
    """A volume of the team's that the machine did not bring along."""
    volume = meaning.volume(name)
    brought = {template.name for template in meaning.data_volume_templates}
    match volume.source if volume else None:
        case manifest.PersistentVolumeClaim(claim_name=used) | manifest.DataVolume(name=used):
            return used not in brought
        case _:
            return False


def interfaces(machine: VirtualMachine, meaning: Manifest) -> tuple[InterfaceRow, ...]:
    """With the addresses and the ports that the portal set aside. Costs two queries."""
    addresses, forwards = networks.addresses_of(machine), networks.forwards_of(machine)
    rows = []
    for interface in meaning.interfaces:
        network = meaning.network(interface.name)
        rows.append(
            InterfaceRow(
                name=interface.name,
                model=interface.model or "virtio",
                network="Pod network" if network is None or network.is_pod else str(network.multus_name),
                binding=str(interface.binding),
                mac=interface.mac_address or machine.macs.get(interface.name, ""),
                address=addresses.get(interface.name, ""),
                ways=tuple(_way(each, interface) for each in forwards if each.interface == interface.name),
            )
        )
    return tuple(rows)


def _way(forward: PortForward, interface: manifest.Interface) -> PortWay:
    names = {(port.port, port.protocol.lower()): port.name for port in interface.ports}
    name = names.get((forward.port, forward.protocol)) or f"{forward.port}/{forward.protocol}"
    address = networks.reached_at(forward) or forward.host.name
    return PortWay(name, forward.host.name, f"{address}:{forward.host_port}")


# -- what happened to it ------------------------------------------------------------------------------


def timeline(operations: Sequence[Operation]) -> Timeline | None:
    """The newest operation step by step, each with what it took since the one before."""
    if not operations:
        return None
    operation = operations[0]
    steps = list(_steps(operation))
    end = operation.finished_at or timezone.now()
    return Timeline(
        operation=operation,
        steps=tuple(steps),
        total=end - operation.created_at,
    )


def _steps(operation: Operation) -> Iterator[TimelineStep]:
    before = operation.created_at
    for step in operation.steps:
        at = datetime.fromisoformat(step["at"])
        yield TimelineStep(step["name"], step.get("detail", ""), "done", at - before)
        before = at
    if operation.state == OperationState.FAILED:
        yield TimelineStep("failed", operation.error, "failed", _since(before, operation.finished_at))
    elif operation.finished_at is None:
        yield TimelineStep("working on it", "", "now", _since(before, timezone.now()))


def _since(before: datetime, at: datetime | None) -> timedelta | None:
    return at - before if at else None


def _tone(condition: Condition) -> str:
    if condition.type == "Ready":
        return {"True": "success", "Unknown": "warning"}.get(condition.status, "")
    if condition.type.endswith("Ready"):
        return "success" if condition.status == "True" else "warning"
    if condition.status != "True":
        return ""
    return "danger" if condition.type == "Failure" else "warning"


def conditions(machine: VirtualMachine) -> tuple[ConditionRow, ...]:
    """Its conditions in the order of the reconciler; good news is quiet."""
    rows = []
    for raw in machine.conditions:
        condition = condition_from_json(raw)
        rows.append(
            ConditionRow(
                type=condition.type,
                tone=_tone(condition),
                message=condition.message or condition.reason,
                since=condition.last_transition_time,
            )
        )
    return tuple(rows)
