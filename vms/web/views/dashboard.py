"""The first page: how things stand."""

from collections import Counter

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from vms.selectors import blueprints, teams
from vms.selectors import dashboard as selector
from vms.selectors.dashboard import Summary
from vms.web import trouble
from vms.web.pages import DashboardPage, Stat


@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    summary = selector.summary(request.user)
    is_empty = not (summary.standing or summary.drafts or summary.my_requests)
    page = DashboardPage(
        summary=summary,
        stats=_stats(summary),
        blueprints=list(blueprints.published(request.user)),
        teams=list(teams.of(request.user)),
        is_empty=is_empty,
    )
    return render(request, "vms/dashboard.html", {"page": page})


def _stats(summary: Summary) -> tuple[Stat, ...]:
    machines = reverse("machine-list")
    by_status = Counter(machine.printable_status for machine in summary.standing)
    moving = sum(map(trouble.is_moving, summary.standing))
    troubled = sum(map(trouble.needs_attention, summary.standing))
    return (
        Stat("Running", by_status["Running"], "play-fill", "success", f"{machines}?q=Running"),
        Stat("Stopped", by_status["Stopped"], "power", "", f"{machines}?q=Stopped"),
        Stat("On the move", moving, "arrow-repeat", "accent", f"{machines}?only=moving"),
        Stat(
            "Need attention",
            troubled,
            "exclamation-triangle",
            "danger" if troubled else "",
            f"{machines}?only=attention",
        ),
    )
