"""The page where a draft begins: from a blueprint, from nothing, or from one of one's own."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from vms.manifest import ManifestInvalid
from vms.models import Draft, Family, Team
from vms.selectors import blueprints, names, teams
from vms.selectors import drafts as selector
from vms.services import Conflict, drafts, requests
from vms.web import blueprint_view, sources
from vms.web.actor import actor_of
from vms.web.catalogue_pages import FamilyChip, NewDraftPage, Offer, Way
from vms.web.forms import NewDraft

_WAYS: Final = (
    ("blueprint", "From a blueprint", "Choose one, pick a size, done.", "grid-1x2"),
    ("scratch", "From scratch", "The least a machine needs.", "file-earmark-plus"),
    ("import", "Paste or open a manifest", "YAML or JSON that you have.", "clipboard"),
    ("copy", "Copy one of mine", "A machine or a draft of your teams.", "copy"),
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draft_new(request: HttpRequest) -> HttpResponse:
    """The ways to begin. A GET names the way that is open, and perhaps a blueprint."""
    form = NewDraft(
        request.POST if request.method == "POST" else None,
        teams=teams.of(request.user),
        blueprints=blueprints.published(request.user),
    )
    if form.is_valid():
        return _begin(request, form.cleaned_data)
    page = _page(request, form)
    return render(request, "vms/draft_new.html", {"page": page}, status=422 if form.is_bound else 200)


def _begin(request: HttpRequest, wish: dict[str, Any]) -> HttpResponse:
    draft = _draft(request, wish)
    if not wish["submit"]:
        return redirect("draft-editor", draft.pk)
    try:
        asked = requests.submit(actor=actor_of(request), draft=draft, version=draft.version)
    except (ManifestInvalid, Conflict) as error:
        told = (
            str(error) if isinstance(error, Conflict) else "The manifest still has problems; they are listed."
        )
        messages.warning(request, f"The draft is begun, yet not submitted. {told}")
        return redirect("draft-editor", draft.pk)
    messages.success(request, f"{asked.name} is submitted. A platform admin will look at it.")
    return redirect("request-page", asked.pk)


def _draft(request: HttpRequest, wish: dict[str, Any]) -> Draft:
    actor, team, name = actor_of(request), wish["team"], wish["name"]
    match wish["way"]:
        case "blueprint":
            return drafts.from_blueprint(
                actor=actor, team=team, blueprint=wish["blueprint"], name=name, size=wish["size"]
            )
        case "copy":
            source = sources.find(request.user, *wish["source"])
            if source is None:
                raise Http404
            return drafts.copy_of(actor=actor, team=team, source=source, name=name)
        case _:
            return drafts.from_scratch(actor=actor, team=team, name=name, size=wish["size"])


# -- the page --------------------------------------------------------------------------------------------


def _page(request: HttpRequest, form: NewDraft) -> NewDraftPage:
    mine = list(teams.of(request.user))
    way = _way(request)
    offer = _offer(request) if way == "blueprint" and mine else None
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    family = request.GET.get("family", "")
    family = family if family in Family.values else ""
    shelf = (
        list(blueprints.published(request.user, search=search, family=family)) if way == "blueprint" else []
    )
    return NewDraftPage(
        form=form,
        way=way,
        ways=tuple(_ways(way)),
        teams=mine,
        name=str(form["name"].value() or _proposal(way, offer, mine)),
        blueprints=shelf,
        families=_families(request, search, family) if way == "blueprint" else (),
        search=search,
        family=family,
        offer=offer,
        sizes=blueprint_view.site_cards() if way == "scratch" else (),
        sources=sources.offered(request.user) if way == "copy" else (),
        drafts=list(selector.for_list(request.user).filter(author_id=request.user.pk)[:5]),
        last_used=blueprints.last_used(request.user),
        may_keep=blueprints.may_keep(request.user),
    )


def _way(request: HttpRequest) -> str:
    asked = request.POST.get("way") or request.GET.get("way") or "blueprint"
    return asked if asked in {"scratch", "copy"} else "blueprint"


def _url_of(way: str) -> str:
    """What comes from elsewhere is looked at on a page of its own, before a draft is begun."""
    return reverse("draft-import") if way == "import" else f"{reverse('draft-new')}?way={way}"


def _ways(current: str) -> list[Way]:
    return [
        Way(key, title, summary, icon, _url_of(key), key == current) for key, title, summary, icon in _WAYS
    ]


def _offer(request: HttpRequest) -> Offer | None:
    slug = request.POST.get("blueprint") or request.GET.get("blueprint") or ""
    found = blueprints.published(request.user).filter(slug=slug.replace("\0", "")).first()
    if found is None or found.current is None:
        return None
    return blueprint_view.offer(request.user, found, found.current)


def _proposal(way: str, offer: Offer | None, mine: list[Team]) -> str:
    if not mine or way == "copy" or (way == "blueprint" and offer is None):
        return ""
    return names.readable_name(mine[0], offer.base if offer else "machine")


def _families(request: HttpRequest, search: str, family: str) -> tuple[FamilyChip, ...]:
    """The families that have something in them, when there is more than one."""
    there = set(blueprints.published(request.user).values_list("family", flat=True))
    if len(there) < 2:
        return ()
    known = [(choice.value, choice.label) for choice in Family if choice.value in there]
    return tuple(
        FamilyChip(
            label=label,
            url=f"{reverse('draft-new')}?{urlencode({'q': search, 'family': value})}",
            is_current=value == family,
        )
        for value, label in (("", "All"), *known)
    )
