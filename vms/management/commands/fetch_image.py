"""Fetch a disk as the portal does for a machine: by the same guard, within the same limits."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand

from vms.errors import PortalError
from vms.fetching import Fetched, RegistrySource, Source, WebSource, fetch
from vms.reconciler.outside import image_limits, outside_guard
from vms.registry import Credentials

_MIB = 1024**2
_EVERY_SECONDS = 1


class Command(BaseCommand):
    help = (
        "Fetch a disk from a web server (https://…) or a registry (docker://…) into a file, with the "
        "portal's guard and limits, and print its digests. Shows what a machine with that source would get."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "source", metavar="URL", help="https://…, http://… or docker://registry/image:tag"
        )
        parser.add_argument("file", metavar="FILE", type=Path, help="where the disk goes")
        parser.add_argument("--checksum", metavar="sha256:…", help="of the file as the web server has it")
        parser.add_argument("--username", help="whom the server knows")
        parser.add_argument(
            "--password-file", type=Path, metavar="FILE", help="its first line is the password"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Exits with 1 and a sentence when the disk does not arrive; then there is no file."""
        try:
            fetched = fetch(_source(options), options["file"], image_limits(), _Told(self), outside_guard())
        except PortalError as error:
            self._give_up(str(error))
        except OSError as error:
            self._give_up(f"{error.filename}: {error.strerror}.")
        else:
            self._report(fetched)

    def _report(self, fetched: Fetched) -> None:
        self.stdout.write(f"file    {fetched.path}\nbytes   {fetched.bytes}")
        self.stdout.write(f"digest  {fetched.digest}\norigin  {fetched.origin_digest}")

    def _give_up(self, sentence: str) -> None:
        self.stderr.write(sentence)
        sys.exit(1)


class _Told:
    """A line of progress a second, on standard error."""

    def __init__(self, command: BaseCommand) -> None:
        self._command, self._next = command, monotonic() + _EVERY_SECONDS

    def __call__(self, done: int, total: int | None) -> None:
        if monotonic() < self._next:
            return
        self._next = monotonic() + _EVERY_SECONDS
        whole = f" of {total / _MIB:.1f}" if total is not None else ""
        self._command.stderr.write(f"{done / _MIB:.1f}{whole} MiB")


def _source(options: dict[str, Any]) -> Source:
    credentials = _credentials(options["username"], options["password_file"])
    if options["source"].startswith("docker://"):
        return RegistrySource.named(options["source"], credentials)
    return WebSource(options["source"], options["checksum"], credentials)


def _credentials(username: str | None, password_file: Path | None) -> Credentials | None:
    if username is None or password_file is None:
        return None
    return Credentials(username, password_file.read_text().split("\n", 1)[0])
