"""The schemas of cloud-init's texts that come with the portal, each read once."""

import json
from functools import cache
from importlib.resources import files
from typing import Final

from vms.schema import Schema, load

CLOUD_CONFIG: Final = "cloud_config"
NETWORK: Final = {1: "network_v1", 2: "network_v2"}


@cache
def schema(name: str) -> Schema:
    """The first call for a name takes about 0.1 s."""
    return load(json.loads((files("vms.manifest.cloud_init") / f"{name}.json").read_text("utf-8")))
