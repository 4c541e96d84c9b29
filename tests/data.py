"""Builders of rows with good defaults. Each takes what the test is about and makes up the rest."""

import uuid
from typing import Any

from django.contrib.auth.models import User

from vms import manifest
from vms.models import (
    Blueprint,
    BlueprintVersion,
    ChangeKind,
    ChangeRequest,
    Claim,
    ClaimPhase,
    Draft,
    Host,
    HostState,
    Image,
    NetworkAttachment,
    Revision,
    SchemaVersion,
    Secret,
    Team,
    VirtualMachine,
)
from vms.services import secrets

GIB = 2**30
TINY = "registry.example/tiny:1"

MANIFEST = """\
# The web server of the shop
apiVersion: kubevirt.io/v1
kind: VirtualMachine
metadata:
  name: {name}
  namespace: {team}
spec:
  runStrategy: {run_strategy}
  template:
    spec:
      domain:
        cpu:
          cores: 1
        memory:
          guest: 256Mi
        devices:
          disks:
            - name: root
              disk:
                bus: virtio
              bootOrder: 1
          interfaces:
            - name: default
              model: virtio
              masquerade: {{}}
      networks:
        - name: default
          pod: {{}}
      volumes:
        - name: root
          containerDisk:
            image: {image}
"""


CLOUD_INIT = """\
        - name: seed
          cloudInitNoCloud:
            userDataSecretRef:
              name: {kept}
"""
PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl ann@laptop"


def a_text_with_secret(kept: str = "web-user-data", **options: str) -> str:
    """A machine that takes its user data from a secret."""
    text = a_text(**options).replace(
        "          interfaces:", "            - name: seed\n              disk: {}\n          interfaces:"
    )
    return text + CLOUD_INIT.format(kept=kept)


def a_secret(team: Team, author: User, name: str = "web-user-data", **data: str) -> Secret:
    return secrets.create(actor=author, team=team, name=name, data=data or {"userdata": "#cloud-config\n"})


def a_claim(team: Team, name: str = "data", **options: Any) -> Claim:
    """A blank volume of a gigabyte that is ready."""
    return Claim.objects.create(
        **{
            "team": team,
            "name": name,
            "storage_name": f"claim-{uuid.uuid4().hex}.qcow2",
            "requested_bytes": GIB,
            "capacity_bytes": GIB,
            "phase": ClaimPhase.READY,
            **options,
        }
    )


def a_text_with_claim(claim: str = "data", **options: str) -> str:
    """A machine that uses a volume of its team beside its boot disk."""
    text = a_text(**options).replace(
        "          interfaces:", "            - name: data\n              disk: {}\n          interfaces:"
    )
    return text + f"        - name: data\n          persistentVolumeClaim:\n            claimName: {claim}\n"


def a_text(name: str = "web", team: str = "blue", run_strategy: str = "Always", image: str = TINY) -> str:
    return MANIFEST.format(name=name, team=team, run_strategy=run_strategy, image=image)


def a_host(name: str = "h1", **options: Any) -> Host:
    facts = {"name": name, "domain_type": "qemu", "cpus": 8, "memory_bytes": 16 * GIB}
    return Host.objects.create(
        **{"name": name, "uri": f"test:///{name}", "facts": facts, "state": HostState.READY, **options}
    )


def a_network(team: Team | None = None, host: Host | None = None, **options: Any) -> NetworkAttachment:
    """One that an administrator offers, granted to the team, or to everybody."""
    place = {"kind": options.pop("kind", "network"), "target": options.pop("target", "lan0")}
    attachment = NetworkAttachment.objects.create(
        **{"name": "lan", "is_for_everybody": team is None, **options}
    )
    if team is not None:
        attachment.teams.add(team)
    if host is not None:
        attachment.places.create(host=host, **place)
    return attachment


def an_image(reference: str = TINY, **options: Any) -> Image:
    return Image.objects.create(
        **{
            "reference": reference,
            "title": "Tiny",
            "digest": "sha256:" + "0" * 64,
            "filename": "image-tiny.qcow2",
            "source": "/nowhere/tiny.qcow2",
            "format": "qcow2",
            "virtual_bytes": 64 * 2**20,
            **options,
        }
    )


def a_blueprint(slug: str = "tiny", *, published: bool = True, **options: Any) -> Blueprint:
    """An entry of the catalogue with one version, which takes the options that name its columns."""
    columns = {"text": a_text(team="default"), "number": 1}
    own = ("text", "number", "essentials", "locked", "bounded", "sizes", "author")
    columns |= {name: options.pop(name) for name in own if name in options}
    looks = {"slug": slug, "title": "Tiny Linux", "summary": "Boots in seconds."}
    blueprint = Blueprint.objects.create(**looks | options)
    version = BlueprintVersion.objects.create(blueprint=blueprint, **columns)
    blueprint.current = version if published else None
    blueprint.save(update_fields=["current"])
    return blueprint


def a_draft(team: Team, author: User, text: str | None = None, **options: Any) -> Draft:
    text = a_text(team=team.slug) if text is None else text
    return Draft.objects.create(**{"team": team, "author": author, "text": text, "name": "web", **options})


def a_revision(team: Team, author: User, text: str | None = None, draft: Draft | None = None) -> Revision:
    text = a_text(team=team.slug) if text is None else text
    document = manifest.from_yaml(text)
    return Revision.objects.create(
        team=team,
        author=author,
        draft=draft,
        text=text,
        document=document,
        digest=manifest.digest(document),
    )


def a_request(team: Team, author: User, **options: Any) -> ChangeRequest:
    draft = options.pop("draft", None) or a_draft(team, author)
    revision = options.pop("revision", None) or a_revision(team, author, draft.text, draft)
    return ChangeRequest.objects.create(
        **{
            "team": team,
            "author": author,
            "draft": draft,
            "revision": revision,
            "kind": ChangeKind.CREATE,
            "name": revision.document["metadata"]["name"],
            **options,
        }
    )


def a_machine(team: Team, author: User | None = None, name: str = "web", **options: Any) -> VirtualMachine:
    author = author or User.objects.get_or_create(username=f"author-of-{team.slug}")[0]
    revision = options.pop("revision", None) or a_revision(team, author, a_text(name=name, team=team.slug))
    return VirtualMachine.objects.create(
        **{
            "team": team,
            "name": name,
            "revision": revision,
            "document": revision.document,
            "domain_uuid": uuid.uuid4(),
            "serial": str(uuid.uuid4()),
            "printable_status": "Stopped",
            **options,
        }
    )


def a_schema_version(team: Team | None = None, **options: Any) -> SchemaVersion:
    """An uploaded schema that governs the team, if one is named."""
    text = '{"properties": {"metadata": {"properties": {"name": {"type": "string"}}}}}'
    version = SchemaVersion.objects.create(
        **{
            "name": "Plain",
            "label": "1",
            "digest": f"sha256:{uuid.uuid4().hex}",
            "source": text,
            "compiled": text,
            "origin": "a JSON Schema",
            "uploaded_by": User.objects.get_or_create(username="librarian")[0],
            **options,
        }
    )
    if team is not None:
        Team.objects.filter(pk=team.pk).update(schema=version)
    return version
