"""Seeds: a small ISO 9660 image with the files that cloud-init, or Windows' setup, looks for in a guest."""

import io
import json
from collections.abc import Mapping
from pathlib import PurePosixPath

import pycdlib

from vms.images.timeless import without_times

NO_CLOUD, CONFIG_DRIVE = "NoCloud", "ConfigDrive"
# Programs that look for labels read the first 68 KiB in one go and skip a smaller disk (busybox findfs does).
_WHOLE_BYTES = 128 * 1024
_ANSWERS = "unattendCD"  # KubeVirt's label
_LABELS = {NO_CLOUD: "cidata", CONFIG_DRIVE: "config-2"}


def seed_iso(
    instance_id: str, hostname: str, user_data: str | None, network_data: str | None, flavour: str
) -> bytes:
    """The image's bytes, the same for the same texts. cloud-init finds it by its label, on any bus.

    ``flavour`` is the manifest's: ``NoCloud`` or ``ConfigDrive``. Raises ``ValueError`` for any other.
    """
    if flavour == NO_CLOUD:
        files = _no_cloud(instance_id, hostname, user_data, network_data)
    elif flavour == CONFIG_DRIVE:
        files = _config_drive(instance_id, hostname, user_data, network_data)
    else:
        raise ValueError(f"{flavour!r} is no flavour of cloud-init seed")
    return _iso(_LABELS[flavour], files)


def answers_iso(files: Mapping[str, str]) -> bytes:
    """Answer files for Windows' setup, under their own names. Setup looks on every CD-ROM for them."""
    return _iso(_ANSWERS, files)


def _no_cloud(
    instance_id: str, hostname: str, user_data: str | None, network_data: str | None
) -> dict[str, str]:
    files = {
        "meta-data": _json({"instance-id": instance_id, "local-hostname": hostname}),
        "user-data": user_data or "",  # the file must be there, or cloud-init does not know the seed
    }
    if network_data is not None:
        files["network-config"] = network_data
    return files


def _config_drive(
    instance_id: str, hostname: str, user_data: str | None, network_data: str | None
) -> dict[str, str]:
    meta_data = {"instance_id": instance_id, "uuid": instance_id, "hostname": hostname}
    files = {"openstack/latest/meta_data.json": _json(meta_data)}
    if user_data is not None:
        files["openstack/latest/user_data"] = user_data
    if network_data is not None:
        files["openstack/latest/network_data.json"] = network_data
    return files


def _json(value: Mapping[str, str]) -> str:
    return json.dumps(value, sort_keys=True) + "\n"


def _iso(label: str, files: Mapping[str, str]) -> bytes:
    """Linux reads the Rock Ridge names, Windows the Joliet ones; the plain ISO names are never seen."""
    iso = pycdlib.PyCdlib()
    iso.new(interchange_level=3, joliet=3, rock_ridge="1.09", vol_ident=label)
    plain: dict[PurePosixPath, str] = {PurePosixPath("/"): ""}
    for number, (name, text) in enumerate(files.items()):
        path = PurePosixPath("/", name)
        for folder in reversed(path.parents[:-1]):
            if folder not in plain:
                plain[folder] = f"{plain[folder.parent]}/D{len(plain)}"
                iso.add_directory(plain[folder], rr_name=folder.name, joliet_path=str(folder))
        content = text.encode()
        place = f"{plain[path.parent]}/F{number}.;1"
        iso.add_fp(io.BytesIO(content), len(content), place, rr_name=path.name, joliet_path=str(path))
    image = io.BytesIO()
    iso.write_fp(image)
    iso.close()
    length = -(-len(image.getvalue()) // _WHOLE_BYTES) * _WHOLE_BYTES
    return without_times(image.getvalue()).ljust(length, b"\0")
