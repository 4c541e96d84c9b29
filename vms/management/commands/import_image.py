"""``manage.py import_image REFERENCE FILE``: make any image file one of the portal's own, and enter it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from vms.errors import PortalError
from vms.images import Step, walls
from vms.services import images


class Command(BaseCommand):
    help = (
        "Import an image (qcow2, raw, ISO, VMDK, VHD, VHDX, VDI) into the catalogue. It is "
        "looked at, converted in a box and looked at again; the file itself stays as it is."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("reference", help="the containerDisk reference by which machines ask for it")
        parser.add_argument("file", type=Path, help="the image file")
        parser.add_argument("--title", help="how people read it; the reference if not given")

    def handle(self, *args: Any, reference: str, file: Path, title: str | None, **options: Any) -> None:
        into = settings.STATE_DIR / "images"
        into.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.stdout.write(walls().sentence)
        try:
            image = images.bring_in(
                reference=reference, title=title or reference, path=file, into=into, progress=self._tell
            )
        except PortalError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{image.reference} is {image.filename}, a disk of {image.virtual_bytes:,} bytes.")

    def _tell(self, step: Step, done: int, total: int) -> None:
        share = 100 * done // total
        self.stdout.write(f"{step} {share} %", ending="\r")
        self.stdout.flush()
