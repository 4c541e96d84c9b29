"""What a volume that the portal writes tells its guest: cloud-init's seed, or Windows' answer files."""

from dataclasses import dataclass

from vms.manifest import CloudInit, Manifest, Sysprep


@dataclass(frozen=True, slots=True)
class Seed:
    """``flavour`` is ``NoCloud`` or ``ConfigDrive``; the instance id stays with the machine, so that
    cloud-init sets a guest up once and not at every start.

    ``user_data_secret`` names the secret whose user data takes the place of ``user_data``: whoever makes the
    seed opens it, so that no content of a secret ever passes through here."""

    instance_id: str
    hostname: str
    user_data: str | None
    network_data: str | None
    flavour: str
    user_data_secret: str | None = None


@dataclass(frozen=True, slots=True)
class AnswerFiles:
    """Where the files of a sysprep volume come from: all texts of one object of the team, by its name.
    ``pointer`` is the place in the manifest that names it."""

    pointer: str
    config_map: str | None = None
    secret: str | None = None


def seeds(manifest: Manifest) -> dict[str, Seed]:
    """The seed of each cloud-init volume, by the volume's name."""
    return {
        volume.name: Seed(
            instance_id=str(manifest.identity.uuid),
            hostname=manifest.effective_hostname,
            user_data=volume.source.user_data,
            network_data=volume.source.network_data,
            flavour=volume.source.flavour,
            user_data_secret=volume.source.user_data_secret,
        )
        for volume in manifest.volumes
        if isinstance(volume.source, CloudInit)
    }


def answer_files(manifest: Manifest) -> dict[str, AnswerFiles]:
    """The answer files of each sysprep volume, by the volume's name."""
    found = {}
    for index, volume in enumerate(manifest.volumes):
        if isinstance(volume.source, Sysprep):
            kind = "configMap" if volume.source.config_map else "secret"
            pointer = f"/spec/template/spec/volumes/{index}/sysprep/{kind}/name"
            found[volume.name] = AnswerFiles(pointer, volume.source.config_map, volume.source.secret)
    return found
