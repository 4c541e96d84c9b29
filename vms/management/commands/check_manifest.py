"""Check manifests from the command line, as the editor does; needs no database and no host."""

import json
import sys
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any, Final

from django.core.management.base import BaseCommand

from vms import compiler, manifest
from vms.schema import Problem, Severity

_WORDS: Final = {
    "runs_here": "run here",
    "export_only": "are kept for export",
    "refused_by_kubevirt": "are refused by KubeVirt",
    "not_here": "cannot be had here yet",
    "not_understood": "are not understood",
}
_ALWAYS: Final = ("runs_here", "export_only", "not_understood")


class Command(BaseCommand):
    help = (
        "Check manifest files (“-” reads the standard input) and print what is wrong with them, with lines,"
        " and how many fields run here."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--format", choices=("text", "json"), default="text")

    def handle(self, *, files: list[str], format: str, **_options: Any) -> None:
        """Exits with 1 when a manifest has errors (warnings are none), with 2 when a file cannot be read."""
        findings: list[dict[str, Any]] = []
        counts: Counter[str] = Counter()
        status = 0
        for name in files:
            try:
                found, document = _findings(name, _read(name))
                counts += _counts(document)
            except (OSError, UnicodeDecodeError) as error:
                found = [_unreadable(name, error)]
                status = 2
            findings += found
        if not status and any(finding["severity"] == Severity.ERROR for finding in findings):
            status = 1
        self.stdout.write(
            _as_json(findings, counts) if format == "json" else _as_text(findings, counts, files)
        )
        if status:
            sys.exit(status)


def _read(name: str) -> str:
    if name == "-":
        return sys.stdin.buffer.read().decode()
    return Path(name).read_bytes().decode()  # bytes first: line ends must stay as they are


def _findings(name: str, text: str) -> tuple[list[dict[str, Any]], Any]:
    try:
        document = manifest.from_yaml(text)
    except manifest.YamlInvalid as error:
        return [_finding(name, error.line, Problem("", error.reason, "yaml"))], None
    problems = compiler.check(document)
    lines = manifest.lines_of(text, [problem.pointer for problem in problems])
    found = [_finding(name, lines[problem.pointer], problem) for problem in problems]
    return sorted(found, key=lambda each: int(each["line"])), document


def _counts(document: Any) -> Counter[str]:
    """How many of the fields that are set stand where."""
    return Counter({kind or "not_understood": count for kind, count in compiler.tally(document).items()})


def _finding(name: str, line: int, problem: Problem) -> dict[str, Any]:
    return {
        "file": name,
        "line": line,
        "severity": problem.severity.value,
        "pointer": problem.pointer,
        "keyword": problem.keyword,
        "message": problem.message,
        "rule": problem.rule,
        "standing": problem.standing.value,
        "fix": problem.fix.label if problem.fix else None,
    }


def _unreadable(name: str, error: Exception) -> dict[str, Any]:
    reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
    return _finding(name, 0, Problem("", f"The file cannot be read: {reason}.", "unreadable"))


def _as_json(findings: list[dict[str, Any]], counts: Counter[str]) -> str:
    summary = {kind: counts[kind] for kind in _WORDS}
    return json.dumps({"findings": findings, "fields": summary}, indent=2, ensure_ascii=False)


def _as_text(findings: list[dict[str, Any]], counts: Counter[str], files: list[str]) -> str:
    lines = [_line(found) for found in findings]
    if not findings:
        lines = [f"{len(files)} manifest{'s' if len(files) > 1 else ''} checked, nothing to report."]
    told = [f"{counts[kind]} {words}" for kind, words in _WORDS.items() if counts[kind] or kind in _ALWAYS]
    return "\n".join([*lines, f"Of the fields that are set, {', '.join(told)}."])


def _line(found: dict[str, Any]) -> str:
    rule = f", KubeVirt {found['rule']}" if found["rule"] else ""
    return (
        f"{found['file']}:{found['line']}: {found['severity']}: {found['message']} "
        f"[{found['keyword']}{rule}, {found['standing'].replace('_', ' ')}] {found['pointer'] or '/'}"
    )
