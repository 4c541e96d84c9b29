"""Drafts, and what can be read in their text."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import QuerySet

from vms import access, catalogue, compiler, manifest
from vms.models import ChangeRequest, Draft, RequestState, Team, VirtualMachine
from vms.schema import Edit, Fix, Problem, Schema, Severity, pointer

from . import blueprints, networks, schemas, secrets
from .prepared import Given, Prepared
from .schemas import Governing

REMEMBERED: Final = 32  # texts of drafts and what is in them; at most some 30 MB each, usually 50 kB
MOST_PROBLEMS: Final = 100  # told at once; nobody reads more, and each costs space on every page


@dataclass(frozen=True, slots=True)
class Reading:
    """``document`` is ``None`` when the text is not readable YAML; the one problem then says where and why,
    and ``error`` holds its line."""

    document: manifest.Document | None
    problems: list[Problem]
    error: manifest.YamlInvalid | None = None
    governing: Governing = field(default_factory=schemas.shipped)

    @property
    def error_count(self) -> int:
        return sum(problem.severity is Severity.ERROR for problem in self.problems)


def for_list(user: access.Actor) -> QuerySet[Draft]:
    return access.visible_to(user, Draft).select_related("team", "author", "machine").defer("text")


def for_editor(user: access.Actor, draft_id: UUID) -> Draft:
    """With what hangs on it. Raises ``Draft.DoesNotExist`` for an absent and a foreign one alike."""
    if not user.is_authenticated or not user.is_active:
        raise Draft.DoesNotExist
    draft = _visible(is_staff=bool(getattr(user, "is_staff", False))).first(user=user.pk, draft=draft_id)
    if draft is None:
        raise Draft.DoesNotExist
    return draft


@cache
def _visible(*, is_staff: bool) -> Prepared[Draft]:
    """One draft, for anybody like this."""

    def build() -> QuerySet[Draft]:
        somebody = User(pk=Given("user", User._meta.pk), is_staff=is_staff)
        return (
            access.visible_to(somebody, Draft)
            .filter(pk=Given("draft", Draft._meta.pk))
            .select_related("team", "machine", "blueprint_version__blueprint", "author")
        )

    return Prepared(build)


def waiting_request(draft: Draft) -> UUID | None:
    """The request from this draft that waits for approval; there is at most one."""
    found = _WAITING.values(draft=draft.pk)
    return found[0][0] if found else None


_WAITING: Final = Prepared(
    lambda: (
        ChangeRequest.objects.filter(draft=Given("draft", Draft._meta.pk), state=RequestState.PENDING)
        .order_by()
        .values_list("pk")[:1]
    )
)


def read(draft: Draft) -> Reading:
    """The document in a draft's text and every problem of it, for its team and under its blueprint."""
    governing = schemas.for_draft(draft)
    try:
        document = document_in(draft.text)
    except manifest.YamlInvalid as error:
        return Reading(None, [Problem("", str(error), "yaml")], error, governing)
    own = _own_problems(draft.text, governing.schema)
    return Reading(document, _all_problems(document, draft, list(own)), governing=governing)


# What a text says is a matter of the text alone. An editor reads each more than once: after it is saved, and
# when the next change is compared with it. Nobody may change a document that was read.
@lru_cache(maxsize=REMEMBERED)
def document_in(text: str) -> manifest.Document:
    """What a draft's text says, to be looked at only. Raises ``YamlInvalid``."""
    return manifest.from_yaml(text)


@lru_cache(maxsize=REMEMBERED)
def _own_problems(text: str, schema: Schema) -> tuple[Problem, ...]:
    return tuple(compiler.check(document_in(text), schema))


def check(document: manifest.Document, draft: Draft, governing: Governing | None = None) -> list[Problem]:
    """The document's own problems under the schema that governs the draft, then those that only the database
    knows: of the team, and of the blueprint that the draft began from. The worst of too many."""
    own = compiler.check(document, (governing or schemas.for_draft(draft)).schema)
    return _all_problems(document, draft, own)


def _all_problems(document: manifest.Document, draft: Draft, problems: list[Problem]) -> list[Problem]:
    version = draft.blueprint_version
    is_name_at_fault = any(problem.pointer == "/metadata/name" for problem in problems)
    problems += _of_namespace(document, draft.team)
    problems += [] if is_name_at_fault else _of_name(document, draft.team, draft.machine)
    problems += catalogue.check(blueprints.terms_of(version), document) if version else []
    problems += secrets.problems_of(document, draft.team)
    problems += networks.problems_of(document, draft.team)
    if len(problems) <= MOST_PROBLEMS:
        return problems
    worst = sorted(problems, key=lambda problem: problem.severity is not Severity.ERROR)[:MOST_PROBLEMS]
    more = f"There are {len(problems) - MOST_PROBLEMS} more problems. Solve the others first."
    return [*worst, Problem("", more, "more", worst[-1].severity)]


def _of_namespace(document: manifest.Document, team: Team) -> Iterator[Problem]:
    namespace = pointer.get(document, "/metadata/namespace")
    if isinstance(namespace, str) and namespace != team.slug:
        yield Problem(
            "/metadata/namespace",
            f"The namespace must be {team.slug}, the team that this draft belongs to.",
            "team-namespace",
            fix=Fix(f"Use {team.slug}", (Edit("/metadata/namespace", team.slug),)),
        )


def _of_name(document: manifest.Document, team: Team, machine: VirtualMachine | None) -> Iterator[Problem]:
    name = pointer.get(document, "/metadata/name")
    if not isinstance(name, str):
        return
    if machine is not None and name != machine.name:
        yield Problem(
            "/metadata/name",
            f"A machine keeps its name. Put back {machine.name}, or begin a draft for a new machine.",
            "renamed",
            fix=Fix(f"Use {machine.name}", (Edit("/metadata/name", machine.name),)),
        )
    if machine is None and _TAKEN.values(team=team.pk, name=name):
        yield Problem(
            "/metadata/name",
            f"Team {team.slug} already has a machine named {name}. Choose another name.",
            "duplicate-name",
        )


_TAKEN: Final = Prepared(
    lambda: (
        VirtualMachine.objects.filter(
            team=Given("team", Team._meta.pk), name=Given("name", VirtualMachine._meta.get_field("name"))
        )
        .order_by()
        .values_list("pk")[:1]
    )
)
