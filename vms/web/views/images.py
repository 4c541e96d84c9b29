"""The catalogue of images: what machines begin from, and for platform admins how it comes and for whom."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vms import access
from vms.models import Image, ImageKind, Team
from vms.selectors import audit
from vms.selectors import images as selector
from vms.services import Conflict, ImageWishRefused, image_imports
from vms.web.actor import actor_of
from vms.web.image_pages import WAYS, Given, ImageListPage, ImageNewPage, ImagePage, NewImage
from vms.web.pages import Confirm, ConfirmPage

LISTED = 200
_ADMINS = "Only a platform admin keeps the catalogue of images. Ask one of them."


def image_or_404(request: HttpRequest, image_id: int) -> Image:
    """Absent and not given to one's teams look alike."""
    return get_object_or_404(selector.for_list(request.user), pk=image_id)


@login_required
@require_safe
def image_list(request: HttpRequest) -> HttpResponse:
    page = ImageListPage(
        images=list(selector.for_list(request.user)[:LISTED]),
        imports=list(selector.imports_for_list(request.user)[:LISTED]),
        is_keeper=actor_of(request).is_staff,
    )
    return render(request, "vms/image_list.html", {"page": page})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def image_new(request: HttpRequest) -> HttpResponse:
    access.require_admin(request.user, "image.keep", _ADMINS)
    asked = request.POST.get("kind") or request.GET.get("from")
    chosen = next((one for one in WAYS if one.value == asked), WAYS[0])
    form = NewImage(
        request.POST if request.method == "POST" else None,
        teams=Team.objects.all(),
        initial={"reference": request.GET.get("reference", "")[:255]},
    )
    if form.is_valid():
        wish = {name: form.cleaned_data[name] for name in ("reference", "title", "kind", "url", "checksum")}
        try:
            image_imports.begin(actor=actor_of(request), teams=form.cleaned_data["teams"], **wish)
        except (ImageWishRefused, Conflict) as error:
            form.add_error(None, str(error))
        else:
            return redirect("image-list")
    page = ImageNewPage(form=form, ways=WAYS, chosen=chosen, teams=list(Team.objects.all()))
    return render(request, "vms/image_new.html", {"page": page}, status=422 if form.is_bound else 200)


@login_required
@require_safe
def image_page(request: HttpRequest, image_id: int) -> HttpResponse:
    image = image_or_404(request, image_id)
    is_keeper = actor_of(request).is_staff
    page = ImagePage(
        image=image,
        uses=selector.uses_of(image) if is_keeper else (),
        imports=list(image.imports.select_related("requested_by")[:20]) if is_keeper else (),
        teams=list(Team.objects.all()) if is_keeper else (),
        given=frozenset(team.pk for team in image.teams.all()),
        activity=list(audit.of_object(image)) if is_keeper else (),
        is_keeper=is_keeper,
        may_refresh=is_keeper and image.kind != ImageKind.FILE,
    )
    return render(request, "vms/image_page.html", {"page": page})


@login_required
@require_POST
def image_refresh(request: HttpRequest, image_id: int) -> HttpResponse:
    image = image_or_404(request, image_id)
    image_imports.begin(
        actor=actor_of(request),
        reference=image.reference,
        title=image.title,
        kind=image.kind,
        url=image.url,
        teams=image.teams.all(),
    )
    return redirect("image-list")


@login_required
@require_POST
def image_share(request: HttpRequest, image_id: int) -> HttpResponse:
    image = image_or_404(request, image_id)
    form = Given(request.POST, teams=Team.objects.all())
    if form.is_valid():
        image_imports.share(actor=actor_of(request), image=image, teams=form.cleaned_data["teams"])
        messages.success(request, "Who may use it is kept. Machines that run go on.")
    return redirect("image-page", image.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def image_delete(request: HttpRequest, image_id: int) -> HttpResponse:
    access.require_admin(request.user, "image.keep", _ADMINS)
    image = image_or_404(request, image_id)
    if request.method == "POST":
        image_imports.delete(actor=actor_of(request), image=image)
        messages.success(request, f"The image {image} is deleted. Hosts drop their copies within a minute.")
        return redirect("image-list")
    confirm = Confirm(
        verb="delete",
        title=f"Delete the image {image}?",
        text="No machine can begin from it any more. It can be imported again from where it came.",
        label="Delete the image",
        icon="trash3",
        url=reverse("image-delete", args=[image.pk]),
        back=reverse("image-page", args=[image.pk]),
        kept=("Volumes that were filled from it whole",),
        lost=("The image and its copies on the hosts",),
    )
    return render(request, "vms/confirm.html", {"page": ConfirmPage(confirm)})
