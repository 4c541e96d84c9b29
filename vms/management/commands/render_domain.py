"""``manage.py render_domain FILE``: the domain XML of a manifest, without a database, a host or a service."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from vms.compiler import CompileError, compile_domain, to_xml
from vms.hosts import HostFacts, HostFactsInvalid, capable, from_json
from vms.manifest import ManifestInvalid, YamlInvalid, from_yaml, lines_of, parse


class Unreadable(Exception):
    """A file that could not be read, as a sentence."""


def render(text: str, host: HostFacts) -> str:
    """The domain XML of a machine that does not exist yet: it takes the UUID that its manifest asks for.

    Raises ``YamlInvalid``, ``ManifestInvalid``, ``CompileError``.
    """
    manifest = parse(from_yaml(text))
    if manifest.firmware.uuid is not None:
        identity = replace(manifest.identity, uuid=manifest.firmware.uuid)
        manifest = replace(manifest, identity=identity)
    return to_xml(compile_domain(manifest, host))


class Command(BaseCommand):
    help = "Print the libvirt domain XML of a KubeVirt VirtualMachine manifest."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the manifest, YAML or JSON; - for standard input")
        parser.add_argument(
            "--host-facts",
            metavar="FILE",
            help="JSON facts of the host to compile for; without it, a KVM host that can do everything",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            text = _read(options["file"])
            host = _host(options["host_facts"])
            xml = render(text, host)
        except ManifestInvalid as error:
            told = [(problem.pointer, problem.message) for problem in error.problems]
            self._give_up(_sentences(options["file"], text, told))
        except CompileError as error:
            self._give_up(_sentences(options["file"], text, [(error.pointer, error.reason)]))
        except YamlInvalid as error:
            self._give_up([f"{options['file']}:{error.line}:{error.column}: {error.reason}"])
        except HostFactsInvalid as error:
            facts = options["host_facts"]
            self._give_up(f"{facts}: {each.pointer}: {each.message}" for each in error.problems)
        except Unreadable as error:
            self._give_up([str(error)])
        else:
            self.stdout.write(xml, ending="")

    def _give_up(self, sentences: Iterable[str]) -> None:
        for sentence in sentences:
            self.stderr.write(sentence)
        sys.exit(1)


def _read(name: str) -> str:
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode()
    except OSError as error:
        raise Unreadable(f"{name}: The file cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name}: The file is not UTF-8 text; please save it as UTF-8.") from error


def _host(name: str | None) -> HostFacts:
    if name is None:
        return capable()
    try:
        return from_json(json.loads(_read(name)))
    except json.JSONDecodeError as error:
        raise Unreadable(f"{name}:{error.lineno}: The file is not JSON: {error.msg}.") from error


def _sentences(name: str, text: str, told: Sequence[tuple[str, str]]) -> Iterator[str]:
    lines = lines_of(text, [pointer for pointer, _ in told])
    return (f"{name}:{lines[pointer]}: {pointer or '/'}: {sentence}" for pointer, sentence in told)
