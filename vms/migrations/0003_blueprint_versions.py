import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vms', '0002_draft_changes'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Size',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('title', models.CharField(max_length=40)),
                ('summary', models.CharField(blank=True, max_length=120)),
                ('edits', models.JSONField(default=list)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'slug'],
            },
        ),
        migrations.AddField(
            model_name='blueprint',
            name='description',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='blueprint',
            name='family',
            field=models.CharField(choices=[('linux', 'Linux'), ('windows', 'Windows'), ('bsd', 'BSD'), ('appliance', 'Appliance'), ('other', 'Other')], default='linux', max_length=12),
        ),
        migrations.AddField(
            model_name='blueprint',
            name='picture',
            field=models.CharField(choices=[('terminal', 'Terminal'), ('disk', 'Disk'), ('chip', 'Chip'), ('server', 'Server'), ('desktop', 'Desktop'), ('database', 'Database'), ('web', 'Web'), ('containers', 'Containers'), ('shield', 'Shield'), ('flask', 'Flask'), ('lighthouse', 'Lighthouse'), ('box', 'Box')], default='box', max_length=20),
        ),
        migrations.AddField(
            model_name='blueprint',
            name='team',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='blueprints', to='vms.team'),
        ),
        migrations.AddField(
            model_name='blueprint',
            name='tint',
            field=models.CharField(choices=[('teal', 'Teal'), ('blue', 'Blue'), ('violet', 'Violet'), ('rose', 'Rose'), ('amber', 'Amber'), ('green', 'Green'), ('slate', 'Slate')], default='teal', max_length=10),
        ),
        migrations.CreateModel(
            name='BlueprintVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.TextField()),
                ('essentials', models.JSONField(blank=True, default=list)),
                ('locked', models.JSONField(blank=True, default=list)),
                ('bounded', models.JSONField(blank=True, default=list)),
                ('sizes', models.JSONField(blank=True, default=list)),
                ('notes', models.CharField(blank=True, max_length=500)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('blueprint', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='vms.blueprint')),
            ],
            options={
                'ordering': ['-number'],
            },
        ),
        migrations.AddField(
            model_name='blueprint',
            name='current',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='vms.blueprintversion'),
        ),
        migrations.AddField(
            model_name='draft',
            name='blueprint_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='drafts', to='vms.blueprintversion'),
        ),
        migrations.AddField(
            model_name='revision',
            name='blueprint_version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='vms.blueprintversion'),
        ),
        migrations.AddConstraint(
            model_name='blueprintversion',
            constraint=models.UniqueConstraint(fields=('blueprint', 'number'), name='one_blueprint_version_per_number'),
        ),
    ]
