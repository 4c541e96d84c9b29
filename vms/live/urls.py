"""The websocket routes of ``live``."""

from django.urls import path

from .consumers import MachineConsumer, TeamsConsumer

websocket_urlpatterns = [
    path("ws/live/", TeamsConsumer.as_asgi()),
    path("ws/machines/<uuid:machine_id>/", MachineConsumer.as_asgi()),
]
