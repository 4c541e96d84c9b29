"""A manifest in the forms it leaves the portal in, and the commands that take it somewhere else."""

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, count
from typing import Final

from vms.manifest import bundle


class Form(StrEnum):
    """What a download holds: the text as written, its document, or all that a cluster needs."""

    YAML = "yaml"
    JSON = "json"
    BUNDLE = "bundle"
    CLUSTER = "cluster"


@dataclass(frozen=True, slots=True)
class ExportedFile:
    name: str
    content_type: str
    content: bytes


def export(text: str, name: str, form: Form) -> ExportedFile:
    """A manifest as one file. Every form but YAML raises ``YamlInvalid`` for a text that cannot be read."""
    ending, content_type, write = _FORMS[form]
    return ExportedFile(f"{file_name(name)}{ending}", content_type, write(text))


def file_name(name: str) -> str:
    """A name that no file system and no header stumbles over."""
    kept = "".join(letter for letter in name if letter.isascii() and (letter.isalnum() or letter in "-."))
    return kept.strip(".") or "manifest"


def kubectl_command(text: str) -> str:
    """What makes the machine on the cluster that kubectl talks to. Raises ``YamlInvalid``."""
    return _fed("kubectl apply -f -", bundle.for_cluster(text).text)


def api_command(text: str, team: str, address: str, session_cookie: str, csrf_cookie: str) -> str:
    """What begins a draft with the text in the portal at an address, from a shell."""
    cookies = f"{session_cookie}=$SLIPWAY_SESSION; {csrf_cookie}=$SLIPWAY_CSRF"
    lines = (
        f"curl {shlex.quote(address.rstrip('/') + '/api/v1/drafts/')}",
        f'--cookie "{cookies}"',
        '--header "X-CSRFToken: $SLIPWAY_CSRF"',
        f"--referer {shlex.quote(address.rstrip('/') + '/')}",
        '--header "Content-Type: application/json"',
        "--data-binary @-",
    )
    return _fed(" \\\n  ".join(lines), json.dumps({"team": team, "text": text}, ensure_ascii=False))


def _fed(command: str, text: str) -> str:
    """A command that reads a text which stands below it, to an end that the text itself does not have."""
    lines = set(text.split("\n"))
    ends = chain(["EOF"], (f"EOF{number}" for number in count(1)))
    end = next(word for word in ends if word not in lines)
    body = text if text.endswith("\n") else text + "\n"
    return f"{command} <<'{end}'\n{body}{end}\n"


_Write = Callable[[str], bytes]
_FORMS: Final[dict[Form, tuple[str, str, _Write]]] = {
    Form.YAML: (".yaml", "application/yaml; charset=utf-8", lambda text: text.encode("utf-8", "replace")),
    Form.JSON: (".json", "application/json", lambda text: bundle.as_json(text).encode()),
    Form.BUNDLE: ("-kubevirt.zip", "application/zip", lambda text: bundle.as_zip(bundle.bundle(text))),
    Form.CLUSTER: (
        "-kubevirt.yaml",
        "application/yaml; charset=utf-8",
        lambda text: bundle.all_in_one(bundle.bundle(text)).encode(),
    ),
}
