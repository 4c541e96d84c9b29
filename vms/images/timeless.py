"""An ISO 9660 image without its dates, so that equal content gives equal bytes.

pycdlib stamps the present moment, in local time, on every volume descriptor, directory record and Rock Ridge
entry, and offers no way to say another. All of them are set to the beginning of 1970 here.
"""

from collections.abc import Iterator

SECTOR = 2048
FIRST_DESCRIPTOR = 16
_PRIMARY, _SUPPLEMENTARY, _TERMINATOR = 1, 2, 255

_DESCRIPTOR_DATES, _LONG_DATE = 813, b"1970010100000000\0"  # created, modified, expires, effective
_ROOT_RECORD = 156
_RECORD_DATE, _SHORT_DATE = 18, bytes((70, 1, 1, 0, 0, 0, 0))
_FLAGS, _IS_DIRECTORY = 25, 2
_NAME_LENGTH = 32
_TIMES_HEAD = 5  # of a Rock Ridge "TF" entry: signature, length, version, flags


def without_times(image: bytes) -> bytes:
    """The image with every date fixed. For images as pycdlib makes them: short Rock Ridge dates, no
    continuation areas that hold any."""
    timeless = bytearray(image)
    for descriptor in _descriptors(image):
        for place in range(4):
            _stamp(timeless, descriptor + _DESCRIPTOR_DATES + place * len(_LONG_DATE), _LONG_DATE)
        for record in _records(image, descriptor + _ROOT_RECORD):
            _stamp(timeless, record + _RECORD_DATE, _SHORT_DATE)
            for entry in _rock_ridge_times(image, record):
                dates = (image[entry + 2] - _TIMES_HEAD) // len(_SHORT_DATE)
                _stamp(timeless, entry + _TIMES_HEAD, _SHORT_DATE * dates)
    return bytes(timeless)


def _stamp(image: bytearray, at: int, date: bytes) -> None:
    image[at : at + len(date)] = date


def _descriptors(image: bytes) -> Iterator[int]:
    at = FIRST_DESCRIPTOR * SECTOR
    while image[at] != _TERMINATOR:
        if image[at] in (_PRIMARY, _SUPPLEMENTARY):
            yield at
        at += SECTOR


def _records(image: bytes, directory: int) -> Iterator[int]:
    """The record itself and, for a directory, all below it. ``.`` and ``..`` are named 0 and 1."""
    yield directory
    if not image[directory + _FLAGS] & _IS_DIRECTORY:
        return
    start = int.from_bytes(image[directory + 2 : directory + 6], "little") * SECTOR
    end = start + int.from_bytes(image[directory + 10 : directory + 14], "little")
    at = start
    while at < end:
        length = image[at]
        if length == 0:  # records do not cross sectors; the rest of this one is empty
            at = (at // SECTOR + 1) * SECTOR
            continue
        itself = image[at + _NAME_LENGTH] == 1 and image[at + _NAME_LENGTH + 1] in (0, 1)
        if itself:
            yield at
        else:
            yield from _records(image, at)
        at += length


def _rock_ridge_times(image: bytes, record: int) -> Iterator[int]:
    name_length = image[record + _NAME_LENGTH]
    at = record + _NAME_LENGTH + 1 + name_length + (name_length + 1) % 2  # padded to an even offset
    end = record + image[record]
    while at + 4 <= end and image[at + 2] >= 4:
        if image[at : at + 2] == b"TF":
            yield at
        at += image[at + 2]
