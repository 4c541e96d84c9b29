"""What the demonstration holds: one team, its people, an image, a few blueprints."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth.models import User

from vms.models import Role
from vms.services import blueprints, images, teams

TEAM = "harbour"
IMAGE = "slipway.local/tiny:1"
BLUEPRINTS = Path(__file__).parent / "blueprints"


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    password: str
    who: str


def logins(state_dir: Path) -> list[Login]:
    """The demonstration's people. Passwords are made once per state folder, readable for its owner alone."""
    path = state_dir / "logins.json"
    if path.exists():
        return [Login(**entry) for entry in json.loads(path.read_text())]
    people = [
        Login("ada", secrets.token_urlsafe(9), "platform admin: approves requests"),
        Login("olga", secrets.token_urlsafe(9), f"owner of team {TEAM}"),
        Login("max", secrets.token_urlsafe(9), f"member of team {TEAM}"),
    ]
    path.touch(mode=0o600)
    path.write_text(json.dumps([asdict(login) for login in people], indent=2))
    return people


def furnish(people: Sequence[Login], image: Path) -> None:
    """Make the team, its people, the image and the blueprints, or bring them up to date."""
    team = teams.ensure(slug=TEAM, name="Harbour")
    roles = {"olga": Role.OWNER, "max": Role.MEMBER}
    for login in people:
        user = _user(login)
        if login.username in roles:
            teams.join(team=team, user=user, role=roles[login.username])
    images.register(reference=IMAGE, title="Tiny Linux", path=image)
    for entry in json.loads((BLUEPRINTS / "index.json").read_text()):
        blueprints.save(text=(BLUEPRINTS / f"{entry['slug']}.yaml").read_text(), **entry)


def _user(login: Login) -> User:
    is_admin = login.username == "ada"
    user, is_new = User.objects.get_or_create(
        username=login.username, defaults={"is_staff": is_admin, "is_superuser": is_admin}
    )
    if is_new or not user.check_password(login.password):
        user.set_password(login.password)
        user.save(update_fields=["password"])
    return user
