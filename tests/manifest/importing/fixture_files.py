"""Files as people keep them, and as kubectl prints them."""

from pathlib import Path

_FOLDER = Path(__file__).with_name("fixtures")


def read(name: str) -> str:
    return (_FOLDER / name).read_bytes().decode()
