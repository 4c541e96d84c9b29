"""Which pages may open our websockets."""

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope, WebSocketScope
from django.conf import settings
from django.http.request import validate_host


def same_origin(application: ASGI3Application) -> ASGI3Application:
    """Refuse the handshake unless it comes from a page of the portal: same scheme, host and port.

    A browser sends our cookie with every handshake, whichever site asks for it, and cookies ignore ports;
    comparing host names alone would let a service on another port of this machine in. The rule is the one
    that Django's CSRF check applies to a POST, with the same ``CSRF_TRUSTED_ORIGINS``.
    """

    async def guarded(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] == "websocket" and _is_ours(scope):
            return await application(scope, receive, send)
        return await refuse(scope, receive, send)

    return guarded


async def refuse(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer a handshake with HTTP 403."""
    await receive()
    await send({"type": "websocket.close", "code": 1000, "reason": None})


def _is_ours(scope: WebSocketScope) -> bool:
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin1")
    host = headers.get(b"host", b"").decode("latin1")
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    scheme = "https" if scope.get("scheme") in ("wss", "https") else "http"
    return validate_host(name.lower(), settings.ALLOWED_HOSTS) and origin == f"{scheme}://{host}"
