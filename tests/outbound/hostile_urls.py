"""URLs that somebody writes to make the portal ask its own machine or its network.

``{port}`` is the canary's. Each group says what its author hopes for. Names that end in ``.trap`` are
resolved by the tests, to what ``ANSWERS`` says.
"""

from ipaddress import IPv4Address

# The C library, a browser or some other reader takes each of these for this machine.
LOOPBACK_HOSTS = (
    "127.0.0.1",
    "127.0.0.2",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0X7F000001",
    "0x7f.0.0.1",
    "0x7f.1",
    "0x7f.0x0.0x0.0x1",
    "017700000001",
    "0177.0.0.1",
    "0177.1",
    "00000177.0.0.1",
    "0177.0x0.0.01",
    "127.0.0.01",
    "127.00.0.1",
    "127.000.000.001",
    "127.0.0.0x1",
    "127.0.0.1.",
    "127.0.0.1..",
    "127..0.1",
    "0",
    "00",
    "0x",
    "0x0",
    "0.0.0.0",  # noqa: S104  nothing is bound
    "0.0",
    "4294967296",
    "\u2460\u2461\u2466.\u24ea.\u24ea.\u2460",  # circled digits
    "127\u30020\u30020\u30021",  # ideographic full stops
    "127\uff0e0\uff0e0\uff0e1",  # wide full stops
    "\uff11\uff12\uff17.0.0.1",  # wide digits
    "\u0661\u0662\u0667.\u0660.\u0660.\u0661",  # Arabic digits
    "127%2e0%2e0%2e1",
    "%31%32%37.0.0.1",
    "127.0.0.1%00.example.org",
    "127.0.0.1%20",
    "127.0.0.1%0d%0a",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "loc%61lhost",
    "l\u043ecalhost",  # a Cyrillic o
    "local\u00adhost",  # a soft hyphen
    "localhost\u200b",
    "ip6-localhost",
    "metadata",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::0001]",
    "[::]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[0:0:0:0:0:ffff:127.0.0.1]",
    "[::ffff:0:127.0.0.1]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::7f00:1]",
    "[2002:7f00:1::]",
    "[2002:7f00:1::1]",
    "[2001:0:7f00:1::80ff:fffe]",
    "[2001:0:4136:e378:8000:63bf:80ff:fffe]",
    "[fe80::1%25lo]",
    "[fe80::1%lo]",
    "[::1%25lo]",
    "[::1%lo]",
    "[::1].",
    "[::1",
    "::1",
    "[[::1]]",
    "[127.0.0.1]",
    "[fec0::1]",
    "[ff02::1]",
)

# Readers disagree about which part of these is the host.
CONFUSING = (
    "http://files.test@127.0.0.1:{port}/",
    "http://files.test:80@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}@files.test/",
    "http://files.test%40127.0.0.1:{port}/",
    "http://files.test%2f@127.0.0.1:{port}/",
    "http://files.test#@127.0.0.1:{port}/",
    "http://files.test?@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@files.test/",
    "http://127.0.0.1:{port}\\@files.test/",
    "http://files.test\\@127.0.0.1:{port}/",
    "http://files.test\\.127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "http:/127.0.0.1:{port}/",
    "http:127.0.0.1:{port}/",
    "http:///127.0.0.1:{port}/",
    "http:////127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "///127.0.0.1:{port}/",
    "127.0.0.1:{port}/",
    "http://127.0.0.1:{port}:80/",
    "http://127.0.0.1:80:{port}/",
    "http://127.0.0.1:0{port}/",
    "http://127.0.0.1:+{port}/",
    "http://127.0.0.1: {port}/",
    "http://127.0.0.1:{port}%2f",
    "http://127.0.0.1:{port};/",
    "http://127.0.0.1:/",
    "http://127.0.0.1:99999/",
    "http://127.0.0.1:-1/",
    "http://127.0.0.1:http/",
    "http://[::1]files.test:{port}/",
    "http://files.test[::1]:{port}/",
    "http://127.0.0.1:{port}\t/",
    "http://127.0.0.1\t:{port}/",
    "ht\ntp://127.0.0.1:{port}/",
    " http://127.0.0.1:{port}/",
    "\x00http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/\r\nHost: other",
    "http://127.0.0.1:{port}/ HTTP/1.1\r\nX: y",
    "http://127.0.0.1:{port}/\x00",
    "http://127.0.0.1:{port}/\x7f",
    "http://127.0.0.1:{port}/\u2028",
    "http://-127.0.0.1:{port}/",
    "http://127.0.0.1-:{port}/",
    "http://127.0.0.1,files.test:{port}/",
    "http://127.0.0.1 files.test:{port}/",
    "http://{{127.0.0.1}}:{port}/",
    "http://$(hostname):{port}/",
    "http://*:{port}/",
    "http://.127.0.0.1:{port}/",
    "http://..:{port}/",
    "http://.:{port}/",
    "http://:{port}/",
    "http://%:{port}/",
    "http://127.0.0.1:{port}/%",
    "http://127.0.0.1:{port}/%zz",
    "hTtP://127.0.0.1:{port}/",
)

# Other ways of opening something than HTTP.
SCHEMES = (
    "file:///etc/shadow",
    "file://127.0.0.1/etc/shadow",
    "FILE:///etc/shadow",
    "gopher://127.0.0.1:{port}/_SET%20a%20b",
    "ftp://127.0.0.1:{port}/",
    "ftps://127.0.0.1:{port}/",
    "sftp://127.0.0.1:{port}/",
    "tftp://127.0.0.1:{port}/",
    "scp://127.0.0.1:{port}/",
    "dict://127.0.0.1:{port}/info",
    "ldap://127.0.0.1:{port}/",
    "ws://127.0.0.1:{port}/",
    "unix:/run/libvirt/libvirt-sock",
    "http+unix://%2frun%2flibvirt/",
    "nbd://127.0.0.1:{port}/",
    "ssh://127.0.0.1:{port}/",
    "jar:http://127.0.0.1:{port}/!/",
    "view-source:http://127.0.0.1:{port}/",
    "url:http://127.0.0.1:{port}/",
    "data:application/octet-stream,x",
    "javascript:alert(1)",
    "about:blank",
    'json:{{"file.filename":"/etc/shadow"}}',
    "/etc/shadow",
    "fd:0",
)

# Networks that are nobody's business, as a URL and as an answer of DNS.
CLOSED_ADDRESSES = (
    "0.0.0.0",  # noqa: S104  nothing is bound
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "127.0.0.1",
    "127.9.9.9",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.0.1",
    "192.168.122.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::a00:1",
    "::ffff:10.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:a00:1::1",
    "2002:a9fe:a9fe::1",
    "2606:4700::5efe:a00:1",
    "2606:4700::200:5efe:a00:1",
    "2620:4f:8000::1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fd20:ce::254",
    "fe80::1",
    "fe80::a9fe:a9fe",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
)

# What DNS may answer besides one closed address; a public one among them opens nothing.
ANSWERS = {
    "mixed.trap": ["1.1.1.1", "127.0.0.1"],
    "mixed-first.trap": ["127.0.0.1", "1.1.1.1"],
    "mixed-six.trap": ["2606:4700::1111", "::1"],
    "mixed-both.trap": ["1.1.1.1", "::ffff:127.0.0.1"],
    "zone.trap": ["fe80::1%lo"],
    "odd.trap": ["127.1"],
    "text.trap": ["localhost"],
    "empty.trap": [],
    "many.trap": [f"1.1.1.{number}" for number in range(65)],
    "127.0.0.1.trap": ["127.0.0.1"],
    "7f000001.trap": ["127.0.0.1"],
}


# What servers that hold secrets are called inside networks, each written in the ways below.
TARGETS = (
    "127.0.0.1",
    "10.0.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.192",
    "192.168.122.1",
)


def _spellings(address: str) -> list[str]:
    """One IPv4 address as the C library, IPv6 and its transitions write it."""
    number, parts = int(IPv4Address(address)), address.split(".")
    high, low = f"{number >> 16:x}", f"{number & 0xFFFF:x}"
    return [
        str(number),
        hex(number),
        f"0{number:o}",
        ".".join(hex(int(part)) for part in parts),
        ".".join(f"0{int(part):o}" for part in parts),
        f"{parts[0]}.{number & 0xFFFFFF}",
        f"{parts[0]}.{parts[1]}.{number & 0xFFFF}",
        f"[::ffff:{high}:{low}]",
        f"[::{high}:{low}]",
        f"[64:ff9b::{high}:{low}]",
        f"[2002:{high}:{low}::1]",
        f"[2606:4700::5efe:{high}:{low}]",
    ]


def urls(port: int) -> list[str]:
    """All of them, once each, aimed at the canary's port."""
    spellings = [spelling for address in TARGETS for spelling in _spellings(address)]
    hosts = [f"http://{host}:{port}/" for host in (*LOOPBACK_HOSTS, *spellings)]
    others = [text.format(port=port) for text in (*CONFUSING, *SCHEMES)]
    addresses = [f"[{address}]" if ":" in address else address for address in CLOSED_ADDRESSES]
    closed = [f"http://{address}:{port}/latest/meta-data/" for address in addresses]
    traps = [f"http://{name}:{port}/" for name in ANSWERS]
    return list(dict.fromkeys(hosts + others + closed + traps))
