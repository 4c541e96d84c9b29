"""Places of the broken documents, and the edits that many of them share."""

from typing import Any, Final

from tests.manifest.rule_cases import DEVICES, DOMAIN, SPEC, VOLUME
from vms.schema import Edit

CPU: Final = f"{DOMAIN}/cpu"
RESOURCES: Final = f"{DOMAIN}/resources"
CLOUD: Final = f"{VOLUME}/cloudInitNoCloud"
DATA: Final = "/spec/dataVolumeTemplates/0"
SECOND: Final = f"{DEVICES}/disks/1"
PINNED: Final = Edit(f"{CPU}/dedicatedCpuPlacement", value=True)
AS_DATA_VOLUME: Final = Edit(VOLUME, {"name": "root", "dataVolume": {"name": "root"}})

Case = tuple[str, str, str, list[Edit]]


def cloud(**data: Any) -> Edit:
    return Edit(VOLUME, {"name": "root", "cloudInitNoCloud": data})


def data(**spec: Any) -> list[Edit]:
    whole = {"source": {"blank": {}}, "storage": {"resources": {"requests": {"storage": "1Gi"}}}}
    whole |= spec
    return [
        AS_DATA_VOLUME,
        Edit(
            "/spec/dataVolumeTemplates",
            [{"metadata": {"name": "root"}, "spec": {key: value for key, value in whole.items() if value}}],
        ),
    ]


def source(**source: Any) -> list[Edit]:
    return data(source=source)


def claim(**claim: Any) -> list[Edit]:
    size = {"resources": {"requests": {"storage": "1Gi"}}}
    return data(storage=None, pvc=size | claim)


def second_network(**network: Any) -> list[Edit]:
    binding = "masquerade" if "pod" in network else "bridge"
    return [
        Edit(f"{SPEC}/networks/-", {"name": "two", **network}),
        Edit(f"{DEVICES}/interfaces/-", {"name": "two", binding: {}}),
    ]
