"""Hostile texts: a sentence at the line, soon and in little memory, or a document that every check bears."""

import contextlib
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile import soon
from tests.hostile.case import Case
from tests.hostile.yaml_texts import CASES
from vms.manifest import EditRefused, YamlInvalid, check, edit_yaml, from_yaml, lines_of, spans
from vms.schema import UNSET, Edit

_MEMORY = 400 * 2**20  # bytes of address space for an interpreter that reads all of them
_READ_ALL = """
import resource, sys
from tests.hostile.yaml_texts import CASES
from vms.manifest import YamlInvalid, from_yaml
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
for case in CASES:
    try:
        from_yaml(case.text)
    except YamlInvalid:
        continue
    except MemoryError:
        sys.exit(case.name)
"""


@pytest.fixture(scope="module", autouse=True)
def _ready() -> None:
    """The schema is compiled when the portal starts, in no answer."""
    check({})


def test_the_corpus_is_large_and_every_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 260


@pytest.mark.parametrize("case", [case for case in CASES if case.line], ids=lambda case: case.name)
def test_what_cannot_be_read_is_told_at_its_line(case: Case) -> None:
    with soon(case.name), pytest.raises(YamlInvalid) as caught:
        from_yaml(case.text)

    assert caught.value.line == case.line
    assert case.words in caught.value.reason
    assert caught.value.reason.endswith(".")


@pytest.mark.parametrize("case", [case for case in CASES if not case.line], ids=lambda case: case.name)
def test_what_can_be_read_is_checked_mapped_and_edited(case: Case) -> None:
    with soon(case.name):
        document = from_yaml(case.text)
        problems = check(document)
        lines_of(case.text, [problem.pointer for problem in problems])
        spans(case.text)

    assert edit_yaml(case.text, [Edit("", document)]) == case.text
    for edit in (Edit("/metadata/labels/app", "x"), Edit("/spec/template/spec/volumes", UNSET)):
        with soon(case.name), contextlib.suppress(EditRefused):
            edit_yaml(case.text, [edit])


def test_all_of_them_are_read_in_little_memory() -> None:
    root = Path(__file__).parents[2]

    done = subprocess.run(
        [sys.executable, "-c", _READ_ALL, str(_MEMORY)], cwd=root, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert resource.getrlimit(resource.RLIMIT_AS)[0] != _MEMORY  # the limit was the other process's
