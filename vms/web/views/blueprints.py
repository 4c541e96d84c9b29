"""Keeping the catalogue: its list, one entry with its history, and the form that writes a version."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from vms import access, catalogue, manifest
from vms.catalogue import SizesInvalid
from vms.manifest import ManifestInvalid, YamlInvalid
from vms.models import Blueprint, BlueprintVersion, Draft, Team, VirtualMachine
from vms.selectors import blueprints as selector
from vms.services import blueprints
from vms.services.blueprints import ADMINS_ONLY, BlueprintInvalid, Content, Looks
from vms.web import blueprint_form, blueprint_view, sources
from vms.web.actor import actor_of
from vms.web.blueprint_form import BlueprintForm
from vms.web.catalogue_pages import (
    BlueprintFormPage,
    BlueprintPage,
    BlueprintRow,
    CataloguePage,
    Offer,
    SizesPage,
)
from vms.web.forms import plain_lines

NEW = manifest.to_yaml(manifest.scratch("machine"))


def blueprint_or_404(request: HttpRequest, slug: str) -> Blueprint:
    """Absent and foreign look alike."""
    try:
        return selector.for_page(request.user, slug)
    except Blueprint.DoesNotExist as error:
        raise Http404 from error


@login_required
@require_safe
def blueprint_list(request: HttpRequest) -> HttpResponse:
    kept = set(selector.kept_teams(request.user).values_list("pk", flat=True))
    is_admin = bool(getattr(request.user, "is_staff", False))
    rows = [
        BlueprintRow(one, one.newest or 0, is_admin or one.team_id in kept)
        for one in selector.for_keeping(request.user)
    ]
    page = CataloguePage(rows=rows, may_keep=is_admin or bool(kept), is_admin=is_admin)
    return render(request, "vms/blueprint_list.html", {"page": page})


@login_required
@require_safe
def blueprint_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One entry: the card that people see, the manifest behind it, and how it came to be."""
    blueprint = blueprint_or_404(request, slug)
    versions = list(selector.versions(request.user, blueprint))
    for version in versions:
        version.blueprint = blueprint
    current = blueprint.current
    if current is not None:
        current.blueprint = blueprint
    page = BlueprintPage(
        blueprint=blueprint,
        offer=blueprint_view.offer(request.user, blueprint, current) if current else None,
        versions=blueprint_view.version_rows(blueprint, versions),
        text=(current or versions[0]).text,
        may_edit=access.may(request.user, "blueprint.edit", blueprint),
    )
    return render(request, "vms/blueprint_page.html", {"page": page})


# -- writing a version -----------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def blueprint_new(request: HttpRequest) -> HttpResponse:
    """A blueprint of a machine or a draft that the query names, or written from nothing."""
    if not selector.may_keep(request.user):
        raise access.NotPermitted("blueprint.create", f"{ADMINS_ONLY} Owners keep what is for their team.")
    source = _source(request)
    if source is None and request.method != "POST" and request.GET.get("from") != "nothing":
        return render(request, "vms/blueprint_source.html", {"sources": sources.offered(request.user)})
    found = catalogue.stripped(_text_of(source), _name_of(source)) if source else None
    form = _form(request, _proposal(request, source, found.text if found else NEW))
    action = f"{reverse('blueprint-new')}{_query_of(source)}"
    if request.method == "POST" and form.is_valid() and request.POST.get("_action") != "preview":
        try:
            content = blueprint_form.content_of(request.POST, form.cleaned_data)
            made = blueprints.create(
                actor=actor_of(request),
                team=form.cleaned_data["team"],
                looks=form.looks(),
                content=content,
                publish=request.POST.get("_action") == "publish",
            )
        except (BlueprintInvalid, SizesInvalid, ManifestInvalid, YamlInvalid) as error:
            return _form_answer(request, form, None, action, source, found, _sentences(error))
        messages.success(request, f"The blueprint {made} is made.")
        return redirect("blueprint-page", made.slug)
    return _form_answer(request, form, None, action, source, found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def blueprint_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """The next version of an entry, beginning with its newest."""
    blueprint = blueprint_or_404(request, slug)
    access.require(request.user, "blueprint.edit", blueprint)
    newest = selector.versions(request.user, blueprint)[0]
    newest.blueprint = blueprint
    form = _form(request, blueprint_form.initial_of(blueprint, newest))
    action = reverse("blueprint-edit", args=[slug])
    if request.method == "POST" and form.is_valid() and request.POST.get("_action") != "preview":
        try:
            version = blueprints.change(
                actor=actor_of(request),
                blueprint=blueprint,
                looks=form.looks(),
                content=blueprint_form.content_of(request.POST, form.cleaned_data),
                publish=request.POST.get("_action") == "publish",
            )
        except (BlueprintInvalid, SizesInvalid, ManifestInvalid, YamlInvalid) as error:
            return _form_answer(request, form, newest, action, errors=_sentences(error))
        messages.success(request, f"{blueprint} is saved as version {version.number}.")
        return redirect("blueprint-page", slug)
    return _form_answer(request, form, newest, action)


def _form(request: HttpRequest, initial: dict[str, object]) -> BlueprintForm:
    data = request.POST if request.method == "POST" else None
    return BlueprintForm(data, initial=initial, teams=selector.kept_teams(request.user))


def _form_answer(
    request: HttpRequest,
    form: BlueprintForm,
    newest: BlueprintVersion | None,
    action: str,
    source: Draft | VirtualMachine | None = None,
    found: catalogue.Stripped | None = None,
    errors: tuple[str, ...] = (),
) -> HttpResponse:
    text = plain_lines(str(form["text"].value() or ""))
    if form.is_bound:
        rows = blueprint_form.posted_rows(request.POST, text)
    else:
        rows = blueprint_form.rows_of(text, newest)
    preview = None
    if form.is_bound and form.is_valid() and not errors:
        try:
            preview = _preview(request, form)
        except (SizesInvalid, YamlInvalid) as error:
            errors = (str(error),)
    page = BlueprintFormPage(
        form=form,
        blueprint=newest.blueprint if newest else None,
        rows=rows,
        removed=found.removed if found else (),
        look=found.look if found else (),
        errors=(
            *errors,
            *(f"{name.capitalize()}: {told}" for name, all in form.errors.items() for told in all),
        ),
        action=action,
        source=source,
        preview=preview,
    )
    is_refused = bool(page.errors)
    return render(request, "vms/blueprint_form.html", {"page": page}, status=422 if is_refused else 200)


def _preview(request: HttpRequest, form: BlueprintForm) -> Offer:
    """The card as it would be; nothing is saved. Raises ``YamlInvalid`` and ``SizesInvalid``."""
    content: Content = blueprint_form.content_of(request.POST, form.cleaned_data)
    looks: Looks = form.looks()
    blueprint = Blueprint(slug="preview", **{name: getattr(looks, name) for name in Looks.__slots__})
    version = BlueprintVersion(blueprint=blueprint, number=0, **content.as_kept())
    return blueprint_view.offer(request.user, blueprint, version)


def _sentences(error: BlueprintInvalid | SizesInvalid | ManifestInvalid | YamlInvalid) -> tuple[str, ...]:
    if isinstance(error, ManifestInvalid):
        return tuple(f"{problem.pointer}: {problem.message}" for problem in error.problems)
    return (str(error),)


# -- of what -----------------------------------------------------------------------------------------------


def _source(request: HttpRequest) -> Draft | VirtualMachine | None:
    """The machine or draft that the query names. Absent and foreign look alike."""
    for kind in ("machine", "draft"):
        if asked := request.GET.get(kind):
            try:
                found = sources.find(request.user, kind, UUID(asked))
            except ValueError as error:
                raise Http404 from error
            if found is None:
                raise Http404
            return found
    return None


def _text_of(source: Draft | VirtualMachine) -> str:
    return source.text if isinstance(source, Draft) else source.revision.text


def _name_of(source: Draft | VirtualMachine) -> str:
    return source.name or "machine"


def _query_of(source: Draft | VirtualMachine | None) -> str:
    if source is None:
        return "?from=nothing"
    kind = "draft" if isinstance(source, Draft) else "machine"
    return "?" + urlencode({kind: str(source.pk)})


def _proposal(request: HttpRequest, source: Draft | VirtualMachine | None, text: str) -> dict[str, object]:
    is_admin = getattr(request.user, "is_staff", False)
    kept: Team | None = selector.kept_teams(request.user).first()
    return {
        "title": _name_of(source).replace("-", " ").capitalize() if source else "",
        "picture": "server",
        "tint": "teal",
        "family": "linux",
        "position": 10,
        "team": None if is_admin else (source.team_id if source else (kept.pk if kept else None)),
        "text": text,
        "notes": f"Made from {source}." if source else "",
        "more": "",
    }


# -- versions, and the site's sizes --------------------------------------------------------------------------


def _version(request: HttpRequest, blueprint: Blueprint) -> BlueprintVersion:
    number = request.POST.get("number", "")
    rows = selector.versions(request.user, blueprint).select_related("blueprint")
    version = rows.filter(number=int(number[:9])).first() if number.isascii() and number.isdigit() else None
    if version is None:
        raise Http404
    return version


@login_required
@require_POST
def blueprint_publish(request: HttpRequest, slug: str) -> HttpResponse:
    version = _version(request, blueprint_or_404(request, slug))
    blueprints.publish(actor=actor_of(request), version=version)
    messages.success(request, f"The catalogue shows version {version.number}.")
    return redirect("blueprint-page", slug)


@login_required
@require_POST
def blueprint_restore(request: HttpRequest, slug: str) -> HttpResponse:
    version = _version(request, blueprint_or_404(request, slug))
    newest = blueprints.restore(actor=actor_of(request), version=version)
    messages.success(request, f"Version {newest.number} says what version {version.number} said.")
    return redirect("blueprint-page", slug)


@login_required
@require_POST
def blueprint_unpublish(request: HttpRequest, slug: str) -> HttpResponse:
    blueprint = blueprints.unpublish(actor=actor_of(request), blueprint=blueprint_or_404(request, slug))
    messages.success(
        request, f"{blueprint} is no longer in the catalogue. What began from it stays as it is."
    )
    return redirect("blueprint-page", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def site_sizes(request: HttpRequest) -> HttpResponse:
    access.require_admin(request.user, "size.set", ADMINS_ONLY)
    text, error = catalogue.write_sizes(selector.site_sizes()), ""
    if request.method == "POST":
        text = plain_lines(request.POST.get("text", ""))[:20_000]
        try:
            blueprints.set_site_sizes(actor=actor_of(request), sizes=catalogue.read_sizes(text))
        except (SizesInvalid, BlueprintInvalid) as refusal:
            error = str(refusal)
        else:
            messages.success(request, "The sizes are saved.")
            return redirect("site-sizes")
    page = SizesPage(text=text, sizes=blueprint_view.site_cards(), error=error)
    return render(request, "vms/site_sizes.html", {"page": page}, status=422 if error else 200)
