"""The manifests beside the tests, as their authors wrote them."""

from pathlib import Path

_FOLDER = Path(__file__).with_name("fixtures")
FIXTURES = sorted(path.name for path in _FOLDER.glob("*.yaml"))


def read(name: str) -> str:
    """The text byte for byte: line ends are part of it."""
    return (_FOLDER / name).read_bytes().decode()
