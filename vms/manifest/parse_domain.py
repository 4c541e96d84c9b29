"""The hardware of a checked document as values, and the data volumes it owns."""

from typing import Any
from uuid import UUID

from vms.manifest.model import Cpu, DataVolumeTemplate, Efi, Features, Firmware, Memory
from vms.manifest.quantity import to_bytes, to_count
from vms.schema import get


def cpu(domain: dict[str, Any]) -> Cpu:
    """The topology; with none at all, as many sockets as ``resources`` asks CPUs for (KubeVirt's rule)."""
    written = domain.get("cpu", {})
    cores, sockets, threads = (_whole(written.get(key)) for key in ("cores", "sockets", "threads"))
    if cores is None and sockets is None and threads is None:
        reserved = _reserved(domain, ("limits", "requests"), "cpu")
        sockets = max(1, to_count(reserved)) if reserved is not None else None
    return Cpu(
        cores=cores,
        sockets=sockets,
        threads=threads,
        model=written.get("model"),
        dedicated_cpu_placement=written.get("dedicatedCpuPlacement"),
        isolate_emulator_thread=written.get("isolateEmulatorThread"),
    )


def memory(domain: dict[str, Any]) -> Memory:
    """What is written, else the request, else the limit, else one huge page (KubeVirt's rule)."""
    page = get(domain, "/memory/hugepages/pageSize")
    page_bytes = to_bytes(page) if page is not None else None
    written = get(domain, "/memory/guest")
    if written is None:
        written = _reserved(domain, ("requests", "limits"), "memory")
    return Memory(to_bytes(written) if written is not None else page_bytes, page_bytes)


def firmware(domain: dict[str, Any]) -> Firmware:
    written = domain.get("firmware", {})
    efi = get(written, "/bootloader/efi")
    return Firmware(
        uuid=UUID(written["uuid"]) if "uuid" in written else None,
        serial=written.get("serial"),
        efi=Efi(efi.get("secureBoot")) if efi is not None else None,
        bios=get(written, "/bootloader/bios") is not None,
    )


def features(domain: dict[str, Any]) -> Features:
    written = domain.get("features", {})
    return Features(acpi=_switch(written, "acpi"), smm=_switch(written, "smm"), hyperv=written.get("hyperv"))


def data_volume_templates(spec: dict[str, Any]) -> tuple[DataVolumeTemplate, ...]:
    return tuple(_data_volume(template) for template in spec.get("dataVolumeTemplates", []))


def _data_volume(template: dict[str, Any]) -> DataVolumeTemplate:
    spec = template["spec"]
    storage = spec.get("storage") or spec.get("pvc") or {}
    size = get(storage, "/resources/requests/storage")
    kind, source = _source(spec, storage)
    return DataVolumeTemplate(
        name=template["metadata"]["name"],
        source_kind=kind,
        source=source if isinstance(source, dict) else {},
        storage_bytes=to_bytes(size) if isinstance(size, str | int | float) else None,
    )


def _source(spec: dict[str, Any], storage: dict[str, Any]) -> tuple[str, Any]:
    if spec.get("source"):
        kind = next(iter(spec["source"]))
        return kind, spec["source"][kind]
    if spec.get("sourceRef") is not None:
        return "sourceRef", spec["sourceRef"]
    kind = "dataSourceRef" if storage.get("dataSourceRef") else "dataSource"
    return kind, storage.get(kind)


def _switch(features: dict[str, Any], name: str) -> bool | None:
    """Present alone means on."""
    return None if name not in features else features[name].get("enabled") is not False


def _reserved(domain: dict[str, Any], kinds: tuple[str, str], what: str) -> Any:
    found = (get(domain, f"/resources/{kind}/{what}") for kind in kinds)
    return next((value for value in found if isinstance(value, str | int | float)), None)


def _whole(value: float | None) -> int | None:
    """JSON Schema takes 2.0 for a whole number."""
    return None if value is None else int(value)
