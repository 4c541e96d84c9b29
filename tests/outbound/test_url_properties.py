"""Whatever is written, no other reader of URLs may see another host in what we accept."""

from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx2
from hypothesis import given
from hypothesis import strategies as st

from vms.outbound import Url, UrlInvalid, read_url
from vms.outbound.urls import redirected

_PIECES = [
    *"/:@?#[]%.\\-_ \t\n\0",
    "//",
    "http://",
    "https://",
    "HTTP:",
    "ftp://",
    "a",
    "example.org",
    "xn--a",
    "files.test",
    "127.0.0.1",
    "127.1",
    "0x7f",
    "017",
    "2130706433",
    "::1",
    "[::1]",
    "[2001:db8::1]",
    "::ffff:1.2.3.4",
    "80",
    ":80",
    ":0",
    ":65536",
    "%41",
    "%00",
    "..",
    "\u0661",
    "\u3002",
    "\uff0e",
    "\u00df",
    "K",
]
TEXTS = st.lists(st.sampled_from(_PIECES) | st.characters(), max_size=12).map("".join)
URLS = st.builds("{}{}{}".format, st.sampled_from(["http://", "https://", ""]), TEXTS, TEXTS)
HERE = Url("https", "here.example", 443, "/folder/file?query")


def accepted(text: str) -> Url | None:
    with suppress(UrlInvalid):
        return read_url(text)
    return None


@given(URLS)
def test_what_is_accepted_is_read_the_same_by_others(text: str) -> None:
    url = accepted(text)
    if url is None:
        return
    split, theirs = urlsplit(text), httpx2.URL(text)
    port = split.port or {"http": 80, "https": 443}[split.scheme]

    assert (split.scheme, port, split.username) == (url.scheme, url.port, None)
    assert {_plain(split.hostname or ""), _plain(theirs.host)} == {url.host}


def _plain(host: str) -> str:
    """IPv6 may be written in several ways."""
    return str(ip_address(host)) if ":" in host else host


@given(URLS)
def test_what_is_accepted_is_written_as_it_is_read(text: str) -> None:
    url = accepted(text)

    assert url is None or read_url(str(url)) == url


@given(URLS)
def test_a_host_is_a_name_of_dns_or_an_address(text: str) -> None:
    url = accepted(text)
    if url is None:
        return

    assert url.host.isascii()
    assert url.host == url.host.lower()
    assert url.address is not None or not set(url.host) - set("abcdefghijklmnopqrstuvwxyz0123456789.-_")
    assert url.target.startswith("/")


@given(URLS)
def test_a_redirect_is_refused_or_leads_to_a_plain_url(location: str) -> None:
    with suppress(UrlInvalid):
        there = redirected(HERE, location)
        assert read_url(str(there)) == there
