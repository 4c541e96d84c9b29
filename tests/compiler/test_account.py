"""The three places that a field of a document can have."""

from typing import Any

from hypothesis import given

from tests.manifest.documents import documents
from vms.compiler import account
from vms.manifest import from_yaml
from vms.schema import StandingKind

TEXT = """\
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata:
  name: web
  labels:
    example.org/team: shop
spec:
  runStrategy: Always
  template:
    spec:
      schedulerName: best
      evictionStrategy: LiveMigrate
      domain:
        clock:
          timer:
            hpet:
              present: false
        launchSecurity:
          sev: {}
        cpu:
          cores: 2
          speed: 9000
        devices:
          disks:
            - name: root
              disk:
                bus: ide
            - name: fast
              io: io_uring
              disk: {}
      volumes:
        - name: root
          persistentVolumeClaim:
            claimName: old
  dataVolumeTemplates:
    - metadata:
        name: old
      spec:
        source:
          vddk:
            url: https://vcenter.example.org
"""


def _pointers(fields: Any) -> list[str]:
    return [field.pointer.rpartition("domain")[2] for field in fields]


def test_every_field_has_one_place() -> None:
    found = account(from_yaml(TEXT))

    assert _pointers(found.runs) == [
        "/metadata/name",
        "/spec/runStrategy",
        "/clock/timer/hpet/present",
        "/cpu/cores",
        "/devices/disks/0/name",
        "/devices/disks/1/name",
        "/devices/disks/1/disk",
        "/spec/template/spec/volumes/0/name",
        "/spec/template/spec/volumes/0/persistentVolumeClaim/claimName",
        "/spec/dataVolumeTemplates/0/metadata/name",
    ]
    assert _pointers(found.kept) == [
        "/metadata/labels/example.org~1team",
        "/spec/template/spec/schedulerName",
        "/spec/template/spec/evictionStrategy",
        "/launchSecurity",
    ]
    assert _pointers(found.doubt) == [
        "/cpu/speed",
        "/devices/disks/0/disk/bus",
        "/devices/disks/1/io",
        "/spec/dataVolumeTemplates/0/spec/source/vddk/url",
    ]


def test_what_does_not_simply_run_says_why() -> None:
    found = account(from_yaml(TEXT))

    assert all(field.reason.endswith(".") for field in (*found.kept, *found.doubt))
    assert {field.kind for field in found.doubt} == {
        None,
        StandingKind.REFUSED_BY_KUBEVIRT,
        StandingKind.NOT_HERE,
    }


def test_a_field_is_named_with_the_entry_it_is_in() -> None:
    found = account(from_yaml(TEXT))

    assert [field.label.partition(" · ")[0] for field in found.doubt[1:3]] == ["root", "fast"]
    assert [field.label for field in found.kept][:2] == ["example.org/team", "Scheduler name"]


def test_nothing_is_counted_twice_and_nothing_empty_is_counted() -> None:
    found = account({"kind": "VirtualMachine", "metadata": None, "spec": {}})

    assert [field.pointer for field in (*found.runs, *found.kept, *found.doubt)] == ["/spec"]


@given(documents)
def test_any_document_can_be_accounted_for(document: dict[str, Any]) -> None:
    account(document)
