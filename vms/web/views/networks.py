"""Networks that administrators offer: everybody sees those of their teams, admins keep them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from vms import access
from vms.models import Host, NetworkAttachment, PlaceKind, Team
from vms.selectors import networks as selector
from vms.services import Conflict, networks
from vms.services.networks import ADMINS_ONLY
from vms.web.actor import actor_of
from vms.web.network_pages import NetworkForm, NetworkFormPage, NetworkListPage, initial
from vms.web.pages import Confirm, ConfirmPage, Notice


def network_or_404(request: HttpRequest, network_id: UUID) -> NetworkAttachment:
    """Absent and foreign look alike."""
    return get_object_or_404(selector.for_list(request.user), pk=network_id)


@login_required
@require_safe
def network_list(request: HttpRequest) -> HttpResponse:
    page = NetworkListPage(list(selector.for_list(request.user)), actor_of(request).is_staff)
    return render(request, "vms/network_list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def network_new(request: HttpRequest) -> HttpResponse:
    access.require_admin(request.user, "network.create", ADMINS_ONLY)
    form = _form(request, None)
    reason = ""
    if form.is_valid():
        name = form.cleaned_data["name"]
        try:
            network = networks.create(actor=actor_of(request), name=name, **form.wish)
        except Conflict as error:
            reason = str(error)
        else:
            messages.success(request, f"The network {network} is offered.")
            return redirect("network-list")
    return _answer(request, form, None, reason)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def network_page(request: HttpRequest, network_id: UUID) -> HttpResponse:
    network = network_or_404(request, network_id)
    access.require_admin(request.user, "network.edit", ADMINS_ONLY)
    form = _form(request, network)
    reason = ""
    if form.is_valid():
        try:
            networks.change(actor=actor_of(request), attachment=network, **form.wish)
        except Conflict as error:
            reason = str(error)
        else:
            messages.success(request, f"The network {network} is changed. Machines take it up as they start.")
            return redirect("network-list")
    return _answer(request, form, network, reason)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def network_delete(request: HttpRequest, network_id: UUID) -> HttpResponse:
    network = network_or_404(request, network_id)
    access.require_admin(request.user, "network.delete", ADMINS_ONLY)
    if request.method == "POST":
        networks.delete(actor=actor_of(request), attachment=network)
        messages.success(request, f"The network {network} is offered no more.")
        return redirect("network-list")
    confirm = Confirm(
        verb="delete",
        title=f"Offer the network {network} no more?",
        text="A network that a machine, a request or a draft names cannot be taken away.",
        label="Delete the network",
        icon="trash3",
        url=reverse("network-delete", args=[network.pk]),
        back=reverse("network-page", args=[network.pk]),
        kept=("The network itself, on every host",),
        lost=("Its name here, and to whom it was granted",),
    )
    return render(request, "vms/confirm.html", {"page": ConfirmPage(confirm)})


def _form(request: HttpRequest, network: NetworkAttachment | None) -> NetworkForm:
    hosts = list(Host.objects.all())
    posted = request.POST if request.method == "POST" else None
    return NetworkForm(posted, hosts=hosts, initial=initial(network))


def _answer(
    request: HttpRequest, form: NetworkForm, network: NetworkAttachment | None, reason: str
) -> HttpResponse:
    chosen = {str(each) for each in form["teams"].value() or ()}
    told = reason or next((str(error) for errors in form.errors.values() for error in errors), "")
    page = NetworkFormPage(
        form=form,
        network=network,
        teams=[(team, str(team.pk) in chosen) for team in Team.objects.all()],
        places=form.places,
        kinds=PlaceKind.choices,
        uses=selector.uses_of(network) if network else (),
        notice=Notice("error", told) if told else None,
    )
    return render(
        request, "vms/network_form.html", {"page": page}, status=422 if request.method == "POST" else 200
    )
