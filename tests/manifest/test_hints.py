"""The words of the form: complete, and about places that exist."""

from vms.manifest import hints, schema
from vms.schema import NodeKind, Schema, SchemaNode, get, walk


def _place(pointer: str) -> SchemaNode | None:
    """What the schema knows of a place, or the hints do beneath one that the schema leaves free."""
    for free, shape in hints()["within"].items():
        if pointer.startswith(f"{free}/"):
            return Schema(shape).at(pointer.removeprefix(free))
    return schema().at(pointer)


def test_what_the_hints_know_of_a_free_place_is_about_one() -> None:
    for free, shape in hints()["within"].items():
        node = schema().at(free)

        assert node is not None
        assert node.kind is NodeKind.FREE
        assert {f"{free}{below}" for below, _ in walk(Schema(shape))} <= set(hints()["fields"]), free


def test_every_leaf_has_a_label_a_sentence_of_help_and_the_meaning_of_unset() -> None:
    for pointer, _ in walk(schema()):
        hint = hints()["fields"][pointer]

        assert hint["label"], pointer
        assert hint["help"].endswith("."), pointer
        assert hint["default"], pointer


def test_every_choice_of_a_value_is_explained() -> None:
    for pointer, node in walk(schema()):
        if node.enum and not pointer.startswith("/status"):
            assert set(hints()["fields"][pointer]["options"]) == set(node.enum), pointer


def test_every_hint_is_about_a_place_of_the_schema() -> None:
    named = [*hints()["fields"], *hints()["choices"], *hints()["row_titles"], *hints()["essentials"]]
    grouped = [pointer for group in hints()["groups"] for pointer in group["pointers"]]

    assert [pointer for pointer in named + grouped if _place(pointer) is None] == []


def test_every_leaf_is_shown_in_one_group_or_hidden() -> None:
    grouped = [pointer for group in hints()["groups"] for pointer in group["pointers"]]
    for pointer, _ in walk(schema()):
        homes = [home for home in grouped if pointer == home or pointer.startswith(f"{home}/")]

        assert len(homes) == (0 if pointer.startswith("/status") else 1), pointer
    assert hints()["fields"]["/status"]["hidden"] is True


def test_every_alternative_of_a_choice_exists_and_has_words() -> None:
    for place, choices in hints()["choices"].items():
        for choice in choices:
            for key in choice["keys"]:
                assert _place(f"{place}/{key}") is not None
                assert hints()["fields"][f"{place}/{key}"]["help"].endswith(".")


def test_suggestions_come_from_places_of_the_document() -> None:
    for pointer, hint in hints()["fields"].items():
        if "suggest" in hint:
            assert get(hint, "/widget") is None, pointer
            in_schema = schema().at(hint["suggest"]) is not None
            assert in_schema or hint["suggest"].startswith("/spec/dataVolumeTemplates/*/"), pointer
