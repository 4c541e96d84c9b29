"""A host that can do everything takes every shape that KubeVirt would admit, and always in the same bytes."""

import json
from collections.abc import Callable

import pytest

from tests.compiler.shapes import SHAPES
from vms.compiler import check
from vms.hosts import capable
from vms.management.commands.render_domain import render
from vms.schema import Severity

each_shape = pytest.mark.parametrize("shape", SHAPES)


def rendered(shape: str) -> str:
    return render(json.dumps(_without_nulls(SHAPES[shape])), capable())


def _without_nulls(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nulls(member) for key, member in value.items() if member is not None}
    return value


@each_shape
def test_it_is_rendered(shape: str) -> None:
    assert rendered(shape).startswith("<domain ")


@each_shape
def test_twice_it_is_the_same(shape: str) -> None:
    assert rendered(shape) == rendered(shape)


@each_shape
def test_nothing_of_it_is_an_error(shape: str) -> None:
    problems = check(_without_nulls(SHAPES[shape]))

    assert [problem.pointer for problem in problems if problem.severity is Severity.ERROR] == []


@pytest.mark.libvirt
@each_shape
def test_libvirts_schema_accepts_it(shape: str, complaints: Callable[[str], str]) -> None:
    assert complaints(rendered(shape)) == ""
