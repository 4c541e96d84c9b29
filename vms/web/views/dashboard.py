"""The first page: how things stand."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from vms.selectors import blueprints, teams
from vms.selectors import dashboard as selector
from vms.selectors.dashboard import Summary
from vms.web.pages import DashboardPage, Stat

_QUIET = frozenset({"Running", "Stopped", "Starting", "Stopping", "Provisioning", "Terminating", "Migrating"})


@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    summary = selector.summary(request.user)
    is_empty = not (summary.machine_count or summary.drafts or summary.my_requests)
    page = DashboardPage(
        summary=summary,
        stats=_stats(summary),
        blueprints=list(blueprints.all()),
        teams=list(teams.of(request.user)),
        is_empty=is_empty,
    )
    return render(request, "vms/dashboard.html", {"page": page})


def _stats(summary: Summary) -> tuple[Stat, ...]:
    machines = reverse("machine-list")
    running = summary.by_status.get("Running", 0)
    stopped = summary.by_status.get("Stopped", 0)
    troubled = sum(count for status, count in summary.by_status.items() if status not in _QUIET)
    moving = summary.machine_count - running - stopped - troubled
    return (
        Stat("Running", running, "play-fill", "success", f"{machines}?q=Running"),
        Stat("Stopped", stopped, "power", "", f"{machines}?q=Stopped"),
        Stat("On the move", moving, "arrow-repeat", "accent", machines),
        Stat("Need attention", troubled, "exclamation-triangle", "danger" if troubled else "", machines),
    )
