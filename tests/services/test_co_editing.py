"""Several people in one draft, and the way back."""

import pytest
from django.contrib.auth.models import User

from tests.data import a_draft, a_text
from vms import manifest
from vms.manifest import from_yaml
from vms.models import ChangeOrigin, Draft, Team
from vms.schema import UNSET, Edit, get
from vms.selectors import history
from vms.services import Conflict, co_editing, drafts

DOMAIN = "/spec/template/spec/domain"
MEMORY = f"{DOMAIN}/memory/guest"
CORES = f"{DOMAIN}/cpu/cores"
DISKS = f"{DOMAIN}/devices/disks"
TEMPLATES = "/spec/dataVolumeTemplates"


@pytest.fixture
def draft(team: Team, member: User) -> Draft:
    return a_draft(team, member, a_text(name="cache"), name="cache")


def _fresh(draft: Draft) -> Draft:
    return Draft.objects.get(pk=draft.pk)


def test_edits_of_different_fields_from_one_version_are_both_kept(
    draft: Draft, member: User, owner: User
) -> None:
    co_editing.merge_edits(actor=owner, draft=_fresh(draft), edits=[Edit(MEMORY, "1Gi")], version=1)
    after = co_editing.merge_edits(actor=member, draft=_fresh(draft), edits=[Edit(CORES, 4)], version=1)

    assert after.text == draft.text.replace("256Mi", "1Gi").replace("cores: 1", "cores: 4")
    assert after.version == 3


def test_edits_of_the_same_field_conflict_and_nothing_is_overwritten(
    draft: Draft, member: User, owner: User
) -> None:
    co_editing.merge_edits(actor=owner, draft=_fresh(draft), edits=[Edit(MEMORY, "1Gi")], version=1)

    with pytest.raises(Conflict, match="saved elsewhere"):
        co_editing.merge_edits(actor=member, draft=_fresh(draft), edits=[Edit(MEMORY, "2Gi")], version=1)

    assert "guest: 1Gi" in _fresh(draft).text


USER_DATA = "/spec/template/spec/volumes/1/cloudInitNoCloud/userData"
SEED = {
    "name": "seed",
    "cloudInitNoCloud": {"userData": "#cloud-config\nhostname: a\n# both\npackages: [x]\n"},
}


@pytest.fixture
def seeded(draft: Draft, member: User) -> Draft:
    edits = [Edit("/spec/template/spec/volumes/-", SEED)]
    return drafts.apply_edits(actor=member, draft=draft, edits=edits, version=1)


def test_different_lines_of_one_text_value_are_both_kept(seeded: Draft, member: User, owner: User) -> None:
    text = SEED["cloudInitNoCloud"]["userData"]  # type: ignore[index]  # a mapping, as above
    theirs, mine = text.replace("hostname: a", "hostname: b"), text.replace("[x]", "[x, y]")

    co_editing.merge_edits(actor=owner, draft=_fresh(seeded), edits=[Edit(USER_DATA, theirs)], version=2)
    after = co_editing.merge_edits(
        actor=member, draft=_fresh(seeded), edits=[Edit(USER_DATA, mine)], version=2
    )

    both = theirs.replace("[x]", "[x, y]")
    assert get(manifest.from_yaml(after.text), USER_DATA) == both


def test_the_same_line_of_one_text_value_conflicts(seeded: Draft, member: User, owner: User) -> None:
    text = SEED["cloudInitNoCloud"]["userData"]  # type: ignore[index]  # a mapping, as above
    theirs, mine = text.replace("hostname: a", "hostname: b"), text.replace("hostname: a", "hostname: c")

    co_editing.merge_edits(actor=owner, draft=_fresh(seeded), edits=[Edit(USER_DATA, theirs)], version=2)
    with pytest.raises(Conflict, match="saved elsewhere"):
        co_editing.merge_edits(actor=member, draft=_fresh(seeded), edits=[Edit(USER_DATA, mine)], version=2)


def test_two_people_may_say_the_same(draft: Draft, member: User, owner: User) -> None:
    co_editing.merge_edits(actor=owner, draft=_fresh(draft), edits=[Edit(MEMORY, "1Gi")], version=1)
    after = co_editing.merge_edits(actor=member, draft=_fresh(draft), edits=[Edit(MEMORY, "1Gi")], version=1)

    assert "guest: 1Gi" in after.text


def test_an_edit_finds_its_list_entry_by_name_when_it_has_moved(
    draft: Draft, member: User, owner: User
) -> None:
    first = [{"name": "early", "disk": {}}, {"name": "root", "disk": {"bus": "virtio"}, "bootOrder": 1}]
    co_editing.merge_edits(actor=owner, draft=_fresh(draft), edits=[Edit(DISKS, first)], version=1)
    edit = Edit(f"{DISKS}/0/disk/bus", "sata")
    after = co_editing.merge_edits(actor=member, draft=_fresh(draft), edits=[edit], version=1)

    assert after.text.index("name: early") < after.text.index("name: root") < after.text.index("bus: sata")


def test_both_may_add_a_disk(draft: Draft, member: User, owner: User) -> None:
    for actor, name in ((owner, "one"), (member, "two")):
        edit = Edit(f"{DISKS}/-", {"name": name, "disk": {"bus": "virtio"}})
        co_editing.merge_edits(actor=actor, draft=_fresh(draft), edits=[edit], version=1)

    assert "name: one" in _fresh(draft).text
    assert "name: two" in _fresh(draft).text


def test_texts_with_changes_of_different_lines_are_merged(draft: Draft, member: User, owner: User) -> None:
    theirs = draft.text.replace("256Mi", "1Gi")
    mine = draft.text + "# the end\n"
    co_editing.merge_text(actor=owner, draft=_fresh(draft), text=theirs, version=1)
    after = co_editing.merge_text(actor=member, draft=_fresh(draft), text=mine, version=1)

    assert after.text == theirs + "# the end\n"


def test_texts_that_both_set_a_missing_key_conflict(draft: Draft, member: User, owner: User) -> None:
    place = "      domain:\n"
    for actor, name in ((owner, "a"), (member, "b")):
        text = draft.text.replace(place, f"      hostname: {name}\n{place}")
        if actor is owner:
            co_editing.merge_text(actor=actor, draft=_fresh(draft), text=text, version=1)
        else:
            with pytest.raises(Conflict):
                co_editing.merge_text(actor=actor, draft=_fresh(draft), text=text, version=1)


def test_undo_and_redo_go_through_ones_own_changes(draft: Draft, member: User) -> None:
    states = [draft.text]
    for edit in (Edit(MEMORY, "1Gi"), Edit(CORES, 2), Edit("/spec/template/spec/hostname", "h")):
        current = _fresh(draft)
        drafts.apply_edits(actor=member, draft=current, edits=[edit], version=current.version)
        states.append(_fresh(draft).text)

    for expected in reversed(states[:-1]):
        assert co_editing.undo(actor=member, draft=_fresh(draft)).text == expected
    with pytest.raises(Conflict, match="nothing of yours"):
        co_editing.undo(actor=member, draft=_fresh(draft))
    for expected in states[1:]:
        assert co_editing.redo(actor=member, draft=_fresh(draft)).text == expected
    with pytest.raises(Conflict, match="nothing to do again"):
        co_editing.redo(actor=member, draft=_fresh(draft))
    for expected in reversed(states[:-1]):
        assert co_editing.undo(actor=member, draft=_fresh(draft)).text == expected


def test_an_edit_finds_its_data_volume_behind_one_that_somebody_put_in_front(
    draft: Draft, member: User, owner: User
) -> None:
    size = "/spec/dataVolumeTemplates/0/spec/storage/resources/requests/storage"
    two = [{"metadata": {"name": name}, "spec": {}} for name in ("new", "old")]
    drafts.apply_edits(actor=owner, draft=draft, edits=[Edit(TEMPLATES, two[1:])], version=1)
    drafts.apply_edits(actor=owner, draft=_fresh(draft), edits=[Edit(TEMPLATES, two)], version=2)
    after = co_editing.merge_edits(actor=member, draft=_fresh(draft), edits=[Edit(size, "9Gi")], version=2)

    templates = from_yaml(after.text)["spec"]["dataVolumeTemplates"]
    assert templates[0] == two[0]
    assert templates[1]["spec"] == {"storage": {"resources": {"requests": {"storage": "9Gi"}}}}


def test_a_new_change_ends_what_could_be_redone(draft: Draft, member: User) -> None:
    drafts.apply_edits(actor=member, draft=_fresh(draft), edits=[Edit(MEMORY, "1Gi")], version=1)
    co_editing.undo(actor=member, draft=_fresh(draft))
    drafts.apply_edits(actor=member, draft=_fresh(draft), edits=[Edit(CORES, 3)], version=3)

    assert history.steps(_fresh(draft), member).redo is None


def test_undo_leaves_what_others_did_since(draft: Draft, member: User, owner: User) -> None:
    drafts.apply_edits(actor=member, draft=_fresh(draft), edits=[Edit(MEMORY, "1Gi")], version=1)
    drafts.apply_edits(actor=owner, draft=_fresh(draft), edits=[Edit(CORES, 8)], version=2)

    assert co_editing.undo(actor=member, draft=_fresh(draft)).text == draft.text.replace(
        "cores: 1", "cores: 8"
    )


def test_undo_of_what_somebody_changed_again_is_refused(draft: Draft, member: User, owner: User) -> None:
    drafts.apply_edits(actor=member, draft=_fresh(draft), edits=[Edit(MEMORY, "1Gi")], version=1)
    drafts.apply_edits(actor=owner, draft=_fresh(draft), edits=[Edit(MEMORY, "2Gi")], version=2)

    with pytest.raises(Conflict, match="same lines"):
        co_editing.undo(actor=member, draft=_fresh(draft))


def test_an_earlier_state_is_restored_as_a_new_change(draft: Draft, member: User) -> None:
    drafts.apply_edits(actor=member, draft=_fresh(draft), edits=[Edit(MEMORY, "1Gi")], version=1)
    drafts.save_text(actor=member, draft=_fresh(draft), text="nonsense", version=2)
    after = co_editing.restore(actor=member, draft=_fresh(draft), version=1)

    assert (after.text, after.version) == (draft.text, 4)
    assert after.changes.first().origin == ChangeOrigin.RESTORE  # type: ignore[union-attr]  # it was just made


def test_a_change_is_told_by_its_meaning(draft: Draft, member: User) -> None:
    after = drafts.apply_edits(
        actor=member, draft=draft, edits=[Edit(MEMORY, "1Gi"), Edit(CORES, UNSET)], version=1
    )
    change = after.changes.get()

    assert "256 MiB → 1 GiB" in change.summary
    assert "removes" in change.summary


def test_a_text_is_known_at_every_version(draft: Draft, member: User) -> None:
    texts = [draft.text]
    for text in ("a: 1\n", "a: 2\nb: 3\n", "", "b: é𝄞\n"):
        current = _fresh(draft)
        drafts.save_text(actor=member, draft=current, text=text, version=current.version)
        texts.append(text)

    assert [history.text_at(_fresh(draft), version) for version in range(1, 6)] == texts


def test_a_story_holds_nothing_invisible(draft: Draft, member: User) -> None:
    text = draft.text.replace("guest: 256Mi", 'guest: "a\\0b\\u2028c"')
    after = drafts.save_text(actor=member, draft=draft, text=text, version=1)

    assert after.changes.get().summary.isprintable()
