"""What the import contracts cannot say."""

import ast
import importlib
import pickle
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import vms
from vms.errors import PortalError

ROOT = Path(__file__).resolve().parents[2]
PURE = [
    "schema",
    "formtree",
    "manifest",
    "hosts",
    "compiler",
    "lifecycle",
    "catalogue",
    "cloudinit",
    "wiring",
]
ROOMS = sorted(path.parent.name for path in (ROOT / "vms").glob("*/__init__.py"))
SOURCES = sorted(
    path
    for folder in ("vms", "portal", "lab", "tests", "bench")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_imports_neither_django_nor_libvirt(room: str) -> None:
    program = (
        f"import sys, importlib, pkgutil, vms.{room} as room\n"
        "for found in pkgutil.walk_packages(room.__path__, room.__name__ + '.'):\n"
        "    importlib.import_module(found.name)\n"
        "print(sorted({'django', 'libvirt', 'channels', 'celery', 'redis'} & set(sys.modules)))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )

    assert answer.stdout.strip() == "[]"


def test_all_import_contracts_hold() -> None:
    answer = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )

    assert answer.returncode == 0, answer.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_longer_than_400_lines(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_tells_at_its_door_what_it_is_for(room: str) -> None:
    docstring = ast.get_docstring(ast.parse((ROOT / "vms" / room / "__init__.py").read_text()))

    assert docstring or room in {"management", "migrations", "templatetags"}


def test_the_readme_shows_the_pictures_that_are_kept_and_that_a_test_makes() -> None:
    shown = set(re.findall(r"docs/screenshots/([\w-]+)\.png", (ROOT / "README.md").read_text()))
    kept = {path.stem for path in (ROOT / "docs" / "screenshots").iterdir()}
    tests = "".join(path.read_text() for path in (ROOT / "tests" / "browser").glob("test_*.py"))
    made = set(re.findall(r'keep\(\w+, "([\w-]+)"', tests))

    assert shown == kept
    assert shown <= made


def test_the_architecture_page_names_every_room() -> None:
    page = (ROOT / "ARCHITECTURE.md").read_text()

    assert [room for room in ROOMS if f"{room}/" not in page] == []


def _errors() -> list[type[PortalError]]:
    for found in pkgutil.walk_packages(vms.__path__, "vms."):
        if "migrations" not in found.name and "management" not in found.name:
            importlib.import_module(found.name)
    seen, queue = [], [PortalError]
    while queue:
        kind = queue.pop()
        seen.append(kind)
        queue.extend(kind.__subclasses__())
    return seen


def test_the_errors_docstring_draws_the_whole_tree() -> None:
    import vms.errors

    drawn = set(re.findall(r"[├└]── (\w+)|^    (PortalError)", vms.errors.__doc__ or "", re.MULTILINE))

    assert {name for pair in drawn for name in pair if name} == {kind.__name__ for kind in _errors()}


def test_every_error_has_a_code_of_its_own() -> None:
    codes = [kind.code for kind in _errors()]

    assert len(codes) == len(set(codes))


def _example(kind: type[PortalError]) -> PortalError:
    import inspect
    from uuid import UUID

    values = {"int": 3, "str": "because", "UUID": UUID(int=1)}
    arguments = [
        values.get(str(getattr(parameter.annotation, "__name__", parameter.annotation)), [])
        for parameter in list(inspect.signature(kind.__init__).parameters.values())[1:]
        if parameter.kind not in {parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD}
    ]
    return kind(*arguments)


@pytest.mark.parametrize("kind", _errors(), ids=lambda kind: kind.__name__)
def test_an_error_survives_a_queue(kind: type[PortalError]) -> None:
    error = _example(kind)

    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301  our own bytes


def test_every_dispatched_task_name_is_registered() -> None:
    from portal.celery import app
    from vms import dispatch

    app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}

    assert {dispatch.RECONCILE_MACHINE, *scheduled} <= set(app.tasks)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates").rglob("_*.html")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_a_partial_says_what_it_needs_in_its_first_line(path: Path) -> None:
    assert path.read_text().startswith("{# Needs: ") or path.read_text().startswith("{# Needs nothing")


def test_only_the_box_runs_the_program_that_opens_images() -> None:
    """It follows what a file names; anywhere else it would do so with the portal's rights."""
    named = {
        path.relative_to(ROOT) for path in (ROOT / "vms").rglob("*.py") if '"qemu-img"' in path.read_text()
    }

    assert {path.parent for path in named} == {Path("vms/images/box")}
