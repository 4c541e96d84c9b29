"""Images on their way: one pull for all who wait, the approved content, and nothing left over."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.data import TINY, a_text, an_image
from vms.fetching import Fetched, RegistrySource
from vms.images import Admitted, Container, ImageFormat, ImageRefused
from vms.models import Image, ImageCopy, ImageImport, ImageKind, ImportPhase, Team, VirtualMachine
from vms.outbound import Unreachable
from vms.reconciler import bring, clear_discarded, reconcile, sweep
from vms.reconciler import images as room
from vms.services import Conflict, ImageWishRefused, image_imports, machines, power

from .conftest import Clock, Launch, newest_operation
from .spy import Spy

pytestmark = pytest.mark.django_db

FAR = "registry.example.org/team/moon:1"


class Outside:
    """A registry whose image has one content, until it gets another."""

    def __init__(self, folder: Path) -> None:
        self.content, self.fetches, self.asked = b"QFI\xfb first", 0, 0
        self.error: Exception | None = None
        self.folder = folder

    def resolve(self, _source: object, *_: object) -> str:
        self.asked += 1
        if self.error:
            raise self.error
        return f"sha256:{self.content.hex()[:64]:0<64}"

    def fetch(
        self, source: Any, into: Path, _limits: object, progress: Callable[..., None], _: object
    ) -> Fetched:
        self.fetches += 1
        if self.error:
            raise self.error
        into.write_bytes(self.content)
        progress(len(self.content), len(self.content))
        origin = source.reference.digest if isinstance(source, RegistrySource) else "sha256:web"
        return Fetched(into, "sha256:x", len(self.content), str(origin))

    def admitted(self, source: Path, _progress: object, *, into: Path) -> Admitted:
        content = source.read_bytes()
        if content.startswith(b"bad"):
            raise ImageRefused("x", "It builds on another file.")
        digest = f"sha256:{content.hex()[:64]:0<64}"
        path = into / f"image-{digest[7:23]}.qcow2"
        path.write_bytes(content)
        return Admitted(path, ImageFormat.QCOW2, 2**26, len(content), digest, Container.QCOW2)


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Outside:
    settings.STATE_DIR = tmp_path / "state"
    outside = Outside(tmp_path)
    for name in ("resolve", "fetch", "admitted"):
        monkeypatch.setattr(room, name, getattr(outside, name))
    return outside


def now(machine: VirtualMachine) -> VirtualMachine:
    reconcile(machine.pk)
    machine.refresh_from_db()
    return machine


def condition(machine: VirtualMachine, kind: str) -> dict[str, str]:
    return next((one for one in machine.conditions if one["type"] == kind), {})


def pulled() -> None:
    for wish in ImageImport.objects.filter(phase__in=[ImportPhase.PENDING, ImportPhase.IMPORTING]):
        bring(wish.pk)


def far(**options: str) -> str:
    return a_text(image=options.pop("image", FAR), **options)


def test_an_image_of_a_registry_is_pulled_before_the_start(launched: Launch, hypervisor: Spy) -> None:
    machine = now(launched(text=far()))
    assert (machine.printable_status, hypervisor.starts()) == ("Provisioning", 0)
    assert f"{FAR} is being pulled" in condition(machine, "ImagesReady")["message"]
    pulled()

    assert now(machine).printable_status == "Running"
    image = Image.objects.get(reference=FAR)
    assert not image.is_listed
    assert image.filename in hypervisor.storage_volume_names()
    assert ImageCopy.objects.get().image == image


def test_all_who_wait_wait_for_the_same_pull(launched: Launch, hypervisor: Spy, outside: Outside) -> None:
    together = [now(launched(text=far(name=name), name=name)) for name in ("web", "db", "mail")]
    pulled()

    assert [now(machine).printable_status for machine in together] == ["Running"] * 3
    assert outside.fetches == 1
    assert hypervisor.done.count("import_image") >= 1
    assert ImageImport.objects.count() == 1


def test_what_is_here_is_not_pulled_again(launched: Launch, hypervisor: Spy, outside: Outside) -> None:
    now(launched(text=far()))
    pulled()

    assert now(launched(text=far(name="db"), name="db")).printable_status == "Running"
    assert (outside.asked, outside.fetches) == (1, 1)


def test_always_asks_for_each_start_and_fetches_only_what_changed(
    launched: Launch, hypervisor: Spy, outside: Outside, owner: User, clock: Clock
) -> None:
    machine = now(launched(text=far(image="registry.example.org/team/moon:latest")))
    pulled()
    assert now(machine).printable_status == "Running"
    power.stop(actor=owner, machine=machine)
    now(machine)
    power.start(actor=owner, machine=machine)

    now(machine)
    assert hypervisor.starts() == 1
    pulled()
    now(machine)

    assert hypervisor.starts() == 2
    assert (outside.asked, outside.fetches) == (2, 1)


def test_never_fails_without_the_image(launched: Launch, hypervisor: Spy) -> None:
    text = far().replace(f"image: {FAR}", f"image: {FAR}\n            imagePullPolicy: Never")

    machine = now(launched(text=text))

    assert "pull policy is Never" in condition(machine, "Failure")["message"]
    assert not ImageImport.objects.exists()


def test_an_image_that_is_refused_is_told_and_leaves_nothing(
    launched: Launch, hypervisor: Spy, outside: Outside, settings: Any
) -> None:
    outside.content = b"bad"
    machine = now(launched(text=far()))
    pulled()

    now(machine)

    assert "It builds on another file." in condition(machine, "Failure")["message"]
    assert newest_operation(machine).state == "failed"
    assert list((settings.STATE_DIR / "images").iterdir()) == []
    assert list((settings.STATE_DIR / "imports").iterdir()) == []


def test_starting_again_tries_again(
    launched: Launch, hypervisor: Spy, outside: Outside, owner: User, clock: Clock
) -> None:
    outside.content = b"bad"
    machine = now(launched(text=far(run_strategy="Manual")))
    pulled()
    now(machine)
    outside.content = b"QFI\xfb good"
    clock.tick(1)

    power.start(actor=owner, machine=machine)
    now(machine)
    pulled()

    assert now(machine).printable_status == "Running"


def test_a_registry_that_does_not_answer_is_asked_again(
    launched: Launch, hypervisor: Spy, outside: Outside, clock: Clock
) -> None:
    outside.error = Unreachable("registry.example.org")
    machine = now(launched(text=far()))
    pulled()
    wish = ImageImport.objects.get()
    assert (wish.phase, wish.attempts) == (ImportPhase.IMPORTING, 1)
    outside.error = None
    clock.tick(60)

    assert sweep() >= 1
    pulled()

    assert now(machine).printable_status == "Running"


def test_the_approved_content_is_launched_when_the_reference_moved_on(
    launched: Launch, hypervisor: Spy, outside: Outside, admin: User
) -> None:
    image_imports.begin(actor=admin, reference=FAR, title="Moon")
    pulled()
    first = Image.objects.get(reference=FAR)
    machine = launched(text=far(), run_strategy="Always")
    machine.revision.images = {FAR: first.digest}
    machine.revision.save()
    outside.content = b"QFI\xfb second"
    image_imports.begin(actor=admin, reference=FAR, title="Moon")
    pulled()

    now(machine)

    assert Image.objects.get(reference=FAR).digest != first.digest
    assert first.filename in hypervisor.storage_volume_names()
    assert machine.printable_status == "Running"


def test_an_image_for_another_team_is_refused(launched: Launch, hypervisor: Spy, other_team: Team) -> None:
    Image.objects.get(reference=TINY).teams.add(other_team)

    machine = now(launched())

    assert "not for this team" in condition(machine, "Failure")["message"]


def test_a_dead_workers_pull_is_finished_by_the_next(
    launched: Launch, hypervisor: Spy, outside: Outside
) -> None:
    machine = now(launched(text=far()))
    wish = ImageImport.objects.get()
    outside.error = KeyboardInterrupt()  # type: ignore[assignment]  # what no guard catches
    with pytest.raises(KeyboardInterrupt):
        bring(wish.pk)
    outside.error = None
    ImageImport.objects.update(lease_until=None)

    pulled()

    assert now(machine).printable_status == "Running"


# -- the catalogue --------------------------------------------------------------------------------------


def test_an_admin_brings_an_image_into_the_catalogue(admin: User, outside: Outside) -> None:
    image_imports.begin(
        actor=admin,
        reference="images/moon:1",
        title="Moon",
        kind=ImageKind.HTTP,
        url="https://a.example/b.qcow2",
    )
    pulled()

    image = Image.objects.get()
    assert (image.title, image.kind, image.is_listed) == ("Moon", ImageKind.HTTP, True)
    assert ImageImport.objects.get().phase == ImportPhase.READY
    assert Path(image.source).read_bytes() == outside.content


def test_one_reference_is_brought_once_at_a_time(admin: User) -> None:
    image_imports.begin(actor=admin, reference=FAR)

    with pytest.raises(Conflict, match="being brought already"):
        image_imports.begin(actor=admin, reference=FAR)


@pytest.mark.parametrize(
    "wish",
    [
        {"reference": "../etc"},
        {"reference": "a b"},
        {"reference": FAR, "kind": "file"},
        {"reference": FAR, "kind": "http", "url": "file:///etc/passwd"},
        {"reference": FAR, "checksum": "md5:0"},
    ],
)
def test_what_can_be_no_image_is_refused(admin: User, wish: dict[str, Any]) -> None:
    with pytest.raises(ImageWishRefused):
        image_imports.begin(actor=admin, **wish)


def test_what_something_begins_from_is_not_deleted(admin: User, launched: Launch) -> None:
    launched()

    with pytest.raises(Conflict, match="the machine web"):
        image_imports.delete(actor=admin, image=Image.objects.get(reference=TINY))


def test_a_deleted_image_leaves_the_hosts_and_the_library(
    admin: User, owner: User, launched: Launch, hypervisor: Spy, clock: Clock
) -> None:
    machine = now(launched(text=far()))
    pulled()
    now(machine)
    image = Image.objects.get(reference=FAR)
    machines.delete(actor=owner, machine=machine)
    reconcile(machine.pk)

    image_imports.delete(actor=admin, image=image)
    clear_discarded()

    assert hypervisor.storage_volume_names() == set()
    assert not Path(image.source).exists()
    assert not Image.objects.filter(pk=image.pk).exists()


@pytest.mark.parametrize("inside", [True, False])
def test_only_a_file_of_the_library_goes_with_its_image(
    admin: User, hypervisor: Spy, tmp_path: Path, inside: bool
) -> None:
    file = (room.library() if inside else tmp_path) / "own.qcow2"
    file.write_bytes(b"QFI\xfb")
    image = an_image("a:1", filename="own.qcow2", source=str(file), kind=ImageKind.FILE)

    image_imports.delete(actor=admin, image=image)
    clear_discarded()

    assert file.exists() != inside


def test_a_content_that_another_reference_has_stays(admin: User, hypervisor: Spy, tmp_path: Path) -> None:
    file = tmp_path / "same.qcow2"
    file.write_bytes(b"QFI\xfb")
    one = an_image("a:1", filename="same.qcow2", source=str(file), kind=ImageKind.HTTP)
    an_image("b:1", filename="same.qcow2", source=str(file), kind=ImageKind.HTTP)

    image_imports.delete(actor=admin, image=one)
    clear_discarded()

    assert file.exists()
