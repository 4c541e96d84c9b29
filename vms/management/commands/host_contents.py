"""``manage.py host_contents``: what the portal has on each host, asked of libvirt and not of the tables."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from vms.errors import PortalError
from vms.hypervisor import open_hypervisor
from vms.models import Host


class Command(BaseCommand):
    help = "List the portal's domains, the storage volumes of its pool and its networks on every host."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *args: Any, format: str, **options: Any) -> None:
        contents = [_contents(host) for host in Host.objects.all()]
        if format == "json":
            self.stdout.write(json.dumps(contents, indent=2))
            return
        for host in contents:
            self.stdout.write(f"{host['host']}: {host['error'] or 'reached'}")
            for kind in ("domains", "storage", "networks"):
                for name in host[kind]:
                    self.stdout.write(f"  {kind:<8} {name}")


def _contents(host: Host) -> dict[str, Any]:
    try:
        hypervisor = open_hypervisor(host.uri)
        domains = sorted(hypervisor.domain_names())
        storage = sorted(hypervisor.storage_volume_names())
        networks = sorted(hypervisor.networks())
    except PortalError as error:
        return {"host": host.name, "error": str(error), "domains": [], "storage": [], "networks": []}
    return {
        "host": host.name,
        "error": "",
        "domains": domains,
        "storage": storage,
        "networks": networks,
    }
