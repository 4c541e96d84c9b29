"""What every ``Hypervisor`` does alike. A test class inherits it and gives a fixture ``hypervisor``."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from vms.compiler import StorageKind
from vms.hypervisor import DomainNotFound, Hypervisor, HypervisorRefused
from vms.lifecycle import DomainState, Observation, StopReason

from .building import OTHER, WEB, a_domain, a_storage_volume, an_image_file


def seen(hypervisor: Hypervisor, uuid: UUID = WEB) -> Observation:
    return hypervisor.observe(uuid, "blue_web_")


class HypervisorContract:
    # -- domains ---------------------------------------------------------------------------------------

    def test_an_unknown_domain_is_absent_not_an_error(self, hypervisor: Hypervisor) -> None:
        observation = seen(hypervisor)

        assert observation.state is DomainState.ABSENT
        assert observation.storage == frozenset()
        assert observation.observed_at is not None

    def test_a_defined_domain_is_off_and_carries_our_metadata(self, hypervisor: Hypervisor) -> None:
        hypervisor.define(a_domain(generation=3))

        observation = seen(hypervisor)
        assert observation.state is DomainState.SHUTOFF
        assert observation.reason is StopReason.NONE
        assert (observation.machine_id, observation.generation) == ("machine-of-blue_web", 3)
        assert observation.domain_id is None

    def test_redefining_a_running_domain_shows_the_new_generation(self, hypervisor: Hypervisor) -> None:
        hypervisor.define(a_domain(generation=1))
        hypervisor.start(WEB)

        hypervisor.define(a_domain(generation=2))

        assert seen(hypervisor).state is DomainState.RUNNING
        assert seen(hypervisor).generation == 2

    @pytest.mark.parametrize("xml", ["", "no XML at all", "<pool/>", "<domain/>"])
    def test_what_is_no_domain_is_refused(self, hypervisor: Hypervisor, xml: str) -> None:
        with pytest.raises(HypervisorRefused):
            hypervisor.define(xml)

    def test_starting_twice_is_one_run(self, hypervisor: Hypervisor) -> None:
        hypervisor.define(a_domain())
        hypervisor.start(WEB)
        first = seen(hypervisor)

        hypervisor.start(WEB)

        assert first.state is DomainState.RUNNING
        assert first.domain_id is not None
        assert seen(hypervisor).domain_id == first.domain_id

    def test_starting_what_is_not_defined_says_so(self, hypervisor: Hypervisor) -> None:
        with pytest.raises(DomainNotFound) as caught:
            hypervisor.start(WEB)

        assert caught.value.uuid == WEB

    def test_each_run_has_its_own_domain_id(self, hypervisor: Hypervisor) -> None:
        hypervisor.define(a_domain())
        hypervisor.start(WEB)
        first = seen(hypervisor).domain_id
        hypervisor.destroy(WEB)

        hypervisor.start(WEB)

        assert seen(hypervisor).domain_id != first
        assert seen(hypervisor).reason is StopReason.NONE

    def test_a_guest_that_shuts_down_leaves_that_reason(self, hypervisor: Hypervisor) -> None:
        hypervisor.define(a_domain())
        hypervisor.start(WEB)

        hypervisor.shutdown(WEB)

        assert seen(hypervisor).state is DomainState.SHUTOFF
        assert seen(hypervisor).reason is StopReason.SHUTDOWN

    def test_a_destroyed_domain_leaves_that_reason(self, hypervisor: Hypervisor) -> None:
        hypervisor.define(a_domain())
        hypervisor.start(WEB)

        hypervisor.destroy(WEB)

        assert seen(hypervisor).state is DomainState.SHUTOFF
        assert seen(hypervisor).reason is StopReason.DESTROYED

    @pytest.mark.parametrize("verb", ["shutdown", "destroy"])
    def test_stopping_what_is_off_changes_nothing(self, hypervisor: Hypervisor, verb: str) -> None:
        hypervisor.define(a_domain())
        hypervisor.start(WEB)
        hypervisor.destroy(WEB)

        getattr(hypervisor, verb)(WEB)

        assert seen(hypervisor).reason is StopReason.DESTROYED

    @pytest.mark.parametrize("verb", ["shutdown", "destroy", "undefine"])
    def test_ending_what_is_not_there_is_success(self, hypervisor: Hypervisor, verb: str) -> None:
        getattr(hypervisor, verb)(WEB)

        assert seen(hypervisor).state is DomainState.ABSENT

    def test_an_undefined_domain_is_gone(self, hypervisor: Hypervisor) -> None:
        hypervisor.define(a_domain())

        hypervisor.undefine(WEB)

        assert seen(hypervisor).state is DomainState.ABSENT

    def test_only_domains_with_our_metadata_are_listed(self, hypervisor: Hypervisor) -> None:
        hypervisor.define(a_domain(generation=4))
        hypervisor.define(a_domain(OTHER, name="somebody-elses", ours=False))

        assert {uuid: each.generation for uuid, each in hypervisor.domains().items()} == {WEB: 4}
        assert hypervisor.domain_names() == {"blue_web"}

    # -- storage ---------------------------------------------------------------------------------------

    def test_a_machine_sees_its_own_storage_only(self, hypervisor: Hypervisor) -> None:
        pool_path = hypervisor.facts().pool_path
        for name in ("blue_web_root.qcow2", "blue_webshop_root.qcow2", "red_web_root.qcow2"):
            hypervisor.create_storage_volume(a_storage_volume(pool_path, name))

        assert seen(hypervisor).storage == {"blue_web_root.qcow2"}
        assert hypervisor.storage_volume_names() >= {"blue_webshop_root.qcow2", "red_web_root.qcow2"}

    @pytest.mark.parametrize("kind", [StorageKind.EMPTY, StorageKind.SEED])
    def test_making_storage_twice_is_harmless(self, hypervisor: Hypervisor, kind: StorageKind) -> None:
        volume = a_storage_volume(hypervisor.facts().pool_path, kind=kind)
        hypervisor.create_storage_volume(volume, b"seed")

        hypervisor.create_storage_volume(volume, b"seed")

        assert seen(hypervisor).storage == {volume.name}

    def test_storage_that_would_lie_elsewhere_is_refused(self, hypervisor: Hypervisor) -> None:
        volume = replace(a_storage_volume(hypervisor.facts().pool_path), path="/elsewhere/scratch.qcow2")

        with pytest.raises(HypervisorRefused, match="/elsewhere/"):
            hypervisor.create_storage_volume(volume)
        assert seen(hypervisor).storage == frozenset()

    def test_deleted_storage_is_gone_and_may_be_deleted_again(self, hypervisor: Hypervisor) -> None:
        volume = a_storage_volume(hypervisor.facts().pool_path)
        hypervisor.create_storage_volume(volume)

        hypervisor.delete_storage_volumes([volume.name])
        hypervisor.delete_storage_volumes([volume.name, "blue_web_never.qcow2"])

        assert seen(hypervisor).storage == frozenset()

    def test_an_imported_image_lies_in_the_pool_under_its_name(
        self, hypervisor: Hypervisor, tmp_path: Path
    ) -> None:
        source = tmp_path / "tiny.qcow2"
        source.write_bytes(an_image_file())

        path = hypervisor.import_image(source, "image-1.qcow2", "qcow2")

        assert path == f"{hypervisor.facts().pool_path}/image-1.qcow2"
        assert hypervisor.import_image(source, "image-1.qcow2", "qcow2") == path
        assert "image-1.qcow2" in hypervisor.storage_volume_names()

    def test_an_image_that_changed_its_format_is_refused(
        self, hypervisor: Hypervisor, tmp_path: Path
    ) -> None:
        source = tmp_path / "tiny.raw"
        source.write_bytes(an_image_file())

        with pytest.raises(HypervisorRefused):
            hypervisor.import_image(source, "image-1.raw", "raw")
        assert "image-1.raw" not in hypervisor.storage_volume_names()

    def test_an_image_file_that_is_gone_is_named(self, hypervisor: Hypervisor, tmp_path: Path) -> None:
        with pytest.raises(HypervisorRefused, match=r"gone\.qcow2"):
            hypervisor.import_image(tmp_path / "gone.qcow2", "image-1.qcow2", "qcow2")

    def test_a_volume_has_the_size_it_was_made_with(self, hypervisor: Hypervisor) -> None:
        volume = a_storage_volume(hypervisor.facts().pool_path, capacity_bytes=3 * 2**20)
        hypervisor.create_storage_volume(volume)

        stored = hypervisor.storage_volume(volume.name)

        assert stored is not None
        assert (stored.path, stored.capacity_bytes) == (volume.path, 3 * 2**20)

    def test_a_volume_that_is_not_there_is_none(self, hypervisor: Hypervisor) -> None:
        assert hypervisor.storage_volume("blue_web_never.qcow2") is None

    def test_a_volume_grows_and_never_shrinks(self, hypervisor: Hypervisor) -> None:
        volume = a_storage_volume(hypervisor.facts().pool_path, capacity_bytes=2**20)
        hypervisor.create_storage_volume(volume)

        hypervisor.grow_storage_volume(volume.name, 2 * 2**20)
        hypervisor.grow_storage_volume(volume.name, 2**20)

        stored = hypervisor.storage_volume(volume.name)
        assert stored is not None
        assert stored.capacity_bytes == 2 * 2**20

    def test_a_copy_is_as_large_as_was_asked_and_made_once(self, hypervisor: Hypervisor) -> None:
        pool_path = hypervisor.facts().pool_path
        hypervisor.create_storage_volume(a_storage_volume(pool_path, capacity_bytes=2**20))
        copy = a_storage_volume(pool_path, "blue_web_copy.qcow2", capacity_bytes=4 * 2**20)

        hypervisor.copy_storage_volume("blue_web_scratch.qcow2", copy)
        hypervisor.copy_storage_volume("blue_web_scratch.qcow2", copy)

        stored = hypervisor.storage_volume(copy.name)
        assert stored is not None
        assert stored.capacity_bytes == 4 * 2**20
        assert seen(hypervisor).storage == {"blue_web_scratch.qcow2", "blue_web_copy.qcow2"}

    def test_what_is_not_there_is_not_copied(self, hypervisor: Hypervisor) -> None:
        copy = a_storage_volume(hypervisor.facts().pool_path)

        with pytest.raises(HypervisorRefused, match=r"never\.qcow2"):
            hypervisor.copy_storage_volume("never.qcow2", copy)
        assert seen(hypervisor).storage == frozenset()

    def test_what_is_not_there_does_not_grow(self, hypervisor: Hypervisor) -> None:
        hypervisor.create_storage_volume(a_storage_volume(hypervisor.facts().pool_path))

        with pytest.raises(HypervisorRefused, match=r"never\.qcow2"):
            hypervisor.grow_storage_volume("never.qcow2", 2**20)

    # -- consoles --------------------------------------------------------------------------------------

    def test_a_running_machine_has_a_picture(self, hypervisor: Hypervisor) -> None:
        hypervisor.define(a_domain())
        hypervisor.start(WEB)

        assert hypervisor.screenshot(WEB).startswith(b"\x89PNG")

    @pytest.mark.parametrize("verb", ["screenshot", "open_serial", "open_graphics"])
    def test_a_machine_that_is_off_has_nothing_to_show(self, hypervisor: Hypervisor, verb: str) -> None:
        hypervisor.define(a_domain())

        with pytest.raises(HypervisorRefused):
            getattr(hypervisor, verb)(WEB)
