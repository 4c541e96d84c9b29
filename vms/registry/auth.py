"""How a registry is told who asks: a password, or a token that another server gives for one."""

import base64
import json
import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from vms.outbound import Clock, Guard, Limits, Url, UrlInvalid, ask, read_url
from vms.registry.errors import RegistryRefused
from vms.registry.reference import Reference

_TOKEN_ANSWER = 64 * 1024
_TOKEN = re.compile(r"[!-~]{1,16384}")
_PARAMETER = re.compile(r'\s*,?\s*([A-Za-z_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_LONGEST_CHALLENGE = 4096


@dataclass(frozen=True, slots=True)
class Credentials:
    """A user name and a password of a registry or a web server."""

    username: str
    password: str

    @property
    def basic(self) -> str:
        """The Authorization header that shows them."""
        return f"Basic {base64.b64encode(f'{self.username}:{self.password}'.encode()).decode()}"

    def __repr__(self) -> str:
        return f"Credentials({self.username!r}, …)"


def answer_challenge(
    challenge: str,
    asked: Url,
    reference: Reference,
    credentials: Credentials | None,
    guard: Guard,
    limits: Limits,
    clock: Clock,
    tls: ssl.SSLContext | None = None,
) -> str:
    """The Authorization header that a 401 asks for. Raises ``RegistryRefused``, and what ``ask`` raises.

    Of the challenge only the server of tokens and its name for the service are used. What is asked for is
    always the right to pull this image, whatever the challenge would have.
    """
    scheme, _, rest = challenge[:_LONGEST_CHALLENGE].strip().partition(" ")
    if scheme.lower() == "basic":
        if credentials is None:
            raise RegistryRefused(str(reference), _WHO)
        _must_be_private(asked, reference, guard)
        return credentials.basic
    if scheme.lower() != "bearer":
        raise RegistryRefused(str(reference), "The registry wants a login of a kind that is not known here.")
    parameters = {match[1].lower(): match[2] or match[3] or "" for match in _PARAMETER.finditer(rest)}
    realm = _realm(parameters, reference)
    if realm.scheme == "http" and asked.scheme == "https":
        raise RegistryRefused(
            str(reference), "The registry sends passwords and tokens over plain http. Mend it."
        )
    if credentials is not None:
        _must_be_private(realm, reference, guard)
    return f"Bearer {_token(realm, parameters, reference, credentials, guard, limits, clock, tls)}"


_WHO = "The registry wants to know who asks. Give a secret with a user name and a password that it knows."


def _realm(parameters: Mapping[str, str], reference: Reference) -> Url:
    try:
        return read_url(parameters.get("realm", ""))
    except UrlInvalid as error:
        raise RegistryRefused(
            str(reference), f"The registry names a server of tokens that cannot be asked. {error}"
        ) from error


def _must_be_private(url: Url, reference: Reference, guard: Guard) -> None:
    entry = guard.listed(url)
    if url.scheme != "https" and not (entry is not None and entry.plain_http):
        raise RegistryRefused(
            str(reference), "The registry would have the password over plain http. Use one with TLS."
        )


def _token(
    realm: Url,
    parameters: Mapping[str, str],
    reference: Reference,
    credentials: Credentials | None,
    guard: Guard,
    limits: Limits,
    clock: Clock,
    tls: ssl.SSLContext | None = None,
) -> str:
    question = {"scope": f"repository:{reference.path}:pull"}
    if parameters.get("service"):
        question["service"] = parameters["service"]
    joint = "&" if "?" in realm.target else "?"
    place = Url(realm.scheme, realm.host, realm.port, f"{realm.target}{joint}{urlencode(question)}")
    authorization = credentials.basic if credentials is not None else None
    with ask(guard, place, limits, authorization=authorization, clock=clock, tls=tls) as answer:
        if answer.status in {401, 403}:
            raise RegistryRefused(str(reference), _WHO if credentials is None else _WRONG)
        if answer.status != 200:
            raise RegistryRefused(
                str(reference),
                f"The registry's server of tokens answers HTTP {answer.status}. Try again later.",
            )
        body = answer.read(_TOKEN_ANSWER)
    return _read_token(body, reference)


_WRONG = "The registry does not know this user name and password. Correct them in the secret."


def _read_token(body: bytes, reference: Reference) -> str:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    token = (answer.get("token") or answer.get("access_token")) if isinstance(answer, dict) else None
    if not isinstance(token, str) or not _TOKEN.fullmatch(token):
        raise RegistryRefused(
            str(reference), "The registry's server of tokens gives none. Tell whoever runs it."
        )
    return token
