"""Everything that can be said of a document by looking at it alone."""

from collections.abc import Iterator
from typing import Any, Final

from vms.manifest import shipped
from vms.manifest.cloud_init import shipped as cloud_init
from vms.manifest.governed import of_both
from vms.manifest.rules import RULES, SCHEMA_RULES
from vms.manifest.rules import cloud_init as cloud_init_rules
from vms.manifest.rules.machine import is_of_reasonable_size
from vms.manifest.rules.of_schema import understood
from vms.manifest.screen import screen
from vms.schema import Problem, Schema, is_deeper
from vms.schema import check as check_schema

_DEEPEST: Final = 100


def check(document: Any, schema: Schema | None = None) -> list[Problem]:
    """All problems of any JSON value: first the schema's, then those of the rules. Never raises.

    Without a schema, the one that comes with the portal is meant; with another, both must agree, for the
    portal runs what its own allows. Where the schema has found fault with a value, the rules keep silent
    about that same value. Of a document that is too deep, or has a list that is too long, nothing else is
    said. With the portal's own schema a good document costs about as much as its JSON does to read, since the
    rules are asked only where a look from afar cannot exclude that they speak.
    """
    own = shipped.schema()
    if schema is None or schema is own:
        look = screen()
        if look.passes_plainly(document):
            return []
        if look.passes(document):
            return list(_of_cloud_init(document))
        return check_plainly(document, own)
    return of_both(check_plainly(document, schema), check_plainly(document, own))


def prepare() -> None:
    """Compile what documents are checked with: no request should have to wait for that."""
    _ = shipped.schema().validator
    screen()
    for name in (cloud_init.CLOUD_CONFIG, *cloud_init.NETWORK.values()):
        cloud_init.schema(name)


def check_plainly(document: Any, schema: Schema) -> list[Problem]:
    """The same, every rule asked."""
    if is_deeper(document, _DEEPEST):
        message = f"The document is nested more than {_DEEPEST} levels deep. Simplify it."
        return [Problem("", message, "depth")]
    if isinstance(document, dict) and (too_long := list(is_of_reasonable_size(document))):
        return too_long
    found = [understood(schema, document, problem) for problem in check_schema(schema, document)]
    if not isinstance(document, dict):
        return found
    at_fault = {problem.pointer for problem in found}
    return found + [problem for problem in _told(document, schema) if problem.pointer not in at_fault]


def _of_cloud_init(document: dict[str, Any]) -> Iterator[Problem]:
    for rule in cloud_init_rules.RULES:
        yield from rule(document)


def _told(document: dict[str, Any], schema: Schema) -> Iterator[Problem]:
    for rule in RULES:
        yield from rule(document)
    for schema_rule in SCHEMA_RULES:
        yield from schema_rule(schema, document)
