"""What stands in the boxes: titles, lines and icons, read from whatever the document holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod
from typing import Any, Final

from vms.schema import get
from vms.wiring.look import DOMAIN, Entry, shown, text

SOURCE_WORDS: Final[Mapping[str, str]] = {
    "containerDisk": "Container disk",
    "dataVolume": "Data volume",
    "persistentVolumeClaim": "Claim",
    "cloudInitNoCloud": "cloud-init",
    "cloudInitConfigDrive": "cloud-init",
    "emptyDisk": "Empty disk",
    "sysprep": "Sysprep",
}
SOURCE_ICONS: Final[Mapping[str, str]] = {
    "containerDisk": "box",
    "dataVolume": "database",
    "persistentVolumeClaim": "hdd-stack",
    "cloudInitNoCloud": "cloud",
    "cloudInitConfigDrive": "cloud",
    "emptyDisk": "device-hdd",
    "sysprep": "windows",
}
_DISK_KINDS: Final = {"disk": "Disk", "cdrom": "CD-ROM", "lun": "LUN"}
BINDINGS: Final = ("masquerade", "bridge", "sriov", "binding")


@dataclass(frozen=True, slots=True)
class Words:
    kind: str
    title: str
    icon: str
    lines: tuple[str, ...] = ()


def disk(entry: Entry) -> Words:
    key = next((kind for kind in _DISK_KINDS if entry.value.get(kind) is not None), "disk")
    bus = text(get(entry.value, f"/{key}/bus")) or "sata"
    more = [f"cache {entry.value['cache']}"] if text(entry.value.get("cache")) else []
    more += [f"io {entry.value['io']}"] if text(entry.value.get("io")) else []
    more += ["own I/O thread"] if entry.value.get("dedicatedIOThread") is True else []
    lines = (f"{_DISK_KINDS[key]} · {shown(bus, 10)}", *filter(None, [shown(" · ".join(more))]))
    icon = "disc" if key == "cdrom" else "device-ssd"
    return Words(_DISK_KINDS[key], _title(entry), icon, lines)


def volume(entry: Entry) -> Words:
    kinds = entry.kinds()
    word = (
        SOURCE_WORDS.get(kinds[0], kinds[0]) if len(kinds) == 1 else "Several sources" if kinds else "Empty"
    )
    return Words("Volume", _title(entry), "hdd", (shown(word),))


def source(key: str, inner: Any) -> Words:
    """What an inline source of a volume holds."""
    kind, icon = SOURCE_WORDS.get(key, shown(key)), SOURCE_ICONS.get(key, "question-circle")
    if key == "containerDisk":
        registry, _, image = text(get(inner, "/image")).rpartition("/")
        return Words("Image", shown(image) or "no image named", icon, _lines(registry or "container disk"))
    if key == "dataVolume":
        return Words(kind, shown(text(get(inner, "/name"))) or "not named", icon, ("there already",))
    if key == "persistentVolumeClaim":
        return Words(kind, shown(text(get(inner, "/claimName"))) or "not named", icon, ("there already",))
    if key == "emptyDisk":
        return Words(kind, shown(get(inner, "/capacity") or "no size"), icon, ("empty, not kept",))
    if key == "sysprep":
        name = text(get(inner, "/secret/name")) or text(get(inner, "/configMap/name"))
        return Words(kind, shown(name) or "not named", icon, ("answer file",))
    return (
        Words(kind, _cloud_init(inner), icon, (kind,)) if key in SOURCE_WORDS else Words("Source", kind, icon)
    )


def _cloud_init(inner: Any) -> str:
    secret = text(get(inner, "/userDataSecretRef/name"))
    if secret:
        return f"Secret {shown(secret, 30)}"
    count = len(text(get(inner, "/userData")).splitlines())
    return f"User data, {count} line{'' if count == 1 else 's'}" if count else "no user data"


def template(entry: Entry) -> Words:
    size = get(entry.value, "/spec/storage/resources/requests/storage") or get(
        entry.value, "/spec/pvc/resources/requests/storage"
    )
    origin = get(entry.value, "/spec/source")
    key = next(iter(origin), "") if isinstance(origin, dict) else ""
    said = " · ".join(
        part for part in (shown(size, 12) if size else "", f"from {shown(key, 12)}" if key else "") if part
    )
    return Words("Data volume", _title(entry), "database", _lines(said))


def interface(entry: Entry) -> Words:
    model = shown(text(entry.value.get("model")) or "virtio", 12)
    binding = next((key for key in BINDINGS if entry.value.get(key) is not None), "")
    mac = shown(text(entry.value.get("macAddress")), 17)
    return Words(
        "Network card", _title(entry), "ethernet", _lines(f"{model} · {binding or 'no binding'}", mac)
    )


def network(entry: Entry) -> Words:
    kinds = entry.kinds()
    word = {"pod": "Pod network", "multus": "Named network"}.get(kinds[0] if kinds else "", "")
    return Words("Network", _title(entry), "diagram-3", (word or shown(" ".join(kinds)) or "of no kind",))


def attachment(key: str, inner: Any) -> Words:
    """What a network is attached to."""
    if key == "pod":
        cidr = text(get(inner, "/vmNetworkCIDR"))
        return Words("Host", "Pod network", "globe", (shown(cidr) or "the host's own",))
    if key == "multus":
        space, _, name = text(get(inner, "/networkName")).rpartition("/")
        is_default = get(inner, "/default") is True
        lines = _lines(f"in {shown(space, 20)}" if space else "by name", "default" if is_default else "")
        return Words("Attached to", shown(name) or "not named", "hdd-network", lines)
    return Words("Attached to", shown(key), "question-circle")


def machine(document: Any) -> Words:
    cpu = get(document, f"{DOMAIN}/cpu")
    numbers = [get(cpu, f"/{key}") for key in ("sockets", "cores", "threads")]
    counted = [number for number in numbers if isinstance(number, int) and not isinstance(number, bool)]
    count = prod(counted) if counted else 1
    memory = get(document, f"{DOMAIN}/memory/guest")
    lines = _lines(
        f"{shown(count, 12)} CPU{'' if count == 1 else 's'}",
        f"{shown(memory, 14)} memory" if memory else "no memory set",
        _firmware(document),
        shown(text(get(document, f"{DOMAIN}/machine/type")) or "q35", 18),
        shown(text(get(document, "/spec/runStrategy")), 18),
    )
    name = text(get(document, "/metadata/name"))
    return Words("Machine", shown(name) or "not named", "pc-display", lines)


def _firmware(document: Any) -> str:
    efi = get(document, f"{DOMAIN}/firmware/bootloader/efi")
    if efi is None:
        return "BIOS"
    return "UEFI" if get(efi, "/secureBoot") is False else "UEFI, secure boot"


def _title(entry: Entry) -> str:
    if not entry.is_readable:
        return "not readable"
    return shown(entry.name) or "not named"


def _lines(*said: str) -> tuple[str, ...]:
    return tuple(line for line in said if line)
