"""``HostFacts`` to JSON and back. Strict: a facts file with a misspelt key would otherwise describe a
host that quietly cannot do what it can."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, Final

from vms.errors import PortalError
from vms.hosts.facts import (
    BaseImage,
    Capability,
    Claim,
    DomainType,
    HostFacts,
    PodNetwork,
    UefiFirmware,
)
from vms.schema import Problem


class HostFactsInvalid(PortalError):
    """The JSON does not describe a host; a problem per pointer."""

    code = "host_facts_invalid"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(f"{problem.pointer or '/'}: {problem.message}" for problem in self.problems)


def to_json(facts: HostFacts) -> dict[str, Any]:
    """The facts as plain JSON values, in a stable order."""
    return {field.name: _plain(getattr(facts, field.name)) for field in fields(facts)}


def from_json(data: Any) -> HostFacts:
    """Read facts that ``to_json`` wrote or a person typed; what is left out keeps its default.

    Raises ``HostFactsInvalid`` with everything that is wrong, not only the first.
    """
    problems: list[Problem] = []
    values = _object(data, "", problems, _FACTS, required=("name",))
    if problems:
        raise HostFactsInvalid(tuple(problems))
    return HostFacts(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, BaseImage | Claim | UefiFirmware):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(value[key]) for key in sorted(value)}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, StrEnum) else value


Reader = Callable[[Any, str, list[Problem]], Any]


def _say(problems: list[Problem], pointer: str, message: str) -> None:
    problems.append(Problem(pointer, message, keyword="facts"))


def _below(pointer: str, key: str) -> str:
    return f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"


def _object(
    value: Any,
    pointer: str,
    problems: list[Problem],
    readers: Mapping[str, Reader],
    required: Iterable[str],
) -> dict[str, Any]:
    if not isinstance(value, dict):
        _say(problems, pointer, "This must be an object.")
        return {}
    for key in required:
        if key not in value:
            _say(problems, _below(pointer, key), "This is required; please add it.")
    for key in value.keys() - readers.keys():
        known = ", ".join(sorted(readers))
        _say(problems, _below(pointer, key), f"This is not a known fact; the known ones are {known}.")
    return {
        key: reader(value[key], _below(pointer, key), problems)
        for key, reader in readers.items()
        if key in value
    }


def _text(value: Any, pointer: str, problems: list[Problem]) -> str:
    if not isinstance(value, str) or not value:
        _say(problems, pointer, "This must be a text that is not empty.")
    return str(value)


def _count(value: Any, pointer: str, problems: list[Problem]) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        _say(problems, pointer, "This must be a whole number of zero or more.")
        return 0
    return value


def _flag(value: Any, pointer: str, problems: list[Problem]) -> bool:
    if not isinstance(value, bool):
        _say(problems, pointer, "This must be true or false.")
    return bool(value)


def _one_of(*words: str) -> Reader:
    def read(value: Any, pointer: str, problems: list[Problem]) -> str | None:
        if value in words:
            return words[words.index(value)]  # the enum's member, where the words are one's
        _say(problems, pointer, f"This must be one of {', '.join(words)}.")
        return None

    return read


def _list(item: Reader, collect: Callable[[list[Any]], Any]) -> Reader:
    def read(value: Any, pointer: str, problems: list[Problem]) -> Any:
        if not isinstance(value, list):
            _say(problems, pointer, "This must be a list.")
            return collect([])
        return collect([item(each, f"{pointer}/{index}", problems) for index, each in enumerate(value)])

    return read


def _or_null(reader: Reader) -> Reader:
    def read(value: Any, pointer: str, problems: list[Problem]) -> Any:
        return None if value is None else reader(value, pointer, problems)

    return read


def _map(item: Reader, keys: Iterable[str] | None = None) -> Reader:
    def read(value: Any, pointer: str, problems: list[Problem]) -> dict[str, Any]:
        if not isinstance(value, dict):
            _say(problems, pointer, "This must be an object.")
            return {}
        for key in value.keys() - set(value if keys is None else keys):
            known = ", ".join(sorted(keys or ()))
            _say(problems, _below(pointer, key), f"This is not a known key; the known ones are {known}.")
        return {key: item(each, _below(pointer, key), problems) for key, each in value.items()}

    return read


def _record(
    kind: Callable[..., Any], readers: Mapping[str, Reader], optional: Mapping[str, Reader] | None = None
) -> Reader:
    def read(value: Any, pointer: str, problems: list[Problem]) -> Any:
        values = _object(value, pointer, problems, {**readers, **(optional or {})}, required=readers)
        return kind(**values) if values.keys() >= readers.keys() else None

    return read


_IMAGE: Final = _record(
    BaseImage, {"path": _text, "format": _one_of("raw", "qcow2"), "virtual_bytes": _count}
)
_CLAIM: Final = _record(
    Claim,
    {"path": _text, "format": _one_of("raw", "qcow2"), "capacity_bytes": _count},
    {"block": _flag, "read_only": _flag, "backing": _or_null(_IMAGE)},
)
_UEFI: Final = _record(UefiFirmware, {"code": _text, "vars": _text, "secure": _flag})

_FACTS: Final[Mapping[str, Reader]] = {
    "name": _text,
    "domain_type": _one_of(*DomainType),
    "arch": _text,
    "cpus": _count,
    "memory_bytes": _count,
    "machines": _map(_text),
    "cpu_models": _list(_text, frozenset),
    "dedicated_cpus": _list(_count, tuple),
    "shared_cpus": _list(_count, tuple),
    "max_vcpus": _count,
    "hugepage_bytes": _list(_count, frozenset),
    "uefi": _list(_UEFI, tuple),
    "capabilities": _map(_list(_text, frozenset), Capability),
    "pod_network": _one_of(*PodNetwork),
    "nat_network": _text,
    "pod_cidr": _or_null(_text),
    "custom_pod_cidr": _flag,
    "host_ports": _map(_count),
    "port_address": _or_null(_text),
    "nic_filter": _or_null(_text),
    "link_filter": _or_null(_text),
    "networks": _map(_text),
    "bridges": _map(_text),
    "sriov_pools": _map(_text),
    "bindings": _map(_text),
    "assume_networks": _flag,
    "pool": _text,
    "pool_path": _text,
    "disk_cache": _or_null(_one_of("none", "writethrough")),
    "images": _map(_IMAGE),
    "assume_images": _flag,
    "claims": _map(_CLAIM),
    "assume_claims": _flag,
    "labels": _map(_text),
    "assume_labels": _flag,
    "libvirt_version": _count,
}
