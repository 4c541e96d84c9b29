"""The guest's YAML reader, run by the guest's awk, against PyYAML's reading of the same text."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

READER = Path(__file__).resolve().parents[2] / "lab/guest/rootfs/yaml.awk"

SAMPLES = {
    "mapping": "hostname: web-1   # the name\nfqdn: web-1.example.org\n",
    "nested": "chpasswd:\n  users:\n    - name: root\n      password: secret\n    - name: max\n",
    "list at its key's indent": "runcmd:\n- ls\n- echo a\n",
    "list of lists": "a:\n  - [sh, -c, 'echo it''s']\n  - - touch\n    - /x\n  -\n    - ls\n    - -l\n",
    "quotes": 'a: "say \\"hi\\" # no comment"\nb: \'it\'\'s: fine\'\nc: "tab\\there"\n',
    "literal": "content: |\n  one\n    two\n\n  three\nafter: 1\n",
    "literal without its last newline": "content: |-\n  one\n  two\n",
    "folded": "content: >\n  one\n  two\n",
    "plain over lines": "a: some\n  more words\nb: x\n",
    "flow over lines": 'a: {"version": 2,\n  "eth0": {"dhcp4": "yes",\n  "addresses": ["10.0.0.1/24"]}}\n',
    "json": '{"uuid": "u-1", "keys": [{"name": "a"}], "none": {}}',
    "keys with slashes": "/etc/motd: 'x'\nssh-keys:\n  - ssh-ed25519 AAAA a@b\n",
    "backslashes": "a: c:\\dir\nb: |\n  \\n is two letters\n",
    "document start": "---\n# comment\nversion: '2'\n",
}


def flat(value: Any, path: str = "") -> dict[str, str]:
    if isinstance(value, dict):
        return {
            key: text for name, child in value.items() for key, text in flat(child, f"{path}.{name}").items()
        }
    if isinstance(value, list):
        return {
            key: text for at, child in enumerate(value) for key, text in flat(child, f"{path}.{at}").items()
        }
    return {path.lstrip("."): str(value)}


def read(text: str) -> dict[str, str]:
    printed = subprocess.run(
        ["busybox", "awk", "-f", READER], input=text, capture_output=True, text=True, check=True
    ).stdout
    lines = (line.split("\t", 1) for line in printed.splitlines())
    return {path: value.replace("\\\\", "\0").replace("\\n", "\n").replace("\\t", "\t").replace("\0", "\\")
            for path, value in lines}  # fmt: skip


@pytest.mark.parametrize("text", SAMPLES.values(), ids=SAMPLES.keys())
def test_it_reads_what_pyyaml_reads(text: str) -> None:
    # The base loader leaves every scalar a string, as the guest's reader does.
    assert read(text) == flat(yaml.load(text, Loader=yaml.BaseLoader))  # noqa: S506  the base loader makes strings only


def test_every_value_stays_on_one_line() -> None:
    printed = subprocess.run(
        ["busybox", "awk", "-f", READER],
        input="a: |\n  x\\y\n  z\t!\n",
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert printed == "a\tx\\\\y\\nz\\t!\\n\n"


def test_windows_line_ends_do_not_matter() -> None:
    assert read("a: 1\r\nb:\r\n  - x\r\n") == {"a": "1", "b.0": "x"}


def test_what_it_prints_is_safe_for_the_shell_that_reads_it() -> None:
    text = json.dumps({"a": "$(reboot) `reboot` 'x' \\\\ end"})

    assert read(text)["a"] == "$(reboot) `reboot` 'x' \\\\ end"
