"""All routes over HTTP: the pages, the API, Django's admin."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/", include("vms.api.urls")),
    path("", include("vms.web.urls")),
]
