"""Who may see what, and who may do what: the one answer for pages, API, websockets, tasks and exports.

Platform admins (``is_staff``) see every team's objects; others see what their teams own. An object that
is not visible and one that does not exist must look alike, so callers look objects up through
``visible_to`` and never by ``Model.objects``.
"""

from typing import Any, TypeVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet

from vms.errors import PortalError
from vms.models import (
    AuditEvent,
    Blueprint,
    BlueprintVersion,
    ChangeRequest,
    Claim,
    Draft,
    DraftChange,
    Image,
    ImageImport,
    Membership,
    NetworkAttachment,
    Operation,
    Revision,
    Role,
    SchemaVersion,
    Secret,
    SshKey,
    Team,
    VirtualMachine,
)

Actor = AbstractBaseUser | AnonymousUser
Row = TypeVar("Row", bound=Model)


class NotPermitted(PortalError):
    """The actor may see the object, yet not do this to it."""

    code = "not_permitted"

    def __init__(self, verb: str, reason: str) -> None:
        super().__init__(verb, reason)
        self.verb, self.reason = verb, reason

    def __str__(self) -> str:
        return self.reason


# The path from each kind of object to the team that owns it.
_OWNER: dict[type[Model], str] = {
    Team: "pk",
    VirtualMachine: "team",
    Draft: "team",
    DraftChange: "draft__team",
    Revision: "team",
    ChangeRequest: "team",
    Operation: "team",
    AuditEvent: "team",
    Secret: "team",
    Claim: "team",
}
# What belongs to one person is nobody else's to see, not even a platform admin's.
_PERSON: dict[type[Model], str] = {SshKey: "user"}


def visible_to(user: Actor, model: type[Row]) -> QuerySet[Row]:
    """The rows of ``model`` that ``user`` may know of."""
    rows = model._default_manager.all()
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    if model in _PERSON:
        return rows.filter(**{_PERSON[model]: user.pk})
    if getattr(user, "is_staff", False):
        return rows
    if model is Blueprint:
        return rows.filter(_in_catalogue_of(user))
    if model is BlueprintVersion:
        return rows.filter(blueprint__in=visible_to(user, Blueprint).order_by().values("pk"))
    if model is NetworkAttachment:
        return rows.filter(pk__in=_offered(user))
    if model is SchemaVersion:
        return rows.filter(_governs(user))
    if model is Image:
        return rows.filter(_given_to(user))
    if model is ImageImport:
        return rows.none()
    return rows.filter(
        **{f"{_OWNER[model]}__in": Team.objects.filter(memberships__user_id=user.pk).values("pk")}
    )


def _in_catalogue_of(user: AbstractBaseUser) -> Q:
    """What is published for everybody or for a team of the user's, and all of the teams that they own."""
    mine = Membership.objects.filter(user_id=user.pk)
    is_for_me = Q(team=None) | Q(team__in=mine.values("team"))
    return is_for_me & Q(current__isnull=False) | Q(team__in=mine.filter(role=Role.OWNER).values("team"))


def _offered(user: AbstractBaseUser) -> QuerySet[NetworkAttachment, Any]:
    """The networks that a team of the user's may join."""
    mine = Membership.objects.filter(user_id=user.pk).values("team")
    granted = NetworkAttachment.objects.filter(Q(is_for_everybody=True) | Q(teams__in=mine))
    return granted.order_by().values("pk")


def _given_to(user: AbstractBaseUser) -> Q:
    """The catalogue's images that are everybody's, or a team's of the user."""
    mine = Membership.objects.filter(user_id=user.pk).values("team")
    given = Image.teams.through.objects
    everybodys = ~Q(pk__in=given.values("image_id"))
    return Q(is_listed=True) & (everybodys | Q(pk__in=given.filter(team__in=mine).values("image_id")))


def _governs(user: AbstractBaseUser) -> Q:
    """The schemas that drafts of the user's may be written under."""
    mine = Membership.objects.filter(user_id=user.pk).values("team")
    begun = visible_to(user, Blueprint).order_by().filter(schema__isnull=False)
    return (
        Q(is_default=True)
        | Q(pk__in=Team.objects.filter(pk__in=mine, schema__isnull=False).order_by().values("schema"))
        | Q(pk__in=begun.values("schema"))
    )


_TEAM_VERBS = frozenset({"team.use"})
_CATALOGUE_VERB = "team.catalogue"
_MACHINE_VERBS = frozenset(
    {"machine.view", "machine.power", "machine.console", "machine.edit", "machine.delete"}
)
_DRAFT_VERBS = frozenset({"draft.view", "draft.edit", "draft.submit", "draft.delete"})
_SECRET_VERBS = frozenset({"secret.view", "secret.replace", "secret.delete"})
_CLAIM_VERBS = frozenset({"claim.view", "claim.change", "claim.copy", "claim.delete"})
_KEY_VERBS = frozenset({"ssh_key.delete"})


# Whoever sees one of these may do all of it.
_SAME_FOR_ALL: dict[type[Model], frozenset[str]] = {
    Draft: _DRAFT_VERBS,
    Secret: _SECRET_VERBS,
    SshKey: _KEY_VERBS,
}


def verbs_for(user: Actor, obj: Model) -> frozenset[str]:
    """Every verb that ``user`` may apply to ``obj``; empty when the object is not even visible."""
    if not visible_to(user, type(obj)).filter(pk=obj.pk).exists():
        return frozenset()
    match obj:
        case Team():
            return _team_verbs(user, obj)
        case Blueprint():
            return _blueprint_verbs(user, obj)
        case VirtualMachine():
            return _machine_verbs(user, obj)
        case SchemaVersion():
            return _schema_verbs(user)
        case Claim():
            return _claim_verbs(user, obj)
        case NetworkAttachment():
            return _network_verbs(user)
        case ChangeRequest():
            return _request_verbs(user, obj)
        case _:
            return _SAME_FOR_ALL.get(type(obj), frozenset())


def may(user: Actor, verb: str, obj: Model) -> bool:
    return verb in verbs_for(user, obj)


def require(user: Actor, verb: str, obj: Model) -> None:
    """Raises ``NotPermitted`` with a sentence for the person."""
    if not may(user, verb, obj):
        raise NotPermitted(verb, why_not(user, verb, obj))


def require_admin(user: Actor, verb: str, reason: str) -> None:
    """For what belongs to no team. Raises ``NotPermitted`` with the reason for everybody but admins."""
    if not (user.is_authenticated and user.is_active and getattr(user, "is_staff", False)):
        raise NotPermitted(verb, reason)


def _team_verbs(user: Actor, team: Team) -> frozenset[str]:
    may_keep = getattr(user, "is_staff", False) or _is_owner(user, team.pk)
    return _TEAM_VERBS | {_CATALOGUE_VERB} if may_keep else _TEAM_VERBS


def _schema_verbs(user: Actor) -> frozenset[str]:
    """Everybody reads what governs them; admins keep it."""
    kept = {"schema.use", "schema.delete"} if getattr(user, "is_staff", False) else set()
    return frozenset({"schema.view"} | kept)


def _network_verbs(user: Actor) -> frozenset[str]:
    """Everybody knows what their teams may join; admins keep it."""
    kept = {"network.edit", "network.delete"} if getattr(user, "is_staff", False) else set()
    return frozenset({"network.view"} | kept)


def _blueprint_verbs(user: Actor, blueprint: Blueprint) -> frozenset[str]:
    """Admins keep the whole catalogue, owners that of their team."""
    is_owner = blueprint.team_id is not None and _is_owner(user, blueprint.team_id)
    verbs = {"blueprint.view"} | ({"blueprint.use"} if blueprint.current_id else set())
    return frozenset(verbs | ({"blueprint.edit"} if is_owner or getattr(user, "is_staff", False) else set()))


def _machine_verbs(user: Actor, machine: VirtualMachine) -> frozenset[str]:
    if getattr(user, "is_staff", False) or _is_owner(user, machine.team_id):
        return _MACHINE_VERBS
    return _MACHINE_VERBS - {"machine.delete"}


def _claim_verbs(user: Actor, claim: Claim) -> frozenset[str]:
    """As with machines: who throws data away answers for the team."""
    if getattr(user, "is_staff", False) or _is_owner(user, claim.team_id):
        return _CLAIM_VERBS
    return _CLAIM_VERBS - {"claim.delete"}


def _request_verbs(user: Actor, request: ChangeRequest) -> frozenset[str]:
    verbs = {"request.view"}
    is_author = request.author_id == user.pk or request.revision.author_id == user.pk
    if getattr(user, "is_staff", False) and not is_author:
        verbs.add("request.decide")
    if is_author or _is_owner(user, request.team_id):
        verbs.add("request.withdraw")
    return frozenset(verbs)


def _is_owner(user: Actor, team_id: int) -> bool:
    mine = Membership.objects.filter(team_id=team_id, role=Role.OWNER)
    return user.is_authenticated and mine.filter(user_id=user.pk).exists()


def why_not(user: Actor, verb: str, obj: Model) -> str:
    """The sentence for somebody who sees ``obj`` and may not do this to it. Costs no query."""
    if verb == "request.decide" and getattr(user, "is_staff", False):
        return "You wrote this request, so somebody else must decide it. Ask another platform admin."
    if verb == "request.decide":
        return "Only a platform admin can decide a request. Ask one of them to look at it."
    if verb == "machine.delete":
        return "Only an owner of the team or a platform admin can delete a machine. Ask one of them."
    if verb == "claim.delete":
        return "Only an owner of the team or a platform admin can delete a volume. Ask one of them."
    if verb == "blueprint.use":
        return f"The blueprint {obj} is not published. Choose another, or ask whoever keeps it."
    if verb == "blueprint.edit":
        return "Only a platform admin, or an owner of the team it belongs to, changes a blueprint. Ask one."
    if verb == _CATALOGUE_VERB:
        return "Only an owner of the team or a platform admin keeps its blueprints. Ask one of them."
    if verb == "request.withdraw":
        return "Only its author or an owner of the team can withdraw a request."
    return f"You may not do this to {obj}. Ask an owner of its team."
