"""What a hostile, clumsy or unlucky user sends, and how soon it must be answered."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from time import thread_time
from typing import Any, Final

import pytest

SECONDS: Final = 0.7  # of this thread's processor time for one answer
SPEC: Final = "spec:\n  template:\n    spec:\n"
DEVICES: Final = f"{SPEC}      domain:\n        devices:\n"
DISKS: Final = "/spec/template/spec/domain/devices/disks"
VOLUMES: Final = "/spec/template/spec/volumes"


@contextmanager
def soon(what: object, seconds: float = SECONDS) -> Iterator[None]:
    """Fail if the block keeps the processor for longer than an answer may."""
    before = thread_time()
    yield
    taken = thread_time() - before
    if taken > seconds:
        pytest.fail(f"{what!r:.100} took {taken:.2f} s")


def brackets(levels: int) -> str:
    return "[" * levels + "]" * levels


def _rows(count: int, row: Callable[[int], str]) -> str:
    return "".join(row(number) for number in range(count))


# -- the fields and buttons of the form -------------------------------------------------------------

NAMES: Final = (
    "/",
    "//",
    "/a~",
    "/" * 2000,
    "/a" * 2000,
    "#choice",
    "/#choice",
    "/spec#choice",
    "/__proto__",
    "/metadata/\0",
    "/metadata/name",
    "/metadata/name/deeper",
    "/metadata/labels#key/0",
    "/metadata/labels#key/-1",
    "/metadata/labels#value/0",
    "/spec/runStrategy",
    "/spec/running#unset",
    "/spec/template/spec/domain/cpu/cores",
    "/spec/template/spec/domain/cpu/cores#choice",
    "/spec/template/spec/domain/memory/guest",
    VOLUMES,
    f"{VOLUMES}/-",
    f"{VOLUMES}/-1",
    f"{VOLUMES}/00/name",
    f"{VOLUMES}/٣/name",
    f"{VOLUMES}/99999",
    f"{VOLUMES}/{'9' * 5000}/name",
    f"{VOLUMES}/0#choice",
)
VALUES: Final = (
    "",
    " ",
    "\0",
    "a\0b",
    "\u2028",
    "\ufeff",
    "\x07",
    "'",
    "a: b # c",
    "- a\n- b",
    "---\n",
    "&a *a",
    "!!python/object:os.system",
    "-1",
    "1e999",
    "NaN",
    "9" * 99,
    "9" * 5000,
    "null",
    "=null",
    "present",
    brackets(5000),
    '{"a":' * 3000 + "1" + "}" * 3000,
    "\N{GRINNING FACE}" * 1000,
    "x" * 70_000,
)
FIELDS: Final = [
    pair
    for place, pair in enumerate(product(NAMES, VALUES))
    if (place // len(VALUES) + place % len(VALUES)) % 3 == 0  # each name and each value several times
]
ACTIONS: Final = (
    ":",
    "::",
    "\0",
    "x" * 60_000,
    "fix:",
    "fix::",
    "fix:unknown:/y",
    "add:",
    "add:/",
    "add:/nowhere",
    "add:/metadata/labels",
    "add:" + "/a" * 5000,
    f"add:{DISKS}",
    "remove:",
    "remove:/",
    "remove:/spec",
    "remove:#choice",
    "remove:/metadata/labels/a~",
    f"remove:{DISKS}/0",
    f"remove:{DISKS}/-1",
    f"remove:{DISKS}/{'9' * 5000}",
    "up:",
    f"up:{DISKS}",
    f"up:{DISKS}/0",
    f"up:{DISKS}/٣",
    f"up:{VOLUMES}/0#choice",
    f"down:{DISKS}/0",
    "swap:/a",
)

# -- texts of manifests -----------------------------------------------------------------------------

TEXTS: Final = {
    "nothing": "",
    "a null character": "a\0b: 1\n",
    "an escaped null character": 'metadata: {name: "a\\0b"}\n',
    "an escaped half character": 'metadata: {name: "\\ud800"}\n',
    "a byte order mark": "\ufeffa: 1",
    "a tag": "a: !!python/object/apply:os.system ['id']\n",
    "two documents": "a: 1\n---\nb: 2\n",
    "a list": "- a\n- b\n",
    "words": "just text\n",
    "a key that is a list": "? [a]\n: b\n",
    "a number of 5000 digits": f"a: {'9' * 5000}\n",
    "other kinds everywhere": "metadata: []\nspec: {template: {spec: {volumes: {}, domain: []}}}\n",
    "nulls": "metadata: null\nspec: null\n",
    "a name that is none": "metadata: {name: {a: b}, namespace: [x]}\n",
    "a long name": f"metadata: {{name: {'a' * 5000}}}\n",
    "strange keys": "metadata: {labels: {a: [], b: {c: d}, '': '', '/': '~', 'a~': 1}}\n",
    "empty keys": f"metadata: {{labels: {chr(123) + chr(39) * 2 + ': '}{'{' + chr(39) * 2 + ': '}1}}}}}}\n",
    "deep lists": f"a: {brackets(99)}\n",
    "deeper lists": brackets(100_000),
    "an open bracket": "[" * 500_000,
    "a million spaces": " " * 1_000_000,
    "a million comments": "#" * 1_000_000 + "\n",
    "a long text": f"a: '{'x' * (2**20 - 10)}'\n",
    "a text too long": "x" * (2**20 + 1),
    "a text too long in bytes": "é" * (2**19 + 10),
    "a bomb of aliases": "a: &a [x,x,x,x,x,x,x,x,x]\n"
    + _rows(20, lambda n: f"{chr(98 + n)}: &{chr(98 + n)} [{','.join([f'*{chr(97 + n)}'] * 9)}]\n"),
    "many unknown keys": _rows(9_900, lambda n: f"k{n}: 1\n"),
    "too many keys": _rows(49_000, lambda n: f"k{n}: 1\n"),
    "many labels": "metadata:\n  labels:\n" + _rows(9_900, lambda n: f"    k{n}: v\n"),
    "many volumes": f"{SPEC}      volumes:\n" + _rows(4_900, lambda n: f"      - name: v{n}\n"),
    "many empty volumes": f"{SPEC}      volumes:\n" + "      - {}\n" * 9_900,
    "too many volumes": f"{SPEC}      volumes:\n" + "      - {}\n" * 80_000,
    "many disks": f"{DEVICES}          disks:\n"
    + _rows(2_000, lambda n: f"          - name: v{n}\n            disk: {{bus: virtio}}\n"),
    "many ports": f"{DEVICES}          interfaces:\n"
    + _rows(200, lambda n: f"          - name: n{n}\n            ports: [{','.join(['{}'] * 46)}]\n"),
}

# -- bodies of requests to the API --------------------------------------------------------------------

POINTERS: Final = (
    "",
    "x",
    "/",
    "//",
    "/a~",
    "/~2",
    "/-",
    "/-/-/-",
    "/\0",
    "/metadata/\ud800",
    "/" + "a/" * 3000,
    "/metadata/name/-",
    f"/metadata/labels/{'k' * 5000}",
    f"{VOLUMES}/-1",
    f"{VOLUMES}/00",
    f"{VOLUMES}/٣",
    f"{VOLUMES}/-/x",
    f"{VOLUMES}/99999",
    f"{VOLUMES}/{'9' * 5000}",
)
JSON_VALUES: Final[tuple[Any, ...]] = (
    None,
    True,
    2**70,
    "a\0b",
    "\ud800",
    {"\ud800": 1},
    {"": ""},
    [[[]]],
    "x" * 100_000,
)


def edit(pointer: str, value: Any) -> dict[str, Any]:
    return {"version": 1, "edits": [{"pointer": pointer, "value": value}]}


def _encoded(bodies: dict[str, Any]) -> dict[str, bytes]:
    return {name: json.dumps(body).encode() for name, body in bodies.items()}


VERSIONS: Final[tuple[Any, ...]] = (-1, 0, 1.5, "1", "9" * 2000, True, {}, None, 2**31, 2**63, 10**30)
BODIES: Final = {
    "nothing": b"",
    "a null character": b"\0",
    "UTF-16": '{"version": 1}'.encode("utf-16"),
    "no UTF-8": b'{"text": "\xff\xfe"}',
    "not a number": b'{"version": NaN}',
    "infinity": b'{"version": 1e999}',
    "a number of 4000 digits": b'{"version": ' + b"9" * 4000 + b', "text": "a: 1"}',
    "a number of 5000 digits": b'{"version": ' + b"9" * 5000 + b"}",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a": ' * 100_000,
    "a deep document": b'{"team": "blue", "document": ' + b'{"a": ' * 300 + b"1" + b"}" * 301,
    "a deep value": b'{"version": 1, "edits": [{"pointer": "/spec/x", "value": '
    + brackets(400).encode()
    + b"}]}",
    "more than 2 MiB": b'{"text": "' + b"x" * 2**21 + b'"}',
    "the same key twice": b'{"version": 1, "version": 2}',
    **_encoded(
        {
            "a list": [],
            "a text": "x",
            "null": None,
            "many keys": {f"k{number}": 1 for number in range(50_000)},
            "a half key": {"\ud800": 1},
            "a half text": {"team": "blue", "text": "\ud800", "version": 1},
            "a null text": {"team": "blue", "text": "a\0b: 1", "version": 1},
            "a half document": {"team": "blue", "document": {"\ud800": "\ud800"}},
            "a null document": {"team": "blue", "document": {"\0": "x", "metadata": {"name": "a\0b"}}},
            "a huge number": {"team": "blue", "document": {"a": 10**300}},
            "no document": {"team": "blue", "document": {}},
            "a team that is none": {"team": {"a": 1}, "text": []},
            "a null team": {"team": "\0", "text": ""},
            "a null blueprint": {"team": "blue", "blueprint": "\0"},
            "a machine that is none": {"machine": 10**500},
            "a half digest": {"digest": "\ud800"},
            "a null comment": {"version": 1, "digest": "x", "comment": "a\0"},
            "5000 edits": {
                "version": 1,
                "edits": [{"pointer": f"/metadata/labels/k{number}", "value": "v"} for number in range(5000)],
            },
        }
    ),
    **_encoded({f"version {version!r:.20}": {"version": version, "text": "a: 1"} for version in VERSIONS}),
}
