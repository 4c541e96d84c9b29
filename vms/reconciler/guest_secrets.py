"""What a guest gets from its team's secrets: looked for at every pass, opened only to make its seed."""

from collections.abc import Mapping

from vms import vault
from vms.compiler import AnswerFiles, answer_files, seeds
from vms.manifest import USER_DATA_KEYS, Manifest, has_answers
from vms.models import Secret, VirtualMachine

from .errors import AnswersMissing, SecretMissing


def require(machine: VirtualMachine, parsed: Manifest) -> None:
    """Raises ``SecretMissing`` or ``AnswersMissing`` for the first that the machine names and its team has
    not."""
    for name in sorted({seed.user_data_secret for seed in seeds(parsed).values() if seed.user_data_secret}):
        _with_user_data(machine, name)
    for wanted in answer_files(parsed).values():
        _with_answers(machine, wanted)


def user_data(machine: VirtualMachine, name: str) -> str:
    """The content, for the seed and nothing else. Raises ``SecretMissing`` and ``SecretUnreadable``."""
    data = _open(_with_user_data(machine, name))
    return next(data[key] for key in USER_DATA_KEYS if key in data)


def answers(machine: VirtualMachine, wanted: AnswerFiles) -> Mapping[str, str]:
    """All files by their names, for the guest's CD-ROM and nothing else. Raises ``AnswersMissing`` and
    ``SecretUnreadable``."""
    return _open(_with_answers(machine, wanted))


def _open(secret: Secret) -> Mapping[str, str]:
    return vault.open_sealed(secret.pk, secret.name, secret.sealed)


def _with_user_data(machine: VirtualMachine, name: str) -> Secret:
    secret = _named(machine, name)
    if secret is None or not set(secret.keys) & set(USER_DATA_KEYS):
        raise SecretMissing(machine.team.slug, name, secret is not None)
    return secret


def _with_answers(machine: VirtualMachine, wanted: AnswerFiles) -> Secret:
    team = machine.team.slug
    if wanted.secret is None:
        raise AnswersMissing(team, "ConfigMap", str(wanted.config_map), holds_none=False)
    secret = _named(machine, wanted.secret)
    if secret is None or not has_answers(secret.keys):
        raise AnswersMissing(team, "Secret", wanted.secret, holds_none=secret is not None)
    return secret


def _named(machine: VirtualMachine, name: str) -> Secret | None:
    return Secret.objects.filter(team_id=machine.team_id, name=name).first()
