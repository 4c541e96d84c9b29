from pathlib import Path

import pytest
from django.contrib.auth.models import User

import lab
from portal import demonstration
from tests.builders import a_host
from vms import catalogue, manifest
from vms.compiler import compile_domain
from vms.models import Blueprint, Team
from vms.selectors import blueprints

pytestmark = pytest.mark.django_db


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return lab.placeholder(tmp_path / "image").path


def test_everybody_can_log_in_with_what_is_printed(tmp_path: Path, image: Path) -> None:
    people = demonstration.furnish(tmp_path, image)

    assert [login.username for login in people] == ["ada", "olga", "max"]
    assert all(User.objects.get(username=one.username).check_password(one.password) for one in people)
    assert demonstration.logins(tmp_path) == people
    assert (tmp_path / "logins.json").stat().st_mode & 0o077 == 0
    assert Team.objects.get().slug == "harbour"
    assert Blueprint.objects.exists()


def test_a_second_time_nothing_is_hashed_again(tmp_path: Path, image: Path) -> None:
    first = demonstration.furnish(tmp_path, image)
    hashes = list(User.objects.order_by("pk").values_list("password", flat=True))

    assert demonstration.furnish(tmp_path, image) == first
    assert list(User.objects.order_by("pk").values_list("password", flat=True)) == hashes


def test_an_empty_database_gets_the_people_that_the_folder_knows(tmp_path: Path, image: Path) -> None:
    known = demonstration.furnish(tmp_path, image)
    User.objects.all().delete()

    assert demonstration.furnish(tmp_path, image) == known
    assert User.objects.get(username="max").check_password(known[2].password)


def test_a_new_folder_gives_the_people_new_passwords(tmp_path: Path, image: Path) -> None:
    (tmp_path / "other").mkdir()
    demonstration.furnish(tmp_path / "other", image)

    people = demonstration.furnish(tmp_path, image)

    assert User.objects.get(username="ada").check_password(people[0].password)


def test_every_blueprint_runs_here_in_each_of_its_sizes(tmp_path: Path, image: Path) -> None:
    demonstration.furnish(tmp_path, image)
    host = a_host(assume_images=True)

    for blueprint in Blueprint.objects.select_related("current"):
        assert blueprint.current is not None
        terms = blueprints.terms_of(blueprint.current)
        cards = catalogue.offered(blueprints.sizes_for(terms), terms, terms.document)
        assert len(cards) > 1, blueprint
        assert catalogue.current(cards, terms, terms.document) is not None, blueprint
        for size in cards:
            edits = catalogue.edits_for(size, terms, terms.document)
            compile_domain(manifest.parse(manifest.edit_document(terms.document, edits)), host)
