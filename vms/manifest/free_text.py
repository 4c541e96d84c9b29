"""Values of any shape as YAML by themselves, as a field of a form shows and takes them."""

from typing import Any, Final

from vms.manifest.errors import YamlInvalid
from vms.manifest.yaml_text import compose, construct, to_yaml

_KEY: Final = "value"


def write_free(value: Any) -> str:
    """The value in block style; ``read_free`` reads the same from it.

    Raises ``EditRefused`` for a value that is not plain JSON.
    """
    if isinstance(value, dict):
        return to_yaml(value).rstrip("\n")
    written = to_yaml({_KEY: value}).removeprefix(f"{_KEY}:").rstrip("\n")
    return written.removeprefix("\n") if written.startswith("\n") else written.strip()


def read_free(text: str) -> Any:
    """The value that a text stands for. Raises ``ValueError`` with what to do."""
    indented = "".join(f"  {line}" for line in text.splitlines(keepends=True))
    try:
        return construct(compose(f"{_KEY}:\n{indented}\n"))[_KEY]
    except YamlInvalid as error:
        raise ValueError(str(error)) from error
