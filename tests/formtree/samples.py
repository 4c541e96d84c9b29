"""Hints that use everything hints can say, and a small schema with every kind of field."""

from functools import cache
from typing import Any

from vms.schema import Schema, load

_DOMAIN = "/spec/template/spec/domain"
_SPEC = "/spec/template/spec"

HINTS: dict[str, Any] = {
    "groups": [
        {"id": "general", "title": "General", "pointers": ["/metadata", "/spec/runStrategy"]},
        {
            "id": "compute",
            "title": "Compute",
            "open": False,
            "pointers": [f"{_DOMAIN}/cpu", f"{_DOMAIN}/memory"],
        },
        {"id": "storage", "title": "Storage", "pointers": [f"{_DOMAIN}/devices/disks", f"{_SPEC}/volumes"]},
        {"id": "devices", "title": "Devices", "pointers": [f"{_DOMAIN}/devices"]},
    ],
    "fields": {
        f"{_DOMAIN}/devices/disks/*": {"label": "Disk"},
        f"{_DOMAIN}/devices/disks/*/name": {"suggest": f"{_SPEC}/volumes/*/name"},
        f"{_DOMAIN}/devices/interfaces/*/macAddress": {"widget": "mac"},
        f"{_DOMAIN}/features/hyperv": {"widget": "free"},
        f"{_DOMAIN}/machine/type": {"default": "q35"},
        f"{_SPEC}/volumes/*/cloudInitNoCloud/userData": {"widget": "code"},
        "/spec/template/metadata": {"widget": "free"},
    },
    "choices": {
        f"{_DOMAIN}/devices/disks/*": [
            {"keys": ["disk", "cdrom", "lun"], "label": "Kind", "default": "disk"}
        ],
        f"{_DOMAIN}/devices/interfaces/*": [
            {"keys": ["masquerade", "bridge", "sriov", "binding"], "label": "Binding", "required": True}
        ],
        f"{_DOMAIN}/firmware/bootloader": [{"keys": ["bios", "efi"], "label": "Start with"}],
        f"{_SPEC}/networks/*": [{"keys": ["pod", "multus"], "label": "Kind", "required": True}],
        f"{_SPEC}/volumes/*": [
            {
                "keys": [
                    "containerDisk",
                    "dataVolume",
                    "persistentVolumeClaim",
                    "cloudInitNoCloud",
                    "cloudInitConfigDrive",
                    "emptyDisk",
                    "sysprep",
                ],
                "label": "Source",
                "required": True,
            }
        ],
    },
    "row_titles": {f"{_DOMAIN}/devices/disks": ["name"]},
}

KINDS: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "description": "What it is called."},
        "note": {"type": "string"},
        "count": {"type": "integer", "minimum": 0},
        "share": {"type": "number"},
        "wanted": {"type": "boolean"},
        "size": {"enum": ["small", "big", "", 7]},
        "version": {"const": "v1"},
        "marker": {"type": "object"},
        "extra": {"type": "object"},
        "tags": {"type": "object", "additionalProperties": {"type": "string"}},
        "limits": {"type": "object", "additionalProperties": {"type": "integer"}},
        "words": {"type": "array", "items": {"type": "string"}},
        "ports": {"type": "array", "items": {"type": "integer", "minimum": 1}},
        "grids": {"type": "array", "items": {"type": "array", "items": {"type": "number"}}},
        "notes": {"type": "array", "items": {"type": "object", "additionalProperties": {"type": "string"}}},
        "rooms": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"title": {"type": "string"}, "seats": {"type": "integer"}},
            },
        },
        "a": {"type": "object"},
        "b": {"type": "object", "properties": {"x": {"type": "string"}, "y": {"type": "integer"}}},
        "c": {"type": "object", "properties": {"z": {"type": "object"}}},
        "d": {"type": "object"},
        "e": {"type": "object"},
        "self": {"$ref": "#"},
    },
}
KIND_HINTS: dict[str, Any] = {
    "fields": {"/note": {"widget": "textarea"}, "/extra": {"widget": "free"}, "/a": {"widget": "free"}},
    "choices": {
        "": [
            {"keys": ["a", "b", "c"], "label": "One"},
            {"keys": ["d", "e"], "label": "Other", "required": True},
        ]
    },
    "row_titles": {"/rooms": ["title"]},
}


@cache
def kinds() -> Schema:
    return load(KINDS)
