"""Where a disk may come from."""

import re
from dataclasses import dataclass

from vms.outbound import UrlInvalid
from vms.registry import Credentials, Reference, read_reference

_CHECKSUM = re.compile(r"(sha256):[0-9a-f]{64}|(sha512):[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class WebSource:
    """A file on a web server, maybe packed with gzip, xz or zstd; S3 objects by their https URL.

    ``checksum`` is ``sha256:…`` or ``sha512:…`` of the file as it is offered; others raise ``UrlInvalid``.
    ``authorities`` are certificates in PEM that are trusted besides those of this machine.
    """

    url: str
    checksum: str | None = None
    credentials: Credentials | None = None
    authorities: str = ""

    def __post_init__(self) -> None:
        if self.checksum is not None and not _CHECKSUM.fullmatch(self.checksum):
            raise UrlInvalid("The checksum must be sha256: or sha512: and the digits of the file's digest.")

    @property
    def checksum_kind(self) -> str:
        """The name of the checksum's function; sha256 where there is none."""
        return self.checksum.partition(":")[0] if self.checksum else "sha256"


@dataclass(frozen=True, slots=True)
class RegistrySource:
    """A containerDisk; ``architecture`` is OCI's word for the host's processor."""

    reference: Reference
    credentials: Credentials | None = None
    architecture: str = "amd64"
    authorities: str = ""

    @classmethod
    def named(cls, text: str, credentials: Credentials | None = None) -> "RegistrySource":
        """The source that a manifest's ``image`` or ``docker://`` URL means. Raises ``ReferenceInvalid``."""
        return cls(read_reference(text), credentials)


Source = WebSource | RegistrySource
