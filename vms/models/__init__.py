"""The tables. Rows and constraints only: what may happen to them is ``services``', how they are read
is ``selectors``'. Must not know forms, HTTP, libvirt or Celery.
"""

from .audit import AuditEvent
from .blueprint import Blueprint, BlueprintVersion, Family, Picture, Size, Tint
from .claim import Claim, ClaimOrigin, ClaimPhase
from .console import ConsoleTicket
from .draft import ChangeOrigin, Draft, DraftChange, Revision
from .host import Host, HostState
from .image import Image, ImageCopy, ImageImport, ImageKind, ImportPhase
from .machine import VirtualMachine
from .network import (
    NetworkAttachment,
    NetworkLease,
    NetworkPlace,
    PlaceKind,
    PortForward,
    TeamNetwork,
)
from .operation import Operation, OperationState
from .request import ChangeKind, ChangeRequest, Decision, RequestState
from .schema import SchemaVersion
from .secret import Secret, SshKey
from .team import Membership, Role, Team
from .transfer import Transfer

__all__ = [
    "AuditEvent",
    "Blueprint",
    "BlueprintVersion",
    "ChangeKind",
    "ChangeOrigin",
    "ChangeRequest",
    "Claim",
    "ClaimOrigin",
    "ClaimPhase",
    "ConsoleTicket",
    "Decision",
    "Draft",
    "DraftChange",
    "Family",
    "Host",
    "HostState",
    "Image",
    "ImageCopy",
    "ImageImport",
    "ImageKind",
    "ImportPhase",
    "Membership",
    "NetworkAttachment",
    "NetworkLease",
    "NetworkPlace",
    "Operation",
    "OperationState",
    "Picture",
    "PlaceKind",
    "PortForward",
    "RequestState",
    "Revision",
    "Role",
    "SchemaVersion",
    "Secret",
    "Size",
    "SshKey",
    "Team",
    "TeamNetwork",
    "Tint",
    "Transfer",
    "VirtualMachine",
]
