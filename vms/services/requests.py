"""Approval: a request binds to the digest of one immutable revision, and a decision to the same digest."""

import uuid
from typing import Any

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils import timezone

from vms import access, audit, dispatch, events, manifest
from vms.models import (
    ChangeKind,
    ChangeRequest,
    Decision,
    Draft,
    RequestState,
    Revision,
    VirtualMachine,
)
from vms.schema import Edit, Severity, pointer
from vms.selectors import drafts as reading
from vms.selectors import images

from . import operations
from .conflict import Conflict


@transaction.atomic
def submit(*, actor: User, draft: Draft, version: int, comment: str = "") -> ChangeRequest:
    """Freeze the draft as a revision and ask for its approval.

    A second click answers the request that already waits. Raises ``YamlInvalid``, ``ManifestInvalid``
    (a problem per pointer) and ``Conflict``.
    """
    access.require(actor, "draft.submit", draft)
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    text, document = _settled(draft)
    digest = manifest.digest(document)
    waiting = draft.change_requests.filter(state=RequestState.PENDING).select_related("revision").first()
    if waiting and waiting.revision.digest == digest:
        return waiting
    if waiting:
        raise Conflict(
            "A request for an earlier state of this draft waits for approval. Withdraw it, then submit again."
        )
    if draft.version != version:
        raise Conflict(
            "This draft was saved elsewhere after you opened it. Look at what is saved now, and submit again."
        )
    revision = Revision.objects.create(
        team=draft.team,
        draft=draft,
        author=actor,
        text=text,
        document=document,
        digest=digest,
        images=images.digests_of(document),
        blueprint_version=draft.blueprint_version,
    )
    change_request = _create_request(actor, draft, revision, comment)
    audit.record(actor, "change_request.submit", change_request, digest=digest)
    events.request_changed(change_request)
    return change_request


@transaction.atomic
def approve(*, actor: User, change_request: ChangeRequest, digest: str, comment: str = "") -> ChangeRequest:
    """Make the revision the wanted state of its machine. ``digest`` is what the reviewer saw.

    Raises ``NotPermitted`` (its author among others) and ``Conflict``.
    """
    change_request = _decide(actor, change_request, digest, comment, approved=True)
    if change_request.kind == ChangeKind.CREATE:
        machine, verb = _new_machine(change_request), "launch"
    else:
        machine, verb = _changed_machine(change_request), "update"
    ChangeRequest.objects.filter(pk=change_request.pk).update(machine=machine)
    change_request.machine = machine
    if change_request.draft_id is not None:
        Draft.objects.filter(pk=change_request.draft_id).update(machine=machine)
    operation = operations.begin(actor=change_request.author, machine=machine, verb=verb)
    operations.step(operation=operation, name="approved", detail=f"by {actor.get_username()}")
    events.machine_changed(machine)
    dispatch.reconcile_soon(machine.pk)
    return change_request


@transaction.atomic
def reject(*, actor: User, change_request: ChangeRequest, digest: str, comment: str = "") -> ChangeRequest:
    """Say no, with a reason. The draft stays and can be submitted again."""
    return _decide(actor, change_request, digest, comment, approved=False)


@transaction.atomic
def withdraw(*, actor: User, change_request: ChangeRequest) -> ChangeRequest:
    access.require(actor, "request.withdraw", change_request)
    _leave_pending(change_request, RequestState.WITHDRAWN)
    audit.record(actor, "change_request.withdraw", change_request)
    events.request_changed(change_request)
    return change_request


def _settled(draft: Draft) -> tuple[str, manifest.Document]:
    """The text and document as they would run: valid, and in the team's namespace."""
    text = draft.text
    document = manifest.from_yaml(text)
    if pointer.get(document, "/metadata") and not pointer.get(document, "/metadata/namespace"):
        text = manifest.edit_yaml(text, [Edit("/metadata/namespace", draft.team.slug)])
        document = manifest.from_yaml(text)
    problems = reading.check(document, draft)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise manifest.ManifestInvalid(problems)
    return text, document


def _create_request(actor: User, draft: Draft, revision: Revision, comment: str) -> ChangeRequest:
    try:
        with transaction.atomic():
            return ChangeRequest.objects.create(
                team=draft.team,
                author=actor,
                revision=revision,
                draft=draft,
                machine=draft.machine,
                kind=ChangeKind.UPDATE if draft.machine else ChangeKind.CREATE,
                name=revision.document["metadata"]["name"],
                comment=comment,
            )
    except IntegrityError as error:
        raise Conflict(
            "Another request for a machine of this name waits for approval. Choose another name, or wait."
        ) from error


def _decide(
    actor: User, change_request: ChangeRequest, digest: str, comment: str, *, approved: bool
) -> ChangeRequest:
    access.require(actor, "request.decide", change_request)
    if approved and change_request.machine_id is not None:
        # The machine before its request, as a deletion does it: else each could wait for the other.
        VirtualMachine.objects.select_for_update().order_by().filter(pk=change_request.machine_id).first()
    change_request = ChangeRequest.objects.select_related("revision", "team", "machine", "author").get(
        pk=change_request.pk
    )
    if change_request.revision.digest != digest:
        raise Conflict(
            "This request is about another revision than the one you saw. Reload it and look again."
        )
    _leave_pending(change_request, RequestState.APPROVED if approved else RequestState.REJECTED)
    Decision.objects.create(
        change_request=change_request, reviewer=actor, approved=approved, digest=digest, comment=comment
    )
    audit.record(
        actor, f"change_request.{'approve' if approved else 'reject'}", change_request, digest=digest
    )
    events.request_changed(change_request)
    return change_request


def _leave_pending(change_request: ChangeRequest, state: RequestState) -> None:
    """Compare-and-set: of two people who decide at once, one wins and the other is told."""
    now = timezone.now()
    changed = ChangeRequest.objects.filter(pk=change_request.pk, state=RequestState.PENDING).update(
        state=state, decided_at=now
    )
    if not changed:
        current = ChangeRequest.objects.values_list("state", flat=True).get(pk=change_request.pk)
        label = RequestState(current).label.lower()
        raise Conflict(f"This request is no longer waiting: it is {label}.")
    change_request.state, change_request.decided_at = state, now


def _new_machine(change_request: ChangeRequest) -> VirtualMachine:
    revision = change_request.revision
    parsed = manifest.parse(revision.document)
    try:
        with transaction.atomic():
            machine = VirtualMachine.objects.create(
                team=change_request.team,
                name=change_request.name,
                revision=revision,
                document=revision.document,
                domain_uuid=parsed.firmware.uuid or uuid.uuid4(),
                serial=parsed.firmware.serial or str(uuid.uuid4()),
            )
    except IntegrityError as error:
        raise Conflict(
            "A machine with this name or firmware uuid exists by now. Reject the request and ask for another."
        ) from error
    machine.macs = _macs(parsed, machine.pk, {})
    machine.save(update_fields=["macs"])
    audit.record(change_request.author, "machine.create", machine, digest=revision.digest)
    return machine


def _changed_machine(change_request: ChangeRequest) -> VirtualMachine:
    machine = change_request.machine
    if machine is None or machine.deletion_requested_at is not None:
        raise Conflict("The machine of this request is gone. Reject the request.")
    revision = change_request.revision
    changed: dict[str, Any] = {
        "revision": revision,
        "document": revision.document,
        "generation": machine.generation + 1,
        "look_again_at": None,  # a back-off was for the old manifest
        "macs": _macs(manifest.parse(revision.document), machine.pk, machine.macs),
    }
    if not VirtualMachine.objects.filter(pk=machine.pk, generation=machine.generation).update(**changed):
        raise Conflict("The machine was changed a moment ago. Reload the request and look again.")
    machine.refresh_from_db()
    audit.record(change_request.author, "machine.update", machine, digest=revision.digest)
    return machine


def _macs(parsed: manifest.Manifest, machine_id: uuid.UUID, known: dict[str, str]) -> dict[str, str]:
    """An address for each interface that names none, chosen once; KubeVirt picks a new one at each start."""
    return {
        interface.name: known.get(interface.name) or _generated_mac(machine_id, interface.name)
        for interface in parsed.interfaces
        if interface.mac_address is None
    }


def _generated_mac(machine_id: uuid.UUID, interface: str) -> str:
    tail = uuid.uuid5(machine_id, interface).bytes[:3]
    return "52:54:00:" + ":".join(f"{byte:02x}" for byte in tail)  # QEMU's locally administered prefix
