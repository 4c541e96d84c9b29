"""One button for all that can be mended."""

from tests.manifest.admission import ADMISSION
from tests.manifest.rule_cases import CASES, DISK, DOMAIN, a_document
from vms.manifest import check, edit_document, repairs
from vms.schema import Edit, Problem, Severity


def _open(document: object) -> list[Problem]:
    return [each for each in check(document) if each.fix and each.severity is not Severity.INFO]


def test_several_problems_are_mended_one_after_the_other() -> None:
    broken = a_document(
        Edit(f"{DISK}/disk/bus", "ide"),
        Edit(f"{DISK}/io", "io_uring"),
        Edit(f"{DOMAIN}/firmware/bootloader/efi", {}),
        Edit("/spec/running", value=True),
    )

    mended = edit_document(broken, repairs(broken, check))

    assert check(mended) == []


def test_what_is_only_told_stays() -> None:
    broken = a_document(Edit(f"{DOMAIN}/launchSecurity", {"sev": {}}), Edit(f"{DISK}/disk/bus", "ide"))

    mended = edit_document(broken, repairs(broken, check))

    assert [problem.keyword for problem in check(mended)] == ["unknown-field"]


def test_after_all_repairs_of_any_broken_rule_none_is_left() -> None:
    for edits in [*(edits for _, _, edits in CASES), *(edits for _, _, _, edits in ADMISSION)]:
        broken = a_document(*edits)

        mended = edit_document(broken, repairs(broken, check))

        assert not _open(mended)


def test_a_repair_that_does_not_help_is_tried_once() -> None:
    stubborn = Problem("/a", "No.", "stubborn", fix=_open(a_document(Edit(f"{DISK}/disk/bus", "ide")))[0].fix)

    assert len(repairs({}, lambda _document: [stubborn])) == 1
