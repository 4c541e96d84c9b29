"""What the page and the dialog of an export show."""

from dataclasses import dataclass, replace

from vms.manifest.bundle import Bundle, Companion
from vms.manifest.importing import Made


@dataclass(frozen=True, slots=True)
class ExportPage:
    """``url`` is the export's own address; ``error`` says why there is nothing but the text as it is."""

    name: str
    url: str
    back: str
    link: str
    api_call: str
    kubectl: str = ""
    error: str = ""
    made: tuple[Made, ...] = ()
    companions: tuple[Companion, ...] = ()

    def unreadable(self, reason: str) -> "ExportPage":
        return replace(self, error=reason)

    def packed(self, bundle: Bundle, kubectl: str) -> "ExportPage":
        return replace(self, kubectl=kubectl, made=bundle.machine.made, companions=bundle.companions)
