"""What the pages of networks show, and what people post there."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from vms.models import Host, NetworkAttachment, PlaceKind, Team
from vms.selectors.networks import Use
from vms.services.networks import Place
from vms.web.pages import Notice


@dataclass(frozen=True, slots=True)
class NetworkListPage:
    networks: Sequence[NetworkAttachment]
    is_keeper: bool


@dataclass(frozen=True, slots=True)
class NetworkFormPage:
    """``network`` is ``None`` for a new one; ``places`` are its lines, one for each host."""

    form: "NetworkForm"
    network: NetworkAttachment | None
    teams: Sequence[tuple[Team, bool]]
    places: Sequence[tuple[Host, str, str]]
    kinds: Sequence[tuple[str, str]]
    uses: Sequence[Use] = ()
    notice: Notice | None = None


class NetworkForm(forms.Form):
    """With two fields for each host: ``kind-3`` and ``target-3``; a place without a target is none."""

    name = forms.CharField(max_length=253, required=False)
    description = forms.CharField(max_length=200, required=False)
    is_for_everybody = forms.BooleanField(required=False)
    teams = forms.ModelMultipleChoiceField(Team.objects.all(), required=False)

    def __init__(self, *args: Any, hosts: Sequence[Host], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._hosts = hosts
        for host in hosts:
            self.fields[f"kind-{host.pk}"] = forms.ChoiceField(choices=PlaceKind.choices, required=False)
            self.fields[f"target-{host.pk}"] = forms.CharField(max_length=63, required=False)

    @property
    def wish(self) -> dict[str, Any]:
        """What the services take, without the name."""
        data = self.cleaned_data
        return {
            "description": data["description"],
            "is_for_everybody": data["is_for_everybody"],
            "teams": data["teams"],
            "places": {
                host: Place(data[f"kind-{host.pk}"] or PlaceKind.NETWORK, data[f"target-{host.pk}"])
                for host in self._hosts
                if data[f"target-{host.pk}"]
            },
        }

    @property
    def places(self) -> list[tuple[Host, str, str]]:
        """Each host with what was posted or is known of it."""
        return [
            (host, self[f"kind-{host.pk}"].value() or "network", self[f"target-{host.pk}"].value() or "")
            for host in self._hosts
        ]


def initial(network: NetworkAttachment | None) -> dict[str, Any]:
    if network is None:
        return {}
    known: dict[str, Any] = {
        "name": network.name,
        "description": network.description,
        "is_for_everybody": network.is_for_everybody,
        "teams": [team.pk for team in network.teams.all()],
    }
    for place in network.places.all():
        known |= {f"kind-{place.host_id}": place.kind, f"target-{place.host_id}": place.target}
    return known
