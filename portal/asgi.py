"""HTTP to Django; websockets through the origin check and the cookies to ``live`` and ``consoles``.

No session or user is put into the scope: a socket outlives the moment it was opened in, so those rooms ask
who is behind the session cookie themselves, again and again.
"""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.sessions import CookieMiddleware
from django.core.asgi import get_asgi_application
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
pages = get_asgi_application()  # loads the apps; what follows may import models

from portal.lifespan import lifespan  # noqa: E402
from portal.origins import refuse, same_origin  # noqa: E402
from vms import manifest  # noqa: E402
from vms.consoles.urls import websocket_urlpatterns as console_urls  # noqa: E402
from vms.live.urls import websocket_urlpatterns as live_urls  # noqa: E402

manifest.prepare()  # compiled now, so that no request waits for it

# The router would answer an unknown path with a traceback.
nowhere = re_path("", refuse)  # type: ignore[arg-type]  # routes lead to ASGI applications here, not to views

application = ProtocolTypeRouter(
    {
        "http": pages,
        "lifespan": lifespan,
        "websocket": same_origin(CookieMiddleware(URLRouter([*live_urls, *console_urls, nowhere]))),
    }
)
