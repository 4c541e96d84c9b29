"""What user-data is, by its first line, as cloud-init itself decides."""

from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    EMPTY = "empty"
    CLOUD_CONFIG = "cloud-config"
    SCRIPT = "script"
    INCLUDE = "include"
    BOOTHOOK = "boothook"
    PART_HANDLER = "part-handler"
    ARCHIVE = "archive"
    MULTIPART = "multipart"
    TEMPLATE = "template"  # a cloud-config that is made at boot: what it will say cannot be known
    UNKNOWN = "unknown"


_BEGINNINGS: Final = (  # longer ones first
    ("#cloud-config-archive", Kind.ARCHIVE),
    ("#cloud-config-jsonp", Kind.ARCHIVE),
    ("#cloud-config", Kind.CLOUD_CONFIG),
    ("#cloud-boothook", Kind.BOOTHOOK),
    ("#part-handler", Kind.PART_HANDLER),
    ("#include", Kind.INCLUDE),
    ("## template", Kind.TEMPLATE),
    ("#!", Kind.SCRIPT),
    ("content-type:", Kind.MULTIPART),
    ("mime-version:", Kind.MULTIPART),
)


def kind_of(text: str) -> Kind:
    """The kind of a user-data text; cloud-init minds neither case nor blanks before the first line."""
    beginning = text.lstrip()[:30].lower()
    if not beginning:
        return Kind.EMPTY
    return next((kind for word, kind in _BEGINNINGS if beginning.startswith(word)), Kind.UNKNOWN)
