"""The bytes of one file outside as one stream, whose reader never notices a cut in the middle."""

import re
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from threading import Event

from vms.errors import TransientError
from vms.outbound.ask import Answer, ask
from vms.outbound.errors import TransferBroken, TransferRefused, Unreachable
from vms.outbound.guard import Guard
from vms.outbound.limits import Limits
from vms.outbound.wire import Clock

Progress = Callable[[int, int | None], None]

_STRONG = re.compile(r'"[!#-~]*"')
_RANGE = re.compile(r"bytes ([0-9]{1,18})-([0-9]{1,18})/([0-9]{1,18})")
_PACKED = {"", "identity"}
_SURELY_OLDER = 60  # seconds between Last-Modified and Date from which the former identifies the content
_TRANSIENT = {408, 425, 429, 500, 502, 503, 504}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One file, and how it is asked for.

    ``immutable`` content is named by its digest, which the caller checks: it may always be gone on with.
    ``size`` is what it must be, where that is known before. ``encodings`` are content codings that the
    caller undoes itself. ``authorization`` is asked for before each try, so that a token may be renewed.
    ``tls`` says whom to trust; unset, this machine's word holds.
    """

    url: str
    size: int | None = None
    immutable: bool = False
    encodings: frozenset[str] = frozenset()
    authorization: Callable[[], str | None] = lambda: None
    tls: ssl.SSLContext | None = None


def download(
    guard: Guard, wanted: Wanted, limits: Limits, progress: Progress, clock: Clock | None = None
) -> Iterator[bytes]:
    """The file's bytes, in order and each once.

    After a cut it asks for the rest, ``limits.tries`` times without much progress, and only if the server
    can prove that the rest belongs to the same file. Raises what ``ask`` raises; ``TransferBroken`` if
    the file must be begun again.
    """
    clock = clock or Clock(limits)
    file = _File(wanted, limits, progress)
    left, before = limits.tries, 0
    while True:
        try:
            yield from file.rest(guard, clock)
            return
        except (TransferBroken, Unreachable) as error:
            if file.offset - before >= limits.try_bytes:
                left = limits.tries
            left, before = left - 1, file.offset
            if not left or not file.may_go_on_after(error):
                raise
            Event().wait(limits.pause_seconds)  # a server that just fell gets a moment to stand up


class _File:
    """How far one download has come, and by what the file is known again."""

    def __init__(self, wanted: Wanted, limits: Limits, progress: Progress) -> None:
        self._wanted, self._limits, self._progress = wanted, limits, progress
        self.offset, self.total = 0, wanted.size
        self._validator: str | None = None

    def may_go_on_after(self, error: TransientError) -> bool:
        """What was never reached is not tried again here: that is the caller's to do, and later."""
        if not self.offset:
            return isinstance(error, TransferBroken)
        return self._wanted.immutable or self._validator is not None

    def rest(self, guard: Guard, clock: Clock) -> Iterator[bytes]:
        headers = {}
        if self.offset:
            headers["range"] = f"bytes={self.offset}-"
            if self._validator is not None:
                headers["if-range"] = self._validator
        with ask(
            guard,
            self._wanted.url,
            self._limits,
            headers=headers,
            authorization=self._wanted.authorization(),
            clock=clock,
            tls=self._wanted.tls,
        ) as answer:
            skip = self._begin(answer)
            self._progress(self.offset, self.total)
            for chunk in answer.chunks:
                new, skip = chunk[skip:], max(0, skip - len(chunk))
                if not new:
                    continue
                self.offset += len(new)
                self._must_fit(self.offset)
                yield new
                self._progress(self.offset, self.total)
        if self.total is not None and self.offset != self.total:
            raise TransferRefused(
                "The server sent another number of bytes than it said. Tell whoever runs it."
            )

    def _begin(self, answer: Answer) -> int:
        """How many of the answer's bytes we have already. Raises if it is not what was asked for."""
        _must_succeed(answer)
        if answer.headers.get("content-encoding", "").lower() not in _PACKED | self._wanted.encodings:
            raise TransferRefused(
                "The server packs the file in a way that was not asked for. Offer it as it is."
            )
        if answer.status == 206:
            self._must_continue(answer)
            return 0
        if self.offset and not self._wanted.immutable and _validator(answer) != self._validator:
            self._validator = None  # so that nobody goes on
            raise TransferBroken("The file changed while it was fetched. Try again.")
        length = answer.length
        if length is None and "transfer-encoding" not in answer.headers:
            raise TransferRefused(
                "The server does not say where the file ends. Offer it with a Content-Length."
            )
        if length is not None:
            self._must_be(length)
            self._must_fit(length)
        if not self.offset:
            self._validator = _validator(answer)
        return self.offset

    def _must_continue(self, answer: Answer) -> None:
        match = _RANGE.fullmatch(answer.headers.get("content-range", ""))
        if (
            not self.offset
            or match is None
            or int(match[1]) != self.offset
            or int(match[2]) + 1 != int(match[3])
        ):
            raise TransferRefused(
                "The server sent another part of the file than was asked for. Use another one."
            )
        self._must_be(int(match[3]))

    def _must_be(self, total: int) -> None:
        if self.total is not None and total != self.total:
            raise TransferRefused(
                f"The file has {total} bytes instead of {self.total}. It changed, or its server is wrong "
                "about it."
            )
        self.total = total

    def _must_fit(self, size: int) -> None:
        if size > self._limits.bytes:
            raise TransferRefused(
                f"The file is larger than the {self._limits.bytes} bytes that may be fetched. Use a smaller "
                "one."
            )
        if self.total is not None and size > self.total:
            raise TransferRefused("The server sends more bytes than it said. Tell whoever runs it.")


def _must_succeed(answer: Answer) -> None:
    status, host = answer.status, answer.url.host
    if status in {200, 206}:
        return
    if status in _TRANSIENT:
        raise TransferBroken(f"{host} cannot answer at the moment (HTTP {status}). Try again later.")
    if status in {401, 403}:
        raise TransferRefused(
            f"{host} wants to know who asks, or refuses these credentials (HTTP {status}). "
            "Give a secret with a user name and a password that it knows."
        )
    if status in {404, 410}:
        raise TransferRefused(f"{host} has no such file (HTTP {status}). Check the address.")
    raise TransferRefused(f"{host} did not answer with the file (HTTP {status}). Check the address.")


def _validator(answer: Answer) -> str | None:
    """By what the same content is known again: a strong ETag, or a date surely older than the answer."""
    etag = answer.headers.get("etag", "")
    if _STRONG.fullmatch(etag):
        return etag
    modified, sent = answer.headers.get("last-modified"), answer.headers.get("date")
    if modified is None or sent is None:
        return None
    try:
        age = parsedate_to_datetime(sent) - parsedate_to_datetime(modified)
    except (ValueError, TypeError, OverflowError):
        return None
    return modified if age.total_seconds() >= _SURELY_OLDER else None
