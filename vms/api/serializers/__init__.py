"""Shapes of bodies and answers. Field names are those of the models; documents keep KubeVirt's."""

from .base import Nothing, Strict
from .catalogue import (
    BlueprintAnswer,
    BlueprintSource,
    BlueprintVersionAnswer,
    NewBlueprint,
    TeamAnswer,
    VersionNumber,
)
from .claims import ClaimAnswer, ClaimCopy, ClaimSize, NewClaim
from .drafts import DraftAnswer, DraftEdits, DraftListItem, DraftSource, DraftText, Submission
from .exchange import DraftImport, ImportReport
from .machines import MachineAnswer, MachineListItem
from .networks import NetworkAnswer, NetworkBody, NewNetwork
from .operations import OperationAnswer
from .problems import ErrorEntry, ProblemAnswer, Report
from .requests import RequestAnswer, RequestListItem, Verdict
from .schemas import SchemaAnswer, SchemaChoice, SchemaListItem, SchemaSource
from .secrets import NewSecret, SecretAnswer, SecretContent

__all__ = [
    "BlueprintAnswer",
    "BlueprintSource",
    "BlueprintVersionAnswer",
    "ClaimAnswer",
    "ClaimCopy",
    "ClaimSize",
    "DraftAnswer",
    "DraftEdits",
    "DraftImport",
    "DraftListItem",
    "DraftSource",
    "DraftText",
    "ErrorEntry",
    "ImportReport",
    "MachineAnswer",
    "MachineListItem",
    "NetworkAnswer",
    "NetworkBody",
    "NewBlueprint",
    "NewClaim",
    "NewNetwork",
    "NewSecret",
    "Nothing",
    "OperationAnswer",
    "ProblemAnswer",
    "Report",
    "RequestAnswer",
    "RequestListItem",
    "SchemaAnswer",
    "SchemaChoice",
    "SchemaListItem",
    "SchemaSource",
    "SecretAnswer",
    "SecretContent",
    "Strict",
    "Submission",
    "TeamAnswer",
    "Verdict",
    "VersionNumber",
]
