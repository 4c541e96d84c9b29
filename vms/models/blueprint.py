"""The catalogue of manifests to begin from: blueprints, their immutable versions, the site's size cards."""

from django.conf import settings
from django.db import models


class Family(models.TextChoices):
    LINUX = "linux", "Linux"
    WINDOWS = "windows", "Windows"
    BSD = "bsd", "BSD"
    APPLIANCE = "appliance", "Appliance"
    OTHER = "other", "Other"


class Picture(models.TextChoices):
    """The drawings in ``static/img/pictures.svg``, by name."""

    TERMINAL = "terminal", "Terminal"
    DISK = "disk", "Disk"
    CHIP = "chip", "Chip"
    SERVER = "server", "Server"
    DESKTOP = "desktop", "Desktop"
    DATABASE = "database", "Database"
    WEB = "web", "Web"
    CONTAINERS = "containers", "Containers"
    SHIELD = "shield", "Shield"
    FLASK = "flask", "Flask"
    LIGHTHOUSE = "lighthouse", "Lighthouse"
    BOX = "box", "Box"


class Tint(models.TextChoices):
    TEAL = "teal", "Teal"
    BLUE = "blue", "Blue"
    VIOLET = "violet", "Violet"
    ROSE = "rose", "Rose"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"
    SLATE = "slate", "Slate"


class Blueprint(models.Model):
    """How one entry of the catalogue looks. ``current`` is the version that drafts begin from; without one
    the entry is not in the catalogue. ``team`` owns it; without one it is for everybody."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=100)
    summary = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    picture = models.CharField(max_length=20, choices=Picture.choices, default=Picture.BOX)
    tint = models.CharField(max_length=10, choices=Tint.choices, default=Tint.TEAL)
    family = models.CharField(max_length=12, choices=Family.choices, default=Family.LINUX)
    position = models.PositiveSmallIntegerField(default=0)
    team = models.ForeignKey(
        "vms.Team", null=True, blank=True, on_delete=models.CASCADE, related_name="blueprints"
    )
    current = models.ForeignKey(
        "vms.BlueprintVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    schema = models.ForeignKey(
        "vms.SchemaVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="blueprints"
    )  # what governs it; none: its team's

    class Meta:
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title


class BlueprintVersion(models.Model):
    """One immutable state of a blueprint's manifest and terms, as ``catalogue.Terms`` keeps them in JSON."""

    blueprint = models.ForeignKey(Blueprint, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    essentials = models.JSONField(default=list, blank=True)  # JSON pointers shown first
    locked = models.JSONField(default=list, blank=True)
    bounded = models.JSONField(default=list, blank=True)
    sizes = models.JSONField(default=list, blank=True)  # none: the site's
    notes = models.CharField(max_length=500, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["blueprint", "number"], name="one_blueprint_version_per_number")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Size(models.Model):
    """A size card that every draft is offered whose blueprint brings none of its own."""

    slug = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=40)
    summary = models.CharField(max_length=120, blank=True)
    edits = models.JSONField(default=list)  # [{"pointer", "value"}]
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.title
