from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("vms", "0004_first_blueprint_versions")]

    operations = [
        migrations.RemoveField(
            model_name='blueprint',
            name='essentials',
        ),
        migrations.RemoveField(
            model_name='blueprint',
            name='icon',
        ),
        migrations.RemoveField(
            model_name='blueprint',
            name='text',
        ),
        migrations.RemoveField(
            model_name='draft',
            name='blueprint',
        ),
    ]
