import pytest

from vms.outbound import Url, UrlInvalid, read_url
from vms.outbound.urls import redirected


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://images.example.org", Url("https", "images.example.org", 443, "/")),
        ("HTTP://Images.Example.ORG/Disk.qcow2", Url("http", "images.example.org", 80, "/Disk.qcow2")),
        ("http://images.example.org:8080/a?b=c/d?e", Url("http", "images.example.org", 8080, "/a?b=c/d?e")),
        ("https://images.example.org?list", Url("https", "images.example.org", 443, "/?list")),
        ("http://192.0.2.7/", Url("http", "192.0.2.7", 80, "/")),
        ("http://[2001:DB8:0::1]:81/", Url("http", "2001:db8::1", 81, "/")),
        ("https://xn--bcher-kva.example/%C3%A4", Url("https", "xn--bcher-kva.example", 443, "/%C3%A4")),
        ("https://a_b.s3.example.org/k~(1)'!*", Url("https", "a_b.s3.example.org", 443, "/k~(1)'!*")),
    ],
)
def test_a_plain_url_is_read_into_its_parts(text: str, url: Url) -> None:
    assert read_url(text) == url


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("http://example.org:80/", "example.org"),
        ("https://example.org:444/", "example.org:444"),
        ("https://[2001:db8::1]:444/", "[2001:db8::1]:444"),
    ],
)
def test_the_host_header_names_a_port_only_if_it_is_not_the_usual_one(url: str, authority: str) -> None:
    assert read_url(url).authority == authority


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x" * 9000,
        "images.example.org/disk",
        "http://",
        "http://example.org:0/",
        "http://example.org:65536/",
    ],
)
def test_what_is_no_url_is_told_with_what_to_write(text: str) -> None:
    with pytest.raises(UrlInvalid, match=r"\.$"):
        read_url(text)


def test_a_password_in_a_url_is_not_repeated() -> None:
    with pytest.raises(UrlInvalid) as refused:
        read_url("https://max:hunter2@example.org/")

    assert "hunter2" not in str(refused.value)


def test_a_url_reads_as_it_is_written() -> None:
    assert str(read_url("https://example.org:444/a%20b?c")) == "https://example.org:444/a%20b?c"


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("https://b.example/x", "https://b.example/x"),
        ("//b.example/x", "https://b.example/x"),
        ("/x?y", "https://a.example:444/x?y"),
        ("x", "https://a.example:444/here/x"),
        ("./x/../y/", "https://a.example:444/here/y/"),
        ("../../../x", "https://a.example:444/x"),
        ("..", "https://a.example:444/"),
        ("?other", "https://a.example:444/here/file?other"),
        ("x#part", "https://a.example:444/here/x"),
    ],
)
def test_a_redirect_leads_where_the_standard_says(location: str, url: str) -> None:
    assert str(redirected(read_url("https://a.example:444/here/file?this"), location)) == url


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("http://example.org/a b", "blanks, backslashes"),
        ("http://example.org/\u00e9", "blanks, backslashes"),
        ("http://example.org\\a", "blanks, backslashes"),
        ("http://max@example.org/", "user name or a password"),
        ("http://example.org/a#b", "after #"),
        ("http://example.org/<a>", "%XX"),
        ("http://example.org/%zz", "%XX"),
        ("http://127.1/", "odd spelling"),
        ("http://example.0x7f/", "odd spelling"),
        ("http://example.org./", "no name that DNS knows"),
        ("http://[::1%25lo]/", "plain spelling"),
        ("ftp://example.org/", "Only http"),
    ],
)
def test_each_trick_is_told_by_its_own_sentence(text: str, told: str) -> None:
    with pytest.raises(UrlInvalid, match=told):
        read_url(text)


@pytest.mark.parametrize("location", ["/a b", "\\a", "/\u00e9", "/" + "x" * 9000, "\t//example.org/"])
def test_a_redirect_to_what_is_no_plain_url_is_told(location: str) -> None:
    with pytest.raises(UrlInvalid, match="redirects to something"):
        redirected(read_url("https://a.example/"), location)
