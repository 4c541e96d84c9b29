"""Check manifests from the command line, as the editor does; needs no database and no host."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from vms import manifest
from vms.schema import Problem, Severity


class Command(BaseCommand):
    help = (
        "Check manifest files (“-” reads the standard input) and print what is wrong with them, with lines."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, files: list[str], format: str, **_options: Any) -> None:
        """Exits with 1 when a manifest has errors (warnings are none), with 2 when a file cannot be read."""
        findings: list[dict[str, Any]] = []
        status = 0
        for name in files:
            try:
                found = _findings(name, _read(name))
            except (OSError, UnicodeDecodeError) as error:
                found = [_unreadable(name, error)]
                status = 2
            findings += found
        if not status and any(finding["severity"] == Severity.ERROR for finding in findings):
            status = 1
        self.stdout.write(_as_json(findings) if format == "json" else _as_text(findings, files))
        if status:
            sys.exit(status)


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.buffer.read().decode()
    return Path(name).read_bytes().decode()  # bytes first: line ends must stay as they are


def _findings(name: str, text: str) -> list[dict[str, Any]]:
    try:
        problems = manifest.check(manifest.from_yaml(text))
    except manifest.YamlInvalid as error:
        return [_finding(name, error.line, Problem("", error.reason, "yaml"))]
    lines = manifest.lines_of(text, [problem.pointer for problem in problems])
    return sorted(
        (_finding(name, lines[problem.pointer], problem) for problem in problems),
        key=lambda found: int(found["line"]),
    )


def _finding(name: str, line: int, problem: Problem) -> dict[str, Any]:
    return {
        "file": name,
        "line": line,
        "severity": problem.severity.value,
        "pointer": problem.pointer,
        "keyword": problem.keyword,
        "message": problem.message,
    }


def _unreadable(name: str, error: Exception) -> dict[str, Any]:
    reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
    return _finding(name, 0, Problem("", f"The file cannot be read: {reason}.", "unreadable"))


def _as_json(findings: list[dict[str, Any]]) -> str:
    return json.dumps(findings, indent=2, ensure_ascii=False)


def _as_text(findings: list[dict[str, Any]], files: list[str]) -> str:
    if not findings:
        return f"{len(files)} manifest{'s' if len(files) > 1 else ''} checked, nothing to report."
    return "\n".join(
        f"{found['file']}:{found['line']}: {found['severity']}: {found['message']} "
        f"[{found['keyword']}] {found['pointer'] or '/'}"
        for found in findings
    )
