"""The consoles of running machines, carried between a browser and a hypervisor.

In: websocket handshakes that bring a console ticket. Out: the bytes of one serial line or one screen, both
ways, until either side ends or the right to it does. This is the only room of the web process that opens a
hypervisor. Must not know what the bytes mean, nor how a ticket is made.
"""

from .urls import websocket_urlpatterns

__all__ = ["websocket_urlpatterns"]
