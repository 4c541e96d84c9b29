"""The domain XML that a draft would become, each line with the manifest line behind it."""

from collections.abc import Iterator, Mapping

from vms import hosts, manifest
from vms.compiler import CompileError, compile_domain, to_xml, trace
from vms.hosts import HostFacts
from vms.manifest import Document, ManifestInvalid
from vms.models import Draft, Host, HostState, Team
from vms.schema import Severity
from vms.selectors import drafts
from vms.selectors.host_facts import facts_of
from vms.selectors.networks import on_host

from .pages import XmlRow, XmlView


def xml_view(draft: Draft, reading: drafts.Reading) -> XmlView:
    """Compiled for the first host that is ready, else for one that can do everything. Costs four queries."""
    if reading.document is None:
        return XmlView(reason="The XML waits for a text that can be read.")
    errors = [problem for problem in reading.problems if problem.severity is Severity.ERROR]
    if errors:
        line = manifest.line_of(draft.text, errors[0].pointer)
        reason = f"The XML waits for {_count(len(errors))} to be solved. The first: {errors[0].message}"
        return XmlView(reason=reason, pointer=errors[0].pointer, line=line)
    host, facts = _host(draft.team)
    try:
        parsed = manifest.parse(reading.document)
        xml = to_xml(compile_domain(parsed, facts))
    except CompileError as error:
        line = manifest.line_of(draft.text, error.pointer)
        return XmlView(host=host, reason=error.reason, pointer=error.pointer, line=line)
    except ManifestInvalid as error:
        return XmlView(host=host, reason=str(error))
    return XmlView(rows=tuple(_rows(draft.text, reading.document, xml)), host=host)


def _rows(text: str, document: Document, xml: str) -> Iterator[XmlRow]:
    traced = trace(xml, document)
    lines: Mapping[str, int] = manifest.lines_of(
        text, {pointer for line in traced if line.is_set for pointer in line.pointers}
    )
    for line in traced:
        first = line.pointers[0] if line.pointers and line.is_set else ""
        yield XmlRow(line.text, " ".join(line.pointers), lines.get(first, 0), not line.is_set)


def _host(team: Team) -> tuple[str, HostFacts]:
    for host in Host.objects.filter(state=HostState.READY, schedulable=True):
        try:
            return host.name, on_host(facts_of(host, team), host, team)
        except hosts.HostFactsInvalid:
            continue
    return "", hosts.capable()


def _count(number: int) -> str:
    return f"{number} error{'' if number == 1 else 's'}"
