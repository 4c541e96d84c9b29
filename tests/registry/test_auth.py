"""Where a password goes, and where it does not."""

from dataclasses import replace

import pytest

from tests.outbound.site import HOST, QUICK, Site, guard_of, reply
from tests.registry.asking import SOMEBODY
from tests.registry.standin import NAME, TAG, reference
from vms.fetching import RegistrySource, resolve
from vms.outbound import Clock, Guard, read_url
from vms.registry import Credentials, RegistryRefused, read_reference
from vms.registry.auth import answer_challenge

REFERENCE = read_reference(f"{HOST}/team/disk:v1")


def answered(challenge: str, asked: str, guard: Guard, credentials: Credentials | None = SOMEBODY) -> str:
    return answer_challenge(challenge, read_url(asked), REFERENCE, credentials, guard, QUICK, Clock(QUICK))


def test_a_password_is_shown_to_a_registry_with_tls(site: Site) -> None:
    assert answered("Basic realm=x", f"https://{HOST}/v2/", guard_of(site)) == SOMEBODY.basic


def test_a_password_is_shown_in_the_open_only_where_an_admin_said_so(site: Site) -> None:
    guard = replace(guard_of(site), allowed=(replace(site.allowed, plain_http=False),))

    with pytest.raises(RegistryRefused, match="plain http"):
        answered("Basic realm=x", site.url("/v2/"), guard)


def test_a_password_is_not_shown_to_a_server_of_tokens_in_the_open(site: Site) -> None:
    guard = guard_of(site, tokens_test=["127.0.0.1"])
    listed = replace(site.allowed, host="tokens.test", plain_http=False)
    site.pages["/token"] = reply(b'{"token": "abc"}')

    with pytest.raises(RegistryRefused, match="plain http"):
        answered(
            f'Bearer realm="http://tokens.test:{site.port}/token"',
            site.url("/v2/"),
            replace(guard, allowed=(site.allowed, listed)),
        )

    assert site.requests == []


def test_a_registry_with_tls_does_not_send_tokens_through_the_open(site: Site) -> None:
    site.pages["/token"] = reply(b'{"token": "abc"}')

    with pytest.raises(RegistryRefused, match="plain http"):
        answered(f'Bearer realm="{site.url("/token")}"', f"https://{HOST}/v2/", guard_of(site), None)

    assert site.requests == []


def test_without_a_password_the_registry_that_wants_one_is_told(site: Site) -> None:
    with pytest.raises(RegistryRefused, match="who asks"):
        answered("Basic realm=x", f"https://{HOST}/v2/", guard_of(site), None)


def test_another_server_that_a_registry_redirects_to_cannot_ask_for_the_password(site: Site) -> None:
    other = replace(site.allowed, host="other.test")
    guard = replace(guard_of(site, other_test=["127.0.0.1"]), allowed=(site.allowed, other))
    challenge = f'Bearer realm="http://other.test:{site.port}/token"'
    site.pages[f"/v2/{NAME}/manifests/{TAG}"] = reply(
        status=307, location=f"http://other.test:{site.port}/elsewhere"
    )
    site.pages["/elsewhere"] = reply(status=401, www_authenticate=challenge)
    site.pages["/token"] = reply(b'{"token": "abc"}')

    with pytest.raises(RegistryRefused):
        resolve(RegistrySource.named(reference(site), SOMEBODY), QUICK, guard)

    assert not any(request.target.startswith("/token") for request in site.requests)
