"""Machines that came in a file: one draft for each that was chosen, or none at all."""

from collections.abc import Sequence

from django.contrib.auth.models import User
from django.db import transaction

from vms.manifest.importing import MOST_DOCUMENTS
from vms.models import Draft, Team

from . import drafts
from .conflict import Conflict


@transaction.atomic
def accept(*, actor: User, team: Team, texts: Sequence[str]) -> list[Draft]:
    """Begin a draft with each text. Raises ``Conflict`` for none, and for more than a file can hold."""
    if not texts:
        raise Conflict("Choose at least one of the machines in the file.")
    if len(texts) > MOST_DOCUMENTS:
        raise Conflict(f"At most {MOST_DOCUMENTS} machines can be imported at once. Choose fewer.")
    return [drafts.create(actor=actor, team=team, text=text) for text in texts]
