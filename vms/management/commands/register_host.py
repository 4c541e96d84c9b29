"""``manage.py register_host NAME URI``: ask a host what it can do and make it known."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from vms.errors import PortalError
from vms.hypervisor import open_hypervisor
from vms.services import hosts


class Command(BaseCommand):
    help = "Register a libvirt host, or bring what is known of it up to date."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the host's name in the portal")
        parser.add_argument("uri", help="a libvirt URI, such as qemu:///system")
        parser.add_argument("--emulation", action="store_true", help="its KVM does not work: emulate guests")
        parser.add_argument("--label", action="append", default=[], metavar="KEY=VALUE")
        parser.add_argument(
            "--dedicated-cpus",
            metavar="CPUS",
            help="for machines that want their own, such as 2-7,10",
        )
        parser.add_argument(
            "--network-range",
            metavar="CIDR",
            help="what the networks of teams are cut from, such as 10.64.0.0/16",
        )
        parser.add_argument(
            "--port-address",
            metavar="ADDRESS",
            help="the host's address at which forwarded ports are reached; without it, all of them",
        )

    def handle(
        self,
        *args: Any,
        name: str,
        uri: str,
        emulation: bool,
        label: list[str],
        dedicated_cpus: str | None = None,
        network_range: str | None = None,
        port_address: str | None = None,
        **options: Any,
    ) -> None:
        labels = dict(entry.partition("=")[::2] for entry in label)
        try:
            hypervisor = open_hypervisor(uri)
            facts = hypervisor.facts(emulation=emulation)
            host = hosts.register(
                name=name,
                uri=uri,
                facts=facts,
                labels=labels,
                emulation=emulation,
                dedicated_cpus=dedicated_cpus,
                network_range=network_range,
                port_address=port_address,
            )
        except (PortalError, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{host.name} is registered: {host.facts['cpus']} CPUs.")
