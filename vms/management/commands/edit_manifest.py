"""Change a manifest from the command line as the editor does: only the lines that must; needs no database."""

import json
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand

from vms.manifest import EditRefused, YamlInvalid, edit_yaml, line_of
from vms.schema import Edit, split


class Command(BaseCommand):
    help = (
        "Set and remove values of a manifest and print the result. Comments, order, quotes and each line "
        "that need not change stay as they are."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the manifest; - for standard input")
        parser.add_argument(
            "--set",
            dest="edits",
            action="append",
            type=_setting,
            default=[],
            metavar="POINTER=JSON",
            help="set a value, for example --set '/spec/template/spec/domain/memory/guest=\"4Gi\"'; "
            "- as the last part of the pointer appends to a list",
        )
        parser.add_argument(
            "--unset",
            dest="edits",
            action="append",
            type=_removal,
            default=[],
            metavar="POINTER",
            help="remove a value, and the parents that it alone filled where an empty one means nothing",
        )
        parser.add_argument("--in-place", action="store_true", help="change the file instead of printing")

    def handle(self, *, file: str, edits: list[Edit], in_place: bool, **_options: Any) -> None:
        """Exits with 1 when the text cannot be read or cannot take the edits, with 2 when the file cannot."""
        if in_place and file == "-":
            self._give_up("Standard input cannot be changed in place. Leave out --in-place.", 2)
        try:
            text = sys.stdin.buffer.read().decode() if file == "-" else Path(file).read_bytes().decode()
        except OSError as error:
            self._give_up(f"{file}: The file cannot be read: {error.strerror}.", 2)
        except UnicodeDecodeError:
            self._give_up(f"{file}: The file is not UTF-8 text. Save it as UTF-8.", 2)
        edited = self._edited(file, text, edits)
        if not in_place:
            if hasattr(self.stdout, "reconfigure"):  # whatever the locale says, a manifest is UTF-8
                self.stdout.reconfigure(encoding="utf-8")
            self.stdout.write(edited, ending="")
        elif edited != text:
            try:
                _replace(Path(file).resolve(), edited)
            except OSError as error:
                self._give_up(f"{file}: The file cannot be written: {error.strerror}.", 2)

    def _edited(self, file: str, text: str, edits: list[Edit]) -> str:
        try:
            return edit_yaml(text, edits)
        except YamlInvalid as error:
            self._give_up(f"{file}:{error.line}:{error.column}: {error.reason}", 1)
        except EditRefused as error:
            self._give_up(f"{file}:{line_of(text, error.pointer)}: {error}", 1)

    def _give_up(self, message: str, status: int) -> NoReturn:
        self.stderr.write(message)
        sys.exit(status)


def _setting(argument: str) -> Edit:
    """The first “=” with JSON behind it ends the pointer, so that names may hold one."""
    at = argument.find("=")
    while at >= 0:
        try:
            value = json.loads(argument[at + 1 :], parse_constant=_no_number)
        except (ValueError, RecursionError):
            at = argument.find("=", at + 1)
            continue
        return Edit(_pointer(argument[:at]), value)
    raise ArgumentTypeError(
        f"“{argument:.80}” is not POINTER=JSON. Write a text in double quotes: --set '/metadata/name=\"web\"'"
    )


def _removal(argument: str) -> Edit:
    return Edit(_pointer(argument))


def _pointer(text: str) -> str:
    try:
        split(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text:.80}” is no JSON pointer. Begin it with a slash.") from error
    return text


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _replace(path: Path, text: str) -> None:
    """All or nothing: a crash in the middle leaves the old file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        beside.write_bytes(text.encode())
        beside.chmod(path.stat().st_mode)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
