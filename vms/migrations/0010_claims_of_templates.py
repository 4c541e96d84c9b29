"""What machines made of their templates before there were claims becomes theirs by name: the files stay as they are."""

from django.db import migrations

from vms.manifest import QuantityInvalid, to_bytes

REGISTRY = "docker://"


def _claims(apps, schema_editor):
    machine_model, claim_model = apps.get_model("vms", "VirtualMachine"), apps.get_model("vms", "Claim")
    image_model = apps.get_model("vms", "Image")
    images = {image.reference: image for image in image_model.objects.all()}
    for machine in machine_model.objects.select_related("team", "host"):
        made = set((machine.history or {}).get("storageMade", ()))
        for name, source, size, storage_name in _made(machine):
            if storage_name not in made or machine.host is None:
                continue
            if claim_model.objects.filter(team=machine.team, name=name).exists():
                continue
            kind = next(iter(source), "blank")
            url = (source.get(kind) or {}).get("url", "") if isinstance(source.get(kind), dict) else ""
            image = images.get(url.removeprefix(REGISTRY)) if kind == "registry" else None
            claim_model.objects.create(
                team=machine.team,
                name=name,
                owner=machine,
                host=machine.host,
                origin="registry" if image else "blank",
                source={"url": url} if image else {},
                storage_name=storage_name,
                image=image,
                phase="Ready",
                capacity_bytes=max(size, image.virtual_bytes if image else 0),
                requested_bytes=max(size, image.virtual_bytes if image else 0),
            )


def _made(machine):
    """Name, source and file of each data volume that a disk of the machine is."""
    spec = (machine.document or {}).get("spec") or {}
    template = (spec.get("template") or {}).get("spec") or {}
    templates = {
        (one.get("metadata") or {}).get("name"): one.get("spec") or {}
        for one in spec.get("dataVolumeTemplates") or ()
    }
    for volume in template.get("volumes") or ():
        name = (volume.get("dataVolume") or {}).get("name")
        if name in templates:
            mine = templates[name]
            yield name, mine.get("source") or {}, _size(mine), f"{machine.team.slug}_{machine.name}_{volume.get('name')}.qcow2"


def _size(template):
    storage = template.get("storage") or template.get("pvc") or {}
    try:
        return to_bytes((storage.get("resources") or {}).get("requests", {}).get("storage", 0))
    except QuantityInvalid:
        return 0


class Migration(migrations.Migration):

    dependencies = [
        ('vms', '0009_team_volumes'),
    ]

    operations = [migrations.RunPython(_claims, migrations.RunPython.noop)]
