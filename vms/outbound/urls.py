"""A URL read once, strictly, into the parts that are used from then on.

Two readers of one text disagree sooner or later, and an attacker lives in the difference. So the text must be
in its plain spelling, and whatever resolves, connects and asks afterwards gets the parts, never the text.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address

from vms.outbound.addresses import Address, read_address
from vms.outbound.errors import UrlInvalid

LONGEST = 8192
_PORTS = {"http": 80, "https": 443}
_PLAIN = re.compile(r"[!-~]+")  # printable ASCII, no blanks
_WHOLE = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^#]*)(#.*)?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_AUTHORITY = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::([1-9][0-9]{0,4}))?")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_CHARACTER = r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})"
_TARGET = re.compile(rf"(?:/{_CHARACTER}*)?(?:\?(?:{_CHARACTER}|\?)*)?")


@dataclass(frozen=True, slots=True)
class Url:
    """``host`` is a lower-case name, or an address as Python writes it; ``target`` begins with a slash."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> tuple[str, str, int]:
        return self.scheme, self.host, self.port

    @property
    def address(self) -> Address | None:
        """The address the host is, if it is no name."""
        return read_address(self.host)

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def read_url(text: str) -> Url:
    """The parts of a plain http(s) URL. Raises ``UrlInvalid`` with what to change."""
    if not text:
        raise UrlInvalid("The URL is empty. Write one such as https://images.example.org/debian.qcow2.")
    if len(text) > LONGEST:
        raise UrlInvalid(f"The URL is longer than {LONGEST} characters. Use a shorter one.")
    if not _PLAIN.fullmatch(text) or "\\" in text:
        raise UrlInvalid(
            "The URL holds blanks, backslashes or letters beyond ASCII. "
            "Write a host as xn--…, and everything else that is special as %XX."
        )
    whole = _WHOLE.fullmatch(text)
    if whole is None:
        raise UrlInvalid("This is no URL. Write one such as https://images.example.org/debian.qcow2.")
    scheme, authority, target, fragment = whole.groups()
    scheme = scheme.lower()
    if scheme not in _PORTS:
        raise UrlInvalid("Only http:// and https:// are fetched. Offer the file on a web server.")
    if fragment is not None:
        raise UrlInvalid("The URL has a part after #, which no server ever sees. Leave it out.")
    host, port = _read_authority(authority)
    if not _TARGET.fullmatch(target):
        raise UrlInvalid("The path of the URL holds characters that must be written as %XX. Write them so.")
    return Url(scheme, host, port or _PORTS[scheme], target if target.startswith("/") else f"/{target}")


def redirected(url: Url, location: str) -> Url:
    """Where a redirect leads, read as strictly as a URL from a person; only a fragment may be left off."""
    if not _PLAIN.fullmatch(location) or "\\" in location or len(location) > LONGEST:
        raise UrlInvalid(
            "The server redirects to something that is no plain URL. Use the address of the file itself."
        )
    return read_url(_joined(url, location.split("#", 1)[0]))


def _joined(url: Url, location: str) -> str:
    """The whole of what may be the end of a URL. A scheme without its slashes is no path."""
    if _SCHEME.match(location):
        return location
    if location.startswith("//"):
        return f"{url.scheme}:{location}"
    path, mark, query = location.partition("?")
    here = url.target.partition("?")[0]
    if not path.startswith("/"):
        path = f"{here.rpartition('/')[0]}/{path}" if path else here
    return f"{url.scheme}://{url.authority}{_without_dots(path)}{mark}{query}"


def _without_dots(path: str) -> str:
    kept: list[str] = []
    parts = path.split("/")[1:]
    for part in parts:
        if part == "..":
            del kept[-1:]
        elif part != ".":
            kept.append(part)
    if parts[-1] in {".", ".."}:
        kept.append("")
    return f"/{'/'.join(kept)}"


def _read_authority(text: str) -> tuple[str, int | None]:
    if "@" in text:
        raise UrlInvalid(
            "The URL holds a user name or a password. Take them out; they belong in a secret of the team."
        )
    match = _AUTHORITY.fullmatch(text)
    if match is None:
        raise UrlInvalid(
            "The host of the URL is not in its plain spelling. Write its name and, after a colon, its port."
        )
    bracketed, plain, port = match.groups()
    if port is not None and int(port) > 65535:
        raise UrlInvalid("The port of the URL is beyond 65535. Correct it.")
    return _ipv6(bracketed) if bracketed else read_host(plain), int(port) if port else None


def _ipv6(text: str) -> str:
    address = read_address(text)
    if not isinstance(address, IPv6Address):
        raise UrlInvalid("The address in brackets is no IPv6 address. Correct it.")
    return str(address)


def read_host(text: str) -> str:
    """A host's name in lower case, or an IPv4 address. Raises ``UrlInvalid``.

    What ends in a number is an address to the C library, in octal, hexadecimal or with parts left out: only
    the usual four decimal numbers are taken for one.
    """
    name = text.lower()
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        if not isinstance(read_address(name), IPv4Address):
            raise UrlInvalid(
                "The host looks like an IPv4 address in an odd spelling. Write four decimal numbers."
            )
        return name
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise UrlInvalid(
            "The host of the URL is no name that DNS knows: letters, digits and hyphens between dots."
        )
    return name
