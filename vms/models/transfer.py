"""What rows share that a worker fills with bytes: who has them now, and how far the bytes have come."""

from django.db import models


class Leased(models.Model):
    """The claim of one worker on the row, as the reconciler takes it."""

    lease_epoch = models.PositiveIntegerField(default=0)
    lease_holder = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    look_again_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class Transfer(Leased):
    """``total_bytes`` is 0 while nobody said how many there are; ``rate`` is bytes per second of late.

    ``step`` says what is done with them now, ``attempts`` counts those that failed in a row.
    """

    step = models.CharField(max_length=60, blank=True)
    done_bytes = models.BigIntegerField(default=0)
    total_bytes = models.BigIntegerField(default=0)
    rate = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        abstract = True

    @property
    def seconds_left(self) -> int | None:
        """``None`` while that cannot be told."""
        if not self.rate or self.total_bytes <= self.done_bytes:
            return None
        return (self.total_bytes - self.done_bytes) // self.rate
