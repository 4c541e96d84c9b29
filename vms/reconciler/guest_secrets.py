"""What a guest gets from its team's secrets: looked for at every pass, opened only to make its seed."""

from vms import vault
from vms.compiler import seeds
from vms.manifest import USER_DATA_KEYS, Manifest
from vms.models import Secret, VirtualMachine

from .errors import SecretMissing


def require(machine: VirtualMachine, parsed: Manifest) -> None:
    """Raises ``SecretMissing`` for the first secret that the machine names and its team has not."""
    for name in sorted({seed.user_data_secret for seed in seeds(parsed).values() if seed.user_data_secret}):
        _row(machine, name)


def user_data(machine: VirtualMachine, name: str) -> str:
    """The content, for the seed and nothing else. Raises ``SecretMissing`` and ``SecretUnreadable``."""
    secret = _row(machine, name)
    data = vault.open_sealed(secret.pk, secret.name, secret.sealed)
    return next(data[key] for key in USER_DATA_KEYS if key in data)


def _row(machine: VirtualMachine, name: str) -> Secret:
    secret = Secret.objects.filter(team_id=machine.team_id, name=name).first()
    if secret is None or not set(secret.keys) & set(USER_DATA_KEYS):
        raise SecretMissing(machine.team.slug, name, secret is not None)
    return secret
