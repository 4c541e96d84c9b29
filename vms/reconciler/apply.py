"""Carry out planned actions on the host, one at a time, each under the lease."""

import logging
from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Final

from vms.compiler import StorageKind, StorageVolume, answer_files, seeds
from vms.hypervisor import Hypervisor, HypervisorRefused
from vms.images import answers_iso, seed_iso
from vms.lifecycle import ActionKind

from . import guest_secrets, image_copies, networking, record
from .lease import Lease
from .observe import Sight

logger = logging.getLogger(__name__)

# What the person reads in the operation's timeline.
STEPS: Final[Mapping[ActionKind, str]] = {
    ActionKind.CREATE_STORAGE: "storage ready",
    ActionKind.DEFINE: "defined",
    ActionKind.START: "started",
    ActionKind.SHUTDOWN: "guest asked to shut down",
    ActionKind.DESTROY: "power cut",
    ActionKind.UNDEFINE: "domain removed",
    ActionKind.DELETE_ALL_STORAGE: "storage removed",
}


def apply(action: ActionKind, sight: Sight, hypervisor: Hypervisor | None, lease: Lease) -> None:
    """Do one action and note it. Raises ``LeaseLost`` before it would act for an old epoch."""
    if action is ActionKind.FORGET_MACHINE:
        if hypervisor is not None:
            lease.check()
            networking.leave(sight.machine, hypervisor)
        record.forget(lease)
        return
    if hypervisor is not None:
        lease.check()
        _ACTIONS[action](sight, hypervisor)
    if action is ActionKind.DEFINE:
        record.remember_machine_type(lease, sight)
    if action in STEPS:
        record.step(lease, STEPS[action])


def _create_storage(sight: Sight, hypervisor: Hypervisor) -> None:
    for volume in sight.volumes:
        if volume.kind is StorageKind.CLAIM:
            continue  # the team's own, there already
        if volume.backing is not None:
            image_copies.ensure(sight.machine.host, PurePosixPath(volume.backing.path).name, hypervisor)
        hypervisor.create_storage_volume(volume, _content(sight, volume))


def _content(sight: Sight, volume: StorageVolume) -> bytes | None:
    if sight.manifest is None:
        return None
    wanted = answer_files(sight.manifest).get(volume.volume)
    if wanted is not None:
        return answers_iso(guest_secrets.answers(sight.machine, wanted))
    seed = seeds(sight.manifest).get(volume.volume)
    if seed is None:
        return None
    user_data = seed.user_data
    if seed.user_data_secret is not None:
        user_data = guest_secrets.user_data(sight.machine, seed.user_data_secret)
    return seed_iso(seed.instance_id, seed.hostname, user_data, seed.network_data, seed.flavour)


def _define(sight: Sight, hypervisor: Hypervisor) -> None:
    hypervisor.define(sight.domain_xml)
    if sight.manifest is not None:
        networking.settle(sight.machine, sight.manifest)


def _start(sight: Sight, hypervisor: Hypervisor) -> None:
    networking.make_ready(sight.machine, hypervisor)
    hypervisor.start(sight.machine.domain_uuid)


def _shutdown(sight: Sight, hypervisor: Hypervisor) -> None:
    try:
        hypervisor.shutdown(sight.machine.domain_uuid)
    except HypervisorRefused as refusal:
        # A guest that cannot be asked is cut off when its grace is over, as one that does not listen.
        logger.info("%s cannot be asked to shut down: %s", sight.machine.pk, refusal)


def _delete_run_storage(sight: Sight, hypervisor: Hypervisor) -> None:
    hypervisor.delete_storage_volumes(sorted(sight.desired.run_storage & sight.observed.storage))


_ACTIONS: Final[Mapping[ActionKind, Callable[[Sight, Hypervisor], None]]] = {
    ActionKind.CREATE_STORAGE: _create_storage,
    ActionKind.DEFINE: _define,
    ActionKind.START: _start,
    ActionKind.SHUTDOWN: _shutdown,
    ActionKind.DESTROY: lambda sight, hypervisor: hypervisor.destroy(sight.machine.domain_uuid),
    ActionKind.UNDEFINE: lambda sight, hypervisor: hypervisor.undefine(sight.machine.domain_uuid),
    ActionKind.DELETE_RUN_STORAGE: _delete_run_storage,
    ActionKind.DELETE_ALL_STORAGE: lambda sight, hypervisor: hypervisor.delete_storage_volumes(
        sorted(sight.observed.storage)
    ),
}
