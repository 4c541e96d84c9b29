"""What people start from: boot images that the hosts hold, and blueprints of whole manifests."""

from django.db import models


class Image(models.Model):
    """A disk image known by its containerDisk reference. ``filename`` is its name in every host's pool."""

    reference = models.CharField(max_length=255, unique=True)
    title = models.CharField(max_length=100)
    digest = models.CharField(max_length=71)  # sha256:<hex> of the file
    filename = models.CharField(max_length=255, unique=True)
    source = models.CharField(max_length=500)  # the local file the hosts' copies are made from
    format = models.CharField(max_length=10, choices=[("qcow2", "qcow2"), ("raw", "raw")])
    virtual_bytes = models.BigIntegerField()

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class Blueprint(models.Model):
    """A manifest text to start a draft from, with the pointers that matter most for it."""

    slug = models.SlugField(unique=True)
    title = models.CharField(max_length=100)
    summary = models.CharField(max_length=300)
    icon = models.CharField(max_length=40, default="box")  # a name in the icon sprite
    text = models.TextField()
    essentials = models.JSONField(default=list, blank=True)  # JSON pointers shown first
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title
