"""What a regular expression costs: an estimate of its automaton, made without running it.

Patterns are run by an engine that never goes back, so that time is linear in the text; the factor is the
size of the automaton, and counted repetitions multiply it. That is what is bounded here.
"""

import re
from functools import lru_cache
from typing import Final

from vms.schema.errors import SchemaInvalid

MAX_WEIGHT: Final = 20_000  # of one pattern; the longest of a Kubernetes API has some 300
MAX_LENGTH: Final = 2_000
_CLASS: Final = 12  # a class of many characters is several ranges of bytes
_UNICODE: Final = 300  # \p{…} is hundreds
_BACKWARDS: Final = re.compile(r"\(\?(<[=!]|[=!>])|\\[1-9]|\\k[<{']")
_TOKEN: Final = re.compile(
    r"(?P<unicode>\\[pP](\{[^}]*\}|.))"
    r"|(?P<escape>\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|u\{[0-9a-fA-F]+\}|c[a-zA-Z]|.))"
    r"|(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])"
    r"|(?P<open>\((\?(P?<[A-Za-z_]\w*>|[a-zA-Z-]*:|[a-zA-Z-]+(?=\))|<?[=!]|>))?)"
    r"|(?P<close>\))"
    r"|(?P<count>\{(?P<low>[0-9]{1,9})(?P<comma>,(?P<high>[0-9]{0,9}))?\})"
    r"|(?P<repeat>[*+?])"
    r"|(?P<other>.)",
    re.DOTALL,
)


@lru_cache(maxsize=4096)
def weight(pattern: str) -> int:
    """How many states the pattern's automaton has, about. Raises ``SchemaInvalid`` for one that is too long,
    too heavy, or needs an engine that goes back."""
    if len(pattern) > MAX_LENGTH:
        raise SchemaInvalid(f"the pattern {_shown(pattern)} has more than {MAX_LENGTH:,} characters")
    if _BACKWARDS.search(_without_escaped_backslashes(pattern)):
        raise SchemaInvalid(
            f"the pattern {_shown(pattern)} looks ahead, behind or back, which can take for ever; "
            "write it without (?=, (?!, (?<=, (?<! and \\1"
        )
    found = _weigh(pattern)
    if found > MAX_WEIGHT:
        raise SchemaInvalid(f"the pattern {_shown(pattern)} repeats too much; lower its counts")
    return found


def _weigh(pattern: str) -> int:
    sums, last = [0], 0  # of each open group; of the last thing, which a count repeats
    for token in _TOKEN.finditer(pattern):
        match token.lastgroup:
            case "open":
                sums.append(0)
                last = 0
            case "close" if len(sums) > 1:
                last = sums.pop() + 1
                sums[-1] += last
            case "count":
                times = max(int(token["low"]), int(token["high"] or 0)) + 1
                sums[-1] += last * times
                last *= times + 1
            case "repeat":
                sums[-1] += 1
            case kind:
                last = _of_one(kind or "", token[0])
                sums[-1] += last
    return sum(sums) + 1


def _of_one(kind: str, text: str) -> int:
    if kind == "unicode":
        return _UNICODE
    if kind == "set":
        negated = _CLASS if text.startswith("[^") else 0
        return 2 + negated + len(text) // 8 + _UNICODE * (text.count("\\p") + text.count("\\P"))
    if kind == "escape":
        return _CLASS if text[1] in "DSWsB" else 2
    return _CLASS if text == "." else max(1, len(text.encode("utf-8", "replace")))


def _without_escaped_backslashes(pattern: str) -> str:
    return pattern.replace("\\\\", "")


def _shown(pattern: str) -> str:
    return repr(pattern if len(pattern) <= 60 else f"{pattern[:59]}…")
