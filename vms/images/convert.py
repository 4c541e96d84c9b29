"""A container becomes a plain qcow2, in the box, and qemu-img's own word that it is plain."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from vms.images import box
from vms.images.errors import ImageRefused, NoRoom
from vms.images.headers import Container, Reader
from vms.images.limits import Limits

SOURCE, TARGET = "source", "target"
_INFO_SECONDS = 20
# What a plain qcow2 has nothing to say about.
_COMPANY = {
    *("backing-filename", "full-backing-filename", "backing-filename-format", "data-file", "data-file-raw"),
    *("extents", "encrypted", "encrypt", "snapshots", "bitmaps", "corrupt", "dirty-flag"),
}


def convert(
    reader: Reader, container: Container, work: Path, limits: Limits, share: Callable[[float], None]
) -> None:
    """``source`` in ``work`` becomes ``target``. ``share`` hears how much is done, from 0 to 1."""
    (work / TARGET).touch(mode=0o600)
    command = ["convert", "-p", *_opened_as(container), "-O", "qcow2", "-o", "compat=1.1", *_names(container)]
    ended = box.run(command, work, limits, share)
    if not ended.well:
        raise _failure(reader, ended, limits, work)


def _opened_as(container: Container) -> list[str]:
    # By default this driver takes the size from cylinders and heads, which are too coarse for most disks.
    return ["--image-opts"] if container is Container.VHD else ["-f", container.value]


def _names(container: Container) -> list[str]:
    if container is Container.VHD:
        return [f"driver=vpc,force_size_calc=current_size,file.driver=file,file.filename={SOURCE}", TARGET]
    return [SOURCE, TARGET]


def _failure(reader: Reader, ended: box.Ended, limits: Limits, work: Path) -> ImageRefused | NoRoom:
    if ended.why is box.Why.NO_ROOM:
        return NoRoom(str(work))
    if ended.why is box.Why.TOO_LONG:
        return reader.refused(
            f"Converting it took longer than {limits.seconds:.0f} s. Convert it to qcow2 where it comes from."
        )
    if ended.why is box.Why.TOO_LARGE:
        return reader.refused(
            f"Converted it has more than the {limits.file_bytes:,} bytes that are allowed. Shrink its disk."
        )
    said = "".join(letter for letter in ended.complaint if letter.isprintable() or letter == "\n").strip()
    last = said.splitlines()[-1][-200:].removeprefix("qemu-img: ") if said else "it does not say why"
    return reader.refused(
        f"qemu-img cannot convert it ({last}). Get the image again, or convert it where it comes from."
    )


def refuse_company(reader: Reader, work: Path, limits: Limits) -> None:
    """What was made says of itself that it is a qcow2 which stands alone."""
    soon = replace(limits, seconds=_INFO_SECONDS, cpu_seconds=_INFO_SECONDS)
    ended = box.run(["info", "-f", "qcow2", "--output=json", TARGET], work, soon)
    try:
        told = json.loads(ended.output) if ended.well else {}
    except (ValueError, RecursionError):
        told = {}
    settings = list(_settings(told))
    if ("format", "qcow2") not in settings:
        raise reader.refused("What was made of it cannot be read back. Get the image again.")
    if any(name in _COMPANY and value for name, value in settings):
        raise reader.refused("What was made of it leans on other files. Convert it where it comes from.")


def _settings(told: object) -> Iterator[tuple[str, object]]:
    """Every name and value, however deep: newer versions of qemu-img nest what they tell differently."""
    if isinstance(told, dict):
        yield from told.items()
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    for one in inner:
        yield from _settings(one)
