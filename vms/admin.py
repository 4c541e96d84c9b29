"""Django's admin, for what platform admins set up by hand: teams, hosts, images.

Machines, drafts, requests and blueprints are not here: they change through services alone. Audit events and
operations can be read and never changed.
"""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.http import HttpRequest

from vms.models import AuditEvent, Host, Image, Membership, Operation, Team

if TYPE_CHECKING:  # Django's admin classes take a type parameter in their stubs only
    ModelAdmin = admin.ModelAdmin[Any]
    TabularInline = admin.TabularInline[Any, Any]
else:
    ModelAdmin, TabularInline = admin.ModelAdmin, admin.TabularInline


class StaffAdmin(ModelAdmin):
    """For every platform admin, without single permissions handed out one by one."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._is_staff(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_staff(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._is_staff(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_staff(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._is_staff(request)

    def _is_staff(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)


class ReadOnlyAdmin(StaffAdmin):
    """To look at; nobody writes here, superusers included."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MembershipInline(TabularInline):
    model = Membership
    extra = 1
    autocomplete_fields = ["user"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    has_add_permission = has_change_permission = has_delete_permission = has_view_permission


@admin.register(Team)
class TeamAdmin(StaffAdmin):
    list_display = ["name", "slug", "created_at"]
    search_fields = ["name", "slug"]
    inlines = [MembershipInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Team | None = None) -> list[str]:
        """A team's slug is the namespace of its manifests, and stays."""
        return ["slug"] if obj else []


@admin.register(Host)
class HostAdmin(StaffAdmin):
    """A host's address can hold a user name and a path to a key: it is for superusers only."""

    list_display = ["name", "state", "schedulable", "seen_at"]
    list_filter = ["state", "schedulable"]
    readonly_fields = ["state", "state_reason", "seen_at", "facts"]

    def get_exclude(self, request: HttpRequest, obj: Host | None = None) -> list[str]:
        return [] if request.user.is_superuser else ["uri"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A host without an address would be none."""
        return self._is_staff(request) and bool(request.user.is_superuser)


@admin.register(Image)
class ImageAdmin(StaffAdmin):
    list_display = ["title", "reference", "format", "virtual_bytes"]
    search_fields = ["title", "reference"]


@admin.register(Operation)
class OperationAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "verb", "machine_name", "team", "actor", "state"]
    list_filter = ["state", "verb"]
    list_select_related = ["team", "actor"]
    search_fields = ["machine_name"]


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ["at", "actor", "verb", "object_kind", "object_name", "team"]
    list_filter = ["verb"]
    list_select_related = ["team", "actor"]
    search_fields = ["object_name", "object_id", "actor__username"]
