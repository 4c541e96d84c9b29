"""Boot images that the hosts hold."""

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
