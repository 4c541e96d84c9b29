from typing import Any

from django.db import migrations

PICTURES = {"lightning-charge": "terminal", "device-ssd": "disk", "cpu": "chip", "windows": "desktop"}


def keep_texts(apps: Any, _: Any) -> None:
    """What each blueprint said becomes its first version, published; drafts began from that."""
    for blueprint in apps.get_model("vms", "Blueprint").objects.all():
        version = blueprint.versions.create(
            number=1, text=blueprint.text, essentials=blueprint.essentials, notes="As it was."
        )
        blueprint.current = version
        blueprint.picture = PICTURES.get(blueprint.icon, "box")
        blueprint.save(update_fields=["current", "picture"])
        apps.get_model("vms", "Draft").objects.filter(blueprint=blueprint).update(blueprint_version=version)


class Migration(migrations.Migration):

    dependencies = [("vms", "0003_blueprint_versions")]

    operations = [migrations.RunPython(keep_texts, migrations.RunPython.noop)]
