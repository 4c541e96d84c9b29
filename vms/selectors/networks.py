"""Networks that administrators offer, and what a machine has on those of its host."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.db.models import Prefetch, Q, QuerySet

from vms import access, manifest
from vms.hosts import HostFacts, PodNetwork, port_key
from vms.models import (
    ChangeRequest,
    Draft,
    Host,
    NetworkAttachment,
    NetworkLease,
    NetworkPlace,
    PlaceKind,
    PortForward,
    RequestState,
    Team,
    TeamNetwork,
    VirtualMachine,
)
from vms.networks import network_name
from vms.schema import Edit, Fix, Problem


@dataclass(frozen=True, slots=True)
class Use:
    """Something that names the network."""

    kind: str  # draft, request or machine
    thing: Draft | ChangeRequest | VirtualMachine


def for_list(user: access.Actor) -> QuerySet[NetworkAttachment]:
    """Of the teams that each is granted to, only those that the user may know of."""
    teams = Prefetch("teams", access.visible_to(user, Team))
    return access.visible_to(user, NetworkAttachment).prefetch_related("places__host", teams)


def granted_to(team: Team) -> QuerySet[NetworkAttachment]:
    """What the team's machines may join."""
    return NetworkAttachment.objects.filter(Q(is_for_everybody=True) | Q(teams=team)).distinct()


def spellings(name: str, team: Team) -> tuple[str, ...]:
    """How manifests of the team may write a network's name: with the team's own namespace or without."""
    own = f"{team.slug}/"
    if name.startswith(own):
        return name, name.removeprefix(own)
    return (name, own + name) if "/" not in name else (name,)


def known_names(team: Team) -> frozenset[str]:
    """Every spelling of every network that is granted to the team. One query."""
    names = granted_to(team).order_by().values_list("name", flat=True)
    return frozenset(spelt for name in names for spelt in spellings(name, team))


def problems_of(document: manifest.Document, team: Team) -> Iterator[Problem]:
    """Names that lead nowhere. An unknown network and one of other teams are the same to whoever asks."""
    named = list(manifest.network_references(document))
    if not named:
        return
    known = known_names(team)
    for pointer, name in named:
        if name not in known:
            offered = sorted(granted_to(team).values_list("name", flat=True))
            choose = f"Choose one of {', '.join(offered)}, or ask" if offered else "Ask"
            message = (
                f"There is no network of that name for team {team.slug}. {choose} a platform admin for it."
            )
            repair = Fix(f"Use {offered[0]}", (Edit(pointer, offered[0]),)) if len(offered) == 1 else None
            yield Problem(pointer, message, "network-unknown", fix=repair)


def on_host(facts: HostFacts, host: Host, team: Team) -> HostFacts:
    """The host as the team may use it: the networks that are granted, and its own as far as it is made.
    Costs two queries."""
    maps: dict[str, dict[str, str]] = {kind: {} for kind in PlaceKind}
    granted = NetworkPlace.objects.filter(host=host, attachment__in=granted_to(team).order_by().values("pk"))
    for place in granted.select_related("attachment"):
        maps[place.kind] |= dict.fromkeys(spellings(place.attachment.name, team), place.target)
    own = TeamNetwork.objects.filter(team=team, host=host).first()
    return replace(
        facts,
        networks=maps[PlaceKind.NETWORK],
        bridges=maps[PlaceKind.BRIDGE],
        sriov_pools=maps[PlaceKind.SRIOV],
        nat_network=network_name(team.slug),
        pod_cidr=own.cidr if own else None,
        custom_pod_cidr=False,
        port_address=host.port_address,
    )


def addresses_of(machine: VirtualMachine) -> dict[str, str]:
    """By the names of its interfaces."""
    return dict(NetworkLease.objects.filter(machine=machine).values_list("interface", "address"))


def forwards_of(machine: VirtualMachine) -> list[PortForward]:
    return list(PortForward.objects.filter(machine=machine).select_related("host"))


def reached_at(forward: PortForward) -> str | None:
    """The host's address that leads to the guest; ``None``: any of them. A session's ports are open to its
    own machine alone."""
    if forward.host.facts.get("pod_network") == PodNetwork.RESTRICTED_USER:
        return "127.0.0.1"
    return forward.host.port_address


def host_ports_of(machine: VirtualMachine) -> dict[str, int]:
    """As the compiler asks for them."""
    return {
        port_key(way.interface, way.protocol, way.port): way.host_port
        for way in PortForward.objects.filter(machine=machine)
    }


def uses_of(attachment: NetworkAttachment) -> list[Use]:
    """The machines, waiting requests and drafts that name the network, each in the spelling of its team."""
    requests = ChangeRequest.objects.filter(state=RequestState.PENDING).select_related("revision", "team")
    bare = attachment.name.rpartition("/")[2]
    drafts = Draft.objects.filter(text__contains=bare).select_related("team")
    machines = VirtualMachine.objects.select_related("team")
    return [
        *(Use("machine", row) for row in machines if _names(row.document, attachment, row.team)),
        *(Use("request", row) for row in requests if _names(row.revision.document, attachment, row.team)),
        *(Use("draft", row) for row in drafts if _names(_document(row), attachment, row.team)),
    ]


def _names(document: object, attachment: NetworkAttachment, team: Team) -> bool:
    spelt = spellings(attachment.name, team)
    return any(name in spelt for _, name in manifest.network_references(document))


def _document(draft: Draft) -> object:
    try:
        return manifest.from_yaml(draft.text)
    except manifest.YamlInvalid:
        return None
