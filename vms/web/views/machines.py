"""The list of machines, and the tabs of one."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vms import access
from vms.models import ChangeKind, RequestState, VirtualMachine
from vms.selectors import audit, blueprints, claims, images, machines, operations, requests, teams
from vms.services import consoles
from vms.web import machine_view, trouble
from vms.web.download import manifest_file
from vms.web.machine_pages import (
    MachineConfigurationPage,
    MachineConsolePage,
    MachineListPage,
    MachineOverviewPage,
    MachineRow,
)

LISTED = 200
# Parts of the list that the dashboard counts and no search by words finds.
_PARTS: Final[dict[str, Callable[[VirtualMachine], bool]]] = {
    "attention": trouble.needs_attention,
    "moving": trouble.is_moving,
}


def machine_or_404(request: HttpRequest, machine_id: UUID) -> VirtualMachine:
    """Absent and foreign look alike."""
    try:
        return machines.for_page(request.user, machine_id)
    except VirtualMachine.DoesNotExist as error:
        raise Http404 from error


@login_required
@require_safe
def machine_list(request: HttpRequest) -> HttpResponse:
    mine = list(teams.of(request.user))
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    team = next((one for one in mine if one.slug == request.GET.get("team")), None)
    only = request.GET.get("only", "")
    only = only if only in _PARTS else ""
    rows = machines.for_list(request.user, team=team, search=search)
    found = list(filter(_PARTS[only], rows)) if only else list(rows[: LISTED + 1])
    waiting = requests.for_list(request.user, RequestState.PENDING).filter(kind=ChangeKind.CREATE)
    if team is not None:
        waiting = waiting.filter(team=team)
    if search:
        waiting = waiting.filter(name__icontains=search)
    expected = [] if only else list(waiting[:50])
    page = MachineListPage(
        machines=[MachineRow(one, next(iter(trouble.of(one)), None)) for one in found[:LISTED]],
        waiting=expected,
        teams=mine,
        team=team,
        search=search,
        only=only,
        nothing=_nothing(bool(found), bool(expected), is_filtered=bool(search or team or only)),
        blueprints=[] if found or expected else list(blueprints.published(request.user)),
        more=(len(found) if only else rows.count()) - LISTED if len(found) > LISTED else 0,
    )
    return render(request, "vms/machine_list.html", {"page": page})


def _nothing(has_machines: bool, has_waiting: bool, *, is_filtered: bool) -> str:  # noqa: FBT001  two plain facts
    if has_machines:
        return ""
    if has_waiting:
        return "waiting"
    return "filtered" if is_filtered else "none"


@login_required
@require_safe
def overview(request: HttpRequest, machine_id: UUID) -> HttpResponse:
    machine = machine_or_404(request, machine_id)
    meaning = machines.parsed(machine)
    done = list(operations.of_machine(machine))
    page = MachineOverviewPage(
        head=machine_view.head(request.user, machine, "overview"),
        run_strategy=str(meaning.run_strategy) if meaning else "unreadable",
        disks=machine_view.disks(meaning) if meaning else (),
        interfaces=machine_view.interfaces(machine, meaning) if meaning else (),
        claims=list(claims.of_machine(machine)),
        pulls=images.pulled_for(machine),
        timeline=machine_view.timeline(done),
        conditions=machine_view.conditions(machine),
        operations=done,
        requests=list(requests.for_list(request.user).filter(machine=machine)[:5]),
        activity=list(audit.of_object(machine)),
    )
    return render(request, "vms/machine_overview.html", {"page": page})


@login_required
@require_safe
def configuration(request: HttpRequest, machine_id: UUID) -> HttpResponse:
    machine = machine_or_404(request, machine_id)
    page = MachineConfigurationPage(
        head=machine_view.head(request.user, machine, "configuration"),
        text=machine.revision.text,
        digest=machine.revision.digest,
        may_make_blueprint=access.may(request.user, "team.catalogue", machine.team),
    )
    return render(request, "vms/machine_configuration.html", {"page": page})


@login_required
@require_safe
# xterm writes inline styles; the decorator's types know of no path arguments.
@csp_update({"style-src": ["'unsafe-inline'"], "img-src": ["blob:"]})  # type: ignore[arg-type]  # see above
def console(request: HttpRequest, machine_id: UUID) -> HttpResponse:
    machine = machine_or_404(request, machine_id)
    view = "screen" if request.GET.get("view") == "screen" else "serial"
    page = MachineConsolePage(
        head=machine_view.head(request.user, machine, "console"),
        view=view,
        refusal=_console_refusal(request, machine, view),
    )
    return render(request, "vms/machine_console.html", {"page": page})


def _console_refusal(request: HttpRequest, machine: VirtualMachine, view: str) -> str:
    if not access.may(request.user, "machine.console", machine):
        return "You may not use the consoles of this machine. Ask an owner of its team."
    return consoles.refusal(machine, "vnc" if view == "screen" else "serial") or ""


@login_required
@require_safe
def download(request: HttpRequest, machine_id: UUID, format: str) -> HttpResponse:
    machine = machine_or_404(request, machine_id)
    return manifest_file(machine.revision.text, machine.name, format)
