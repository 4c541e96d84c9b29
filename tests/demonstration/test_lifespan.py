"""What the web process does before the first request."""

from typing import Any

import pytest
from django.db import OperationalError

from portal.asgi import application
from vms.selectors import schemas


async def _life(monkeypatch: pytest.MonkeyPatch, warm: Any) -> list[str]:
    monkeypatch.setattr(schemas, "warm", warm)
    told = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])
    said: list[str] = []

    async def receive() -> dict[str, Any]:
        return next(told)

    async def send(message: dict[str, Any]) -> None:
        said.append(message["type"])

    await application({"type": "lifespan"}, receive, send)
    return said


async def test_the_schemas_in_force_are_compiled_before_it_says_that_requests_may_come(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    warmed: list[bool] = []

    said = await _life(monkeypatch, lambda: warmed.append(True))

    assert warmed == [True]
    assert said == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_a_database_without_tables_is_no_reason_not_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("no such table")

    assert await _life(monkeypatch, fail) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
