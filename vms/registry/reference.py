"""What ``registry.example.org/team/debian:12@sha256:…`` means: which registry, image and state."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from vms.outbound import UrlInvalid, read_host, read_url
from vms.registry.errors import ReferenceInvalid

HUB, HUB_HOST = "docker.io", "registry-1.docker.io"  # the name people write, and the server behind it
_HUB_NAMES = {HUB, "index.docker.io", HUB_HOST}
LATEST = "latest"
_LONGEST = 512

DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_COMPONENT = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
_PATH = re.compile(rf"{_COMPONENT}(?:/{_COMPONENT})*")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")


class PullPolicy(StrEnum):
    """When a registry is asked, in KubeVirt's words."""

    ALWAYS = "Always"
    IF_NOT_PRESENT = "IfNotPresent"
    NEVER = "Never"


@dataclass(frozen=True, slots=True)
class Reference:
    """``registry`` is a host with its port, as people write it; ``digest`` wins over ``tag``."""

    registry: str
    path: str
    tag: str | None = None
    digest: str | None = None

    @property
    def authority(self) -> str:
        """The server to ask."""
        return HUB_HOST if self.registry == HUB else self.registry

    @property
    def state(self) -> str:
        """What the registry is asked for: the digest, else the tag."""
        return self.digest or self.tag or LATEST

    def pinned(self, digest: str) -> "Reference":
        """The same image at one state that never changes; the tag stays for people to read."""
        return replace(self, digest=digest)

    def __str__(self) -> str:
        tag = f":{self.tag}" if self.tag else ""
        digest = f"@{self.digest}" if self.digest else ""
        return f"{self.registry}/{self.path}{tag}{digest}"


def read_reference(text: str) -> Reference:
    """Read it as container tools do. Raises ``ReferenceInvalid`` with what to change."""
    if len(text) > _LONGEST or not text.isascii() or not text.isprintable() or " " in text:
        raise ReferenceInvalid(
            text, "This names no image. Write one such as registry.example.org/team/debian:12."
        )
    rest, at, digest = text.removeprefix("docker://").partition("@")
    if at and not DIGEST.fullmatch(digest):
        raise ReferenceInvalid(text, "The digest behind @ must be sha256: and 64 hexadecimal digits.")
    registry, path = _split(rest)
    path, colon, tag = path.partition(":")
    if colon and not _TAG.fullmatch(tag):
        raise ReferenceInvalid(
            text, "The tag may hold letters, digits, dots, hyphens and underscores, 128 at most."
        )
    if registry == HUB and "/" not in path:
        path = f"library/{path}"
    if not _PATH.fullmatch(path) or len(registry) + len(path) > 255:
        raise ReferenceInvalid(
            text, "The image's name may hold small letters and digits, divided by one of /._-."
        )
    _must_be_server(text, registry)
    return Reference(registry, path, tag or (None if digest else LATEST), digest or None)


def _split(text: str) -> tuple[str, str]:
    """A first part with a dot, a colon or capitals is a server; anything else is an image of Docker Hub."""
    first, slash, path = text.partition("/")
    if not slash or not ("." in first or ":" in first or first == "localhost" or first != first.lower()):
        return HUB, text
    registry = first.lower()
    return HUB if registry in _HUB_NAMES else registry, path


def _must_be_server(text: str, registry: str) -> None:
    try:
        url = read_url(f"https://{registry}/")
        if not registry.startswith("["):
            read_host(url.host)
    except UrlInvalid as error:
        raise ReferenceInvalid(text, f"Its registry is no server. {error}") from error


def pull_policy(declared: str | None, reference: Reference) -> PullPolicy:
    """What a manifest asks for; unset means ``Always`` for ``latest``, else ``IfNotPresent``."""
    if declared is not None:
        return PullPolicy(declared)
    moving = reference.digest is None and reference.tag == LATEST
    return PullPolicy.ALWAYS if moving else PullPolicy.IF_NOT_PRESENT


def must_ask(policy: PullPolicy, reference: Reference, *, present: bool) -> bool:
    """Whether the registry is asked before a launch, given whether the image is in the host's cache."""
    if policy is PullPolicy.NEVER:
        return False
    if reference.digest is not None:
        return not present  # a digest says itself what is behind it
    return policy is PullPolicy.ALWAYS or not present
