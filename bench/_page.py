"""The page of the editor by Django templates, its form by nested includes: the peer of ``editor``."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from bench._form_templates import view
from bench._portal import HOST, Member
from bench._same import verify
from bench.form import by_includes

_TOKEN: Final = re.compile(r'(name="csrfmiddlewaretoken" value=")\w+')


def by_templates(member: Member, draft: Any) -> Callable[[], str]:
    """Writes the page anew at each call. What the templates show is asked and prepared once, for nothing.

    Raises ``AssertionError`` unless the portal answers with the same page.
    """
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    from vms.formtree import Html
    from vms.selectors import blueprints, drafts
    from vms.web import diagram, workspace
    from vms.web.pages import EditorPage

    request = RequestFactory(headers={"host": HOST}).get(f"/drafts/{draft.pk}/?fields=all")
    request.user = member.user
    shown = workspace.build(draft, "all", actor=member.user)
    if shown.tree is None:
        raise AssertionError("The text cannot be read.")
    seen, wiring = view(shown.tree), {"diagram": diagram.part(drafts.read(draft))}
    page = EditorPage(
        replace(
            shown,
            form=lambda: Html(by_includes(seen)),
            diagram=lambda: render_to_string("vms/parts/_workspace_diagram.html", wiring),
        ),
        blueprints.may_keep(member.user),
    )
    context = {"page": page, "workspace": page.workspace}

    def write() -> str:
        return render_to_string("vms/draft_editor.html", context, request)

    verify(_TOKEN.sub(r"\1", member.look(draft).decode()), _TOKEN.sub(r"\1", write()))
    return write
