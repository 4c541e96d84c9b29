"""A quick look that tells that no rule has anything to say, so that none of them need be asked.

The screen is the shipped schema made stricter: compiled once, and asked in Rust. It lets only such documents
pass as no rule speaks of, item by item; what depends on two places at once is compared as sets in Python. A
document that does not pass is not at fault: it is only looked at closely.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

import jsonschema_rs

from vms.manifest import shipped
from vms.manifest.rules.look import DATA_VOLUMES, DISKS, DOMAIN, INTERFACES, NETWORKS, SPEC, VOLUMES
from vms.schema import NodeKind, SchemaNode, join

_MOST: Final = 256
_LABEL: Final = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"
_LINK: Final = "^[A-Za-z0-9_-]+$"
_SUBDOMAIN: Final = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?([.][a-z0-9]([a-z0-9-]*[a-z0-9])?)*$"
_SIZE: Final = "^[1-9][0-9]{0,3}[MGT]i$"
_TEXT: Final = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029]*$"
_LINES: Final = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]*$"
_DATA: Final = r"^[^\x00]*$"
_NAMED: Final = r"^[!-~][ -~]*$"
_NODE_LABEL: Final = "^([a-z0-9]+([.-][a-z0-9]+)*/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$"
_NODE_VALUE: Final = "^[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$"

_NOTHING: Final[dict[str, Any]] = {"type": "object", "maxProperties": 0}
_ABSENT: Final = False
_OFF: Final[dict[str, Any]] = {"const": False}
_NAME: Final[dict[str, Any]] = {"type": "string", "maxLength": 63, "pattern": _LABEL}
_JOINT: Final[dict[str, Any]] = {"type": "string", "maxLength": 63, "pattern": _LINK}
_FULL: Final[dict[str, Any]] = {"type": "string", "pattern": _NAMED}
_SEED: Final[dict[str, Any]] = {
    "type": "object",
    "minProperties": 1,
    "additionalProperties": False,
    "properties": {key: {"type": "string", "pattern": _DATA} for key in ("userData", "networkData")},
}


def _closed(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _sized(**properties: Any) -> dict[str, Any]:
    size = _closed(requests=_closed(storage={"type": "string", "pattern": _SIZE}) | {"required": ["storage"]})
    whole = _closed(resources=size | {"required": ["requests"]}, **properties)
    return whole | {"required": ["resources"]}


_NOTES: Final[dict[str, Any]] = {
    "type": "object",
    "propertyNames": {"pattern": _TEXT},
    "additionalProperties": {"type": "string", "pattern": _TEXT},
}
_DATA_VOLUME: Final[dict[str, Any]] = _closed(
    metadata=_closed(name=_FULL) | {"required": ["name"]},
    spec=_closed(
        source=_closed(
            blank=_NOTHING,
            registry=_closed(url={"type": "string", "pattern": "^docker://[!-~]+$"}) | {"required": ["url"]},
        )
        | {"minProperties": 1, "maxProperties": 1},
        storage=_sized(storageClassName=_FULL | {"maxLength": 253}),
    )
    | {"required": ["source", "storage"]},
) | {"required": ["metadata", "spec"]}

# Instead of what the schema says of a place; each at least as strict.
_STRICTER: Final[Mapping[str, Any]] = {
    "/metadata/name": {"type": "string", "maxLength": 63, "pattern": _SUBDOMAIN},
    "/metadata/namespace": _NAME,
    "/metadata/labels": _NOTES,
    "/metadata/annotations": _NOTES | {"additionalProperties": {"type": "string", "pattern": _LINES}},
    "/spec/running": _ABSENT,
    "/spec/template/metadata": _NOTHING,
    DATA_VOLUMES: {"type": "array", "maxItems": _MOST, "items": _DATA_VOLUME},
    "/status": _ABSENT,
    f"{SPEC}/nodeSelector": {
        "type": "object",
        "propertyNames": {"maxLength": 63, "pattern": _NODE_LABEL},
        "additionalProperties": {"type": "string", "pattern": _NODE_VALUE},
    },
    f"{SPEC}/priorityClassName": _NAME,
    f"{DOMAIN}/cpu/cores": {"type": "integer", "minimum": 1, "maximum": 64},
    f"{DOMAIN}/cpu/sockets": {"type": "integer", "minimum": 1, "maximum": 4},
    f"{DOMAIN}/cpu/threads": {"type": "integer", "minimum": 1, "maximum": 2},
    f"{DOMAIN}/cpu/dedicatedCpuPlacement": _OFF,
    f"{DOMAIN}/cpu/isolateEmulatorThread": _OFF,
    f"{DOMAIN}/memory/guest": {"type": "string", "pattern": _SIZE},
    f"{DOMAIN}/memory/hugepages": _ABSENT,
    f"{DOMAIN}/firmware/bootloader/efi/secureBoot": _OFF,
    f"{DOMAIN}/machine/type": {"type": "string", "pattern": "^(pc-)?q35[ -~]*$"},
    f"{DISKS}/*/name": {"type": "string"},
    f"{DISKS}/*/disk/bus": {"enum": ["virtio", "sata", "scsi"]},
    f"{DISKS}/*/disk/pciAddress": _ABSENT,
    f"{DISKS}/*/cdrom/bus": {"enum": ["sata", "scsi"]},
    f"{DISKS}/*/lun": _ABSENT,
    f"{DISKS}/*/io": {"const": "threads"},
    f"{DISKS}/*/dedicatedIOThread": _OFF,
    f"{INTERFACES}/*/name": {"type": "string"},
    f"{INTERFACES}/*/macAddress": {
        "type": "string",
        "pattern": "^[0-9A-Fa-f][02468AaCcEe](:[0-9A-Fa-f]{2}){5}$",
        "not": {"const": "02:00:00:00:00:00"},
    },
    f"{INTERFACES}/*/sriov": _ABSENT,
    f"{INTERFACES}/*/binding": _ABSENT,
    f"{INTERFACES}/*/ports": _ABSENT,
    f"{NETWORKS}/*/name": _JOINT,
    f"{NETWORKS}/*/pod": _NOTHING,
    f"{NETWORKS}/*/multus/networkName": _FULL,
    f"{NETWORKS}/*/multus/default": _OFF,
    f"{VOLUMES}/*/name": _NAME,
    f"{VOLUMES}/*/containerDisk/image": _FULL,
    f"{VOLUMES}/*/dataVolume/name": _FULL,
    f"{VOLUMES}/*/persistentVolumeClaim/claimName": _FULL,
    f"{VOLUMES}/*/cloudInitNoCloud": _SEED,
    f"{VOLUMES}/*/cloudInitConfigDrive": _SEED,
    f"{VOLUMES}/*/emptyDisk/capacity": {"type": "string", "pattern": _SIZE},
    f"{VOLUMES}/*/sysprep": _ABSENT,
}
# Beside what the schema says of a place.
_BESIDES: Final[Mapping[str, dict[str, Any]]] = {
    "/spec": {"required": ["runStrategy", "template"]},
    "/spec/template": {"required": ["spec"]},
    SPEC: {"required": ["domain"]},
    DOMAIN: {"required": ["memory"]},
    f"{DOMAIN}/memory": {"required": ["guest"]},
    f"{DOMAIN}/firmware/bootloader": {"maxProperties": 1},
    f"{DOMAIN}/firmware/bootloader/efi": {"required": ["secureBoot"]},
    DISKS: {"maxItems": _MOST},
    f"{DISKS}/*": {"not": {"required": ["disk", "cdrom"]}},
    INTERFACES: {"maxItems": _MOST},
    f"{INTERFACES}/*": {"oneOf": [{"required": ["masquerade"]}, {"required": ["bridge"]}]},
    NETWORKS: {"maxItems": _MOST},
    f"{NETWORKS}/*": {"minProperties": 2, "maxProperties": 2},
    VOLUMES: {"maxItems": _MOST},
    f"{VOLUMES}/*": {"minProperties": 2, "maxProperties": 2},
}
_CLOUD_INIT: Final = ("cloudInitNoCloud", "cloudInitConfigDrive")
# What most of many devices are not; without it there is less to compare.
_PLAIN: Final[Mapping[str, Any]] = {
    **_STRICTER,
    f"{DISKS}/*/cdrom": _ABSENT,
    **{f"{VOLUMES}/*/{kind}": _ABSENT for kind in _CLOUD_INIT},
}
_BESIDES_PLAIN: Final = {place: more for place, more in _BESIDES.items() if place != f"{DISKS}/*"}


class Screen:
    """Compiled once. Each look costs about half of reading the document's JSON, linear in its size."""

    def __init__(self) -> None:
        root = shipped.schema().root
        self._plain = _compiled(_screened(root, (), _PLAIN, _BESIDES_PLAIN))
        self._rich = _compiled(_screened(root, (), _STRICTER, _BESIDES))

    def passes_plainly(self, document: Any) -> bool:
        """Whether no rule has anything to say."""
        try:
            return self._plain(document) and _fits_together(document)
        except ValueError:  # no JSON, or too deep
            return False

    def passes(self, document: Any) -> bool:
        """Whether no rule has anything to say but those about what cloud-init reads."""
        try:
            return self._rich(document) and _fits_together(document) and _has_one_seed(document)
        except ValueError:
            return False


@cache
def screen() -> Screen:
    return Screen()


def _compiled(schema: Any) -> Callable[[Any], bool]:
    linear = jsonschema_rs.RegexOptions()  # no pattern here needs an engine that can be slow
    return jsonschema_rs.Draft202012Validator(
        schema, validate_formats=True, offline=True, pattern_options=linear
    ).is_valid


def _has_one_seed(document: Any) -> bool:
    volumes = document["spec"]["template"]["spec"].get("volumes", ())
    return sum(key in volume for volume in volumes for key in _CLOUD_INIT) < 2


def _fits_together(document: Any) -> bool:
    spec = document["spec"]["template"]["spec"]
    devices = spec["domain"].get("devices", {})
    disks, volumes = devices.get("disks", ()), spec.get("volumes", ())
    orders = [disk["bootOrder"] for disk in disks if "bootOrder" in disk]
    return (
        _are_partners(disks, volumes)
        and len(orders) == len(set(orders))
        and _are_on_networks(devices.get("interfaces", ()), spec.get("networks", ()))
        and _are_used(document["spec"].get("dataVolumeTemplates", ()), volumes)
    )


def _are_partners(ones: Any, others: Any) -> bool:
    """Each of the one has exactly one of the others by its name, so the spelling of one side is enough."""
    names, theirs = [one["name"] for one in ones], [other["name"] for other in others]
    return len(set(names)) == len(names) and (names == theirs or sorted(names) == sorted(theirs))


def _are_unlike(values: Iterable[Any]) -> bool:
    found = list(values)
    return len(found) == len(set(found))


def _are_on_networks(interfaces: Any, networks: Any) -> bool:
    if not interfaces and not networks:
        return True
    pods = {network["name"] for network in networks if "pod" in network}
    return (
        _are_partners(interfaces, networks)
        and len(pods) < 2
        and all(interface["name"] in pods for interface in interfaces if "masquerade" in interface)
        and _are_unlike(
            interface["macAddress"].lower() for interface in interfaces if "macAddress" in interface
        )
    )


def _are_used(templates: Any, volumes: Any) -> bool:
    if not templates:
        return True
    names = [template["metadata"]["name"] for template in templates]
    used = {volume["dataVolume"]["name"] for volume in volumes if "dataVolume" in volume}
    return _are_unlike(names) and used.issuperset(names)


def _screened(
    node: SchemaNode,
    place: tuple[str, ...],
    instead: Mapping[str, Any],
    besides: Mapping[str, dict[str, Any]],
) -> Any:
    """The schema of a node with all beneath it: no unknown keys, no free places, no invisible characters."""
    pointer = join(place)
    if pointer in instead:
        return instead[pointer]
    own = {key: value for key, value in node.raw.items() if key not in {"properties", "items", "description"}}
    own |= besides.get(pointer, {})
    if required := {*node.required, *besides.get(pointer, {}).get("required", ())}:
        own["required"] = sorted(required)
    match node.kind:
        case NodeKind.OBJECT:
            members = {
                name: _screened(member, (*place, name), instead, besides)
                for name, member in node.properties.items()
            }
            return own | {"type": "object", "additionalProperties": False, "properties": members}
        case NodeKind.ARRAY:
            items = _screened(node.items, (*place, "*"), instead, besides)
            return own | {"type": "array", "items": items}
        case NodeKind.STRING if not {"enum", "pattern", "format"} & node.raw.keys():
            return own | {"pattern": _TEXT}
        case NodeKind.FREE | NodeKind.MAP:
            return _NOTHING
    return own
