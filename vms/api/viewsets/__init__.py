"""One viewset per noun. Each action authorises, parses, calls one selector or service, answers."""

from .catalogue import BlueprintViewSet, TeamViewSet
from .claims import ClaimViewSet
from .drafts import DraftViewSet
from .machines import MachineViewSet
from .networks import NetworkViewSet
from .operations import OperationViewSet
from .requests import RequestViewSet
from .schemas import SchemaVersionViewSet
from .secrets import SecretViewSet

__all__ = [
    "BlueprintViewSet",
    "ClaimViewSet",
    "DraftViewSet",
    "MachineViewSet",
    "NetworkViewSet",
    "OperationViewSet",
    "RequestViewSet",
    "SchemaVersionViewSet",
    "SecretViewSet",
    "TeamViewSet",
]
