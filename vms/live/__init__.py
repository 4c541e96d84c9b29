"""Status pushed to open pages.

In: websocket handshakes, and what ``events`` sends to the groups ``machine.<uuid>``, ``team.<id>`` and
``staff``. Out: JSON frames, first one with what is so now, then what changes. Which groups a socket follows
is decided by the database alone; nothing a browser sends carries authority. Must not know hypervisors,
pages or how a status comes to be.
"""

from .urls import websocket_urlpatterns

__all__ = ["websocket_urlpatterns"]
