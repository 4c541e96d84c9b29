"""History, requests and conditions as the plain JSON that the database keeps."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from vms.manifest import RunStrategy

from .desired import Condition, History, PowerRequest, PowerVerb, RunPhase


def history_to_json(history: History) -> dict[str, Any]:
    """Only what differs from an empty history."""
    known = {
        "phase": None if history.phase is RunPhase.NONE else str(history.phase),
        "startedAt": _time_to_json(history.started_at),
        "domainId": history.domain_id,
        "stopAskedAt": _time_to_json(history.stop_asked_at),
        "shutdownSentAt": _time_to_json(history.shutdown_sent_at),
        "failures": history.failures or None,
        "retryAt": _time_to_json(history.retry_at),
        "strategySeen": None if history.strategy_seen is None else str(history.strategy_seen),
        "storageMade": sorted(history.storage_made) or None,
    }
    return {key: value for key, value in known.items() if value is not None}


def history_from_json(data: Mapping[str, Any]) -> History:
    strategy = data.get("strategySeen")
    return History(
        phase=RunPhase(data.get("phase", RunPhase.NONE)),
        started_at=_time_from_json(data.get("startedAt")),
        domain_id=data.get("domainId"),
        stop_asked_at=_time_from_json(data.get("stopAskedAt")),
        shutdown_sent_at=_time_from_json(data.get("shutdownSentAt")),
        failures=data.get("failures", 0),
        retry_at=_time_from_json(data.get("retryAt")),
        strategy_seen=None if strategy is None else RunStrategy(strategy),
        storage_made=frozenset(data.get("storageMade", ())),
    )


def request_to_json(request: PowerRequest) -> dict[str, str]:
    return {"verb": str(request.verb), "requestedAt": request.requested_at.isoformat()}


def request_from_json(data: Mapping[str, str]) -> PowerRequest:
    return PowerRequest(PowerVerb(data["verb"]), datetime.fromisoformat(data["requestedAt"]))


def condition_to_json(condition: Condition) -> dict[str, str]:
    """In Kubernetes' spelling."""
    data = {
        "type": condition.type,
        "status": condition.status,
        "reason": condition.reason,
        "message": condition.message,
    }
    if condition.last_transition_time is not None:
        data["lastTransitionTime"] = condition.last_transition_time.isoformat()
    return data


def condition_from_json(data: Mapping[str, str]) -> Condition:
    return Condition(
        type=data["type"],
        status=data["status"],
        reason=data.get("reason", ""),
        message=data.get("message", ""),
        last_transition_time=_time_from_json(data.get("lastTransitionTime")),
    )


def _time_to_json(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _time_from_json(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
