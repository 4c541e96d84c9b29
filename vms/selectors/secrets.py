"""Teams' secrets: that they exist, their keys, who uses them. Their content is no answer of any selector."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from vms import access, manifest
from vms.models import ChangeRequest, Draft, RequestState, Secret, Team, VirtualMachine
from vms.schema import Problem


@dataclass(frozen=True, slots=True)
class Use:
    """Something of the team that names the secret."""

    kind: str  # draft, request or machine
    thing: Draft | ChangeRequest | VirtualMachine


@dataclass(frozen=True, slots=True)
class Reference:
    """A secret as a document names it; ``secret`` is ``None`` while the team has none of that name."""

    pointer: str
    name: str
    secret: Secret | None


def for_list(user: access.Actor) -> QuerySet[Secret]:
    return access.visible_to(user, Secret).select_related("team", "changed_by").defer("sealed")


def named_by(document: manifest.Document, team: Team) -> list[Reference]:
    """What a document of a team refers to. Costs a query if it refers to anything."""
    found = list(manifest.secret_references(document))
    if not found:
        return []
    rows = Secret.objects.filter(team=team, name__in={name for _, name in found}).defer("sealed")
    known = {row.name: row for row in rows.select_related("changed_by")}
    return [Reference(pointer, name, known.get(name)) for pointer, name in found]


def problems_of(document: manifest.Document, team: Team) -> Iterator[Problem]:
    """References that lead nowhere, or to what holds no user data and no answers."""
    for pointer, name in manifest.config_map_references(document):
        message = (
            f"Team {team.slug} has no ConfigMap named {name}: the portal keeps answer files in secrets. Put "
            "them into one and name it under “secret”."
        )
        yield Problem(pointer, message, "config-map-missing")
    for reference in named_by(document, team):
        secret = reference.secret
        if "sysprep" in reference.pointer:
            if secret is None or not manifest.has_answers(secret.keys):
                message = (
                    f"Team {team.slug} has no secret named {reference.name} with answer files. Create it "
                    "under Secrets, with a key autounattend.xml or unattend.xml."
                )
                yield Problem(reference.pointer, message, "answers-missing")
        elif secret is None:
            message = (
                f"Team {team.slug} has no secret named {reference.name}. Create it under Secrets, or write "
                "the data into userData."
            )
            yield Problem(reference.pointer, message, "secret-missing")
        elif not set(secret.keys) & set(manifest.USER_DATA_KEYS):
            message = (
                f"The secret {secret.name} has no key “userdata”, so a guest would get nothing from it. "
                "Replace its content under Secrets."
            )
            yield Problem(reference.pointer, message, "secret-without-user-data")


def uses_of(secret: Secret) -> list[Use]:
    """The team's machines, waiting requests and drafts that refer to the secret."""
    machines = VirtualMachine.objects.filter(team_id=secret.team_id)
    requests = ChangeRequest.objects.filter(
        team_id=secret.team_id, state=RequestState.PENDING
    ).select_related("revision")
    drafts = Draft.objects.filter(team_id=secret.team_id, text__contains=secret.name)
    return [
        *(Use("machine", row) for row in machines if _names(row.document, secret)),
        *(Use("request", row) for row in requests if _names(row.revision.document, secret)),
        *(Use("draft", row) for row in drafts if _names(_document(row), secret)),
    ]


def machines_with(secret: Secret) -> list[VirtualMachine]:
    """The machines that wait for the secret, or take it at their next start."""
    rows = VirtualMachine.objects.filter(team_id=secret.team_id)
    return [row for row in rows if _names(row.document, secret)]


def free_name(team: Team, base: str) -> str:
    """A name for a new secret of the team that begins with ``base``."""
    taken = set(Secret.objects.filter(team=team, name__startswith=base).values_list("name", flat=True))
    if base not in taken:
        return base
    return next(name for number in range(2, len(taken) + 3) if (name := f"{base}-{number}") not in taken)


def _names(document: object, secret: Secret) -> bool:
    return any(name == secret.name for _, name in manifest.secret_references(document))


def _document(draft: Draft) -> object:
    try:
        return manifest.from_yaml(draft.text)
    except manifest.YamlInvalid:
        return None
