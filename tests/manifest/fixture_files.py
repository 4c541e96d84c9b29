"""The manifests beside the tests, as their authors wrote them."""

from pathlib import Path

_FOLDER = Path(__file__).with_name("fixtures")
# As they are found elsewhere: they leave out what a host must know, or ask for what none has.
FAULTY = frozenset(
    f"{name}.yaml"
    for name in (
        "broken-rules",
        "by-instancetype",
        "disk-from-web",
        "eight-columns",
        "every-volume",
        "from-the-cluster",
        "hotplug",
        "inferred",
        "marks-and-blanks",
        "script-behind-a-bar",
        "shared-folders",
        "traps",
    )
)
FIXTURES = sorted(path.name for path in _FOLDER.glob("*.yaml"))


def read(name: str) -> str:
    """The text byte for byte: line ends are part of it."""
    return (_FOLDER / name).read_bytes().decode()
