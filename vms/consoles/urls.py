"""The websocket routes of ``consoles``."""

from django.urls import path

from .relay import console

websocket_urlpatterns = [
    path("ws/machines/<uuid:machine_id>/serial/", console("serial")),
    path("ws/machines/<uuid:machine_id>/vnc/", console("vnc")),
]
