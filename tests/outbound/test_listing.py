from ipaddress import ip_network

import pytest

from vms.outbound import Allowed, UrlInvalid, read_allowed

SUBNET = ip_network("10.1.2.0/24")


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("registry.lan:5000 10.1.2.0/24", Allowed("registry.lan", 5000, (SUBNET,))),
        (
            "Registry.LAN:5000 10.1.2.0/24 plain-http",
            Allowed("registry.lan", 5000, (SUBNET,), plain_http=True),
        ),
        ("registry 10.1.2.0/24 ::1", Allowed("registry", 80, (SUBNET, ip_network("::1/128")))),
        ("10.1.2.3:8080", Allowed("10.1.2.3", 8080)),
        ("[fd12::1]:5000 plain-http", Allowed("fd12::1", 5000, plain_http=True)),
    ],
)
def test_an_entry_names_a_server_and_where_it_may_be(text: str, allowed: Allowed) -> None:
    assert read_allowed(text) == allowed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "registry.lan:5000",
        "registry.lan:5000 plain-http",
        "registry.lan:5000 somewhere",
        "registry.lan:5000 10.1.2.3/24",
        "169.254.169.254:80",
        "https://registry.lan:5000 10.1.2.0/24",
        "127.1:5000",
    ],
)
def test_an_entry_that_opens_too_much_or_nothing_is_told(text: str) -> None:
    with pytest.raises(UrlInvalid, match=r"\.$"):
        read_allowed(text)
