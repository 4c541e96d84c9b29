"""The form of a machine with many disks, beside the same HTML by Django templates that include each other."""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from django.conf import settings
from django.template import Context, Engine

from bench._form_templates import TEMPLATES, view
from bench._same import verify
from bench.pairs import ROUNDS, Row, race
from bench.validation import a_fleet
from vms import compiler, formtree, manifest
from vms.formtree import FieldNode
from vms.schema import load

_STANDINGS: dict[Any, Any] = {**compiler.standings(), **compiler.value_standings()}
_FREE = formtree.FreeText(manifest.write_free, manifest.read_free, "YAML")


def a_form(document: dict[str, Any]) -> FieldNode:
    return formtree.build(manifest.schema(), manifest.hints(), document, standings=_STANDINGS, free=_FREE)


def by_includes(seen: dict[str, Any]) -> str:
    return _engine().get_template("form").render(Context({"form": seen}))


def controls(html: str) -> int:
    """How many there are in a text, those of alternatives that are not chosen included."""
    return len(re.findall(r"<(?:input|select|textarea)\b", html))


NO_HINTS: dict[str, Any] = {}
_ENGINES: list[Engine] = []


def _engine() -> Engine:
    if not _ENGINES:
        if not settings.configured:
            settings.configure()
        loader = "django.template.loaders.locmem.Loader"
        cached = ("django.template.loaders.cached.Loader", [(loader, dict(TEMPLATES))])
        _ENGINES.append(Engine(loaders=[cached]))
    return _ENGINES[0]


def a_large_schema(fields: int = 5000) -> dict[str, Any]:
    """As many fields as a CRD has, in objects of fifty."""
    texts = {f"field{number}": {"type": "string", "description": "A text."} for number in range(50)}
    return {"properties": {f"part{number}": {"properties": texts} for number in range(fields // 50)}}


def rows(rounds: int = ROUNDS) -> Iterator[Row]:
    nine, many = a_fleet(9), a_fleet(200)
    fewer = deepcopy(many)
    fewer["spec"]["template"]["spec"]["domain"]["devices"]["disks"].pop()
    seen, html = view(a_form(nine)), str(formtree.render(a_form(nine)))
    verify(html, by_includes(seen))
    large = load(a_large_schema())
    found = race(
        {
            "form": lambda: formtree.render(a_form(nine)),
            "includes": lambda: by_includes(seen),
            "200 disks": lambda: formtree.render(a_form(many)),
            "add a disk": lambda: formtree.changed(a_form(fewer), a_form(many)),
            "first view": lambda: formtree.render(formtree.build(large, NO_HINTS, {})),
            "planning": lambda: formtree.render(formtree.build(large, {}, {})),
        },
        rounds,
    )
    shown = controls(html)
    inputs = f"{shown} inputs, {found.micros('form') / shown:.1f} µs for each"
    yield Row("build and draw, 9 disks", "nested includes", found.ratio("form", "includes"), 0.1, note=inputs)
    share = found.micros("form") / shown / 5
    yield Row("the same, for each input", "5 µs", share, 1)
    yield Row("add a disk to 199", "the form of 200", found.ratio("add a disk", "200 disks"), 0.05)
    planned = f"{found.micros('planning') / 1000:.0f} ms the first time"
    took = f"{found.micros('first view') / 1000:.1f} ms, and {planned}"
    yield Row(
        "first view of 5,000 fields", "the form of 9 disks", found.ratio("first view", "form"), note=took
    )
