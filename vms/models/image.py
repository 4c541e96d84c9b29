"""Images that machines begin from: what the catalogue holds, how it came, and which hosts have a copy."""

import uuid

from django.conf import settings
from django.db import models

from .transfer import Transfer


class ImageKind(models.TextChoices):
    FILE = "file", "File of the portal"
    REGISTRY = "registry", "Registry"
    HTTP = "http", "Web address"


class Image(models.Model):
    """A disk image known by its containerDisk reference. ``filename`` is its name in every host's pool.

    ``origin_digest`` is what its source calls this content: a registry's manifest, or the file as a web
    server has it. One that is not listed was pulled because a machine asked for it; the catalogue does not
    show it. An earlier content that something still needs stays under its reference, ``#`` and its digest.
    """

    reference = models.CharField(max_length=255, unique=True)
    title = models.CharField(max_length=100)
    digest = models.CharField(max_length=71)  # sha256:<hex> of the file
    filename = models.CharField(max_length=255)
    source = models.CharField(max_length=500)  # the local file the hosts' copies are made from
    format = models.CharField(max_length=10, choices=[("qcow2", "qcow2"), ("raw", "raw")])
    virtual_bytes = models.BigIntegerField()
    size_bytes = models.BigIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=ImageKind.choices, default=ImageKind.FILE)
    url = models.CharField(max_length=2000, blank=True)
    origin_digest = models.CharField(max_length=71, blank=True)
    is_listed = models.BooleanField(default=True)
    teams = models.ManyToManyField("vms.Team", blank=True, related_name="images")  # none: everybody's
    is_discarded = models.BooleanField(default=False)  # no longer known; a worker clears its copies away
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title


class ImageCopy(models.Model):
    """A host's pool holds the image."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="copies")
    host = models.ForeignKey("vms.Host", on_delete=models.CASCADE, related_name="images")
    path = models.CharField(max_length=500)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["host__name"]
        constraints = [models.UniqueConstraint(fields=["image", "host"], name="one_copy_per_image_and_host")]

    def __str__(self) -> str:
        return f"{self.image} on {self.host}"


class ImportPhase(models.TextChoices):
    PENDING = "Pending", "Pending"
    IMPORTING = "Importing", "Importing"
    READY = "Ready", "Ready"
    FAILED = "Failed", "Failed"


class ImageImport(Transfer):
    """One attempt to bring an image's content, kept as its history. ``url`` is where from; for a registry
    that is the reference itself. At most one of a reference is under way, and everybody waits for that."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=255)
    title = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=ImageKind.choices)
    url = models.CharField(max_length=2000, blank=True)
    checksum = models.CharField(max_length=140, blank=True)
    is_listed = models.BooleanField(default=True)
    teams = models.ManyToManyField("vms.Team", blank=True, related_name="+")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    phase = models.CharField(max_length=10, choices=ImportPhase.choices, default=ImportPhase.PENDING)
    image = models.ForeignKey(Image, null=True, on_delete=models.SET_NULL, related_name="imports")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["reference"],
                condition=models.Q(phase__in=["Pending", "Importing"]),
                name="one_import_per_reference_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.reference
