"""``/api/v1/…``, its description and the reader of that."""

from django.urls import include, path
from rest_framework.routers import SimpleRouter

from .docs import DocsView, SchemaView
from .viewsets import (
    BlueprintViewSet,
    ClaimViewSet,
    DraftViewSet,
    MachineViewSet,
    NetworkViewSet,
    OperationViewSet,
    RequestViewSet,
    SchemaVersionViewSet,
    SecretViewSet,
    TeamViewSet,
)

app_name = "api"

router = SimpleRouter(use_regex_path=False)
router.register("machines", MachineViewSet, basename="machine")
router.register("drafts", DraftViewSet, basename="draft")
router.register("change-requests", RequestViewSet, basename="change-request")
router.register("operations", OperationViewSet, basename="operation")
router.register("schemas", SchemaVersionViewSet, basename="schema-version")
router.register("blueprints", BlueprintViewSet, basename="blueprint")
router.register("secrets", SecretViewSet, basename="secret")
router.register("volumes", ClaimViewSet, basename="claim")
router.register("networks", NetworkViewSet, basename="network")
router.register("teams", TeamViewSet, basename="team")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(), name="docs"),
]
