"""What the demonstration holds: one team, its people, an image, blueprints and sizes."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.contrib.auth.models import User

from vms.catalogue import Bound, Lock, Size
from vms.models import Role
from vms.services import blueprints, images, teams

TEAM = "harbour"
IMAGE = "slipway.local/tiny:1"
LOGINS = "logins.json"
BLUEPRINTS = Path(__file__).parent / "blueprints"


@dataclass(frozen=True, slots=True)
class Login:
    username: str
    password: str
    who: str


def logins(state_dir: Path) -> list[Login]:
    """The demonstration's people, as ``furnish`` made them for this state folder."""
    return [Login(**entry) for entry in json.loads((state_dir / LOGINS).read_text())]


def furnish(state_dir: Path, image: Path) -> list[Login]:
    """Make the team, its people, the image and the blueprints, or bring them up to date.

    Passwords are made once per state folder, readable for its owner alone, and hashed only then: to hash
    or to check one takes a quarter of a second.
    """
    are_new = not (state_dir / LOGINS).exists()
    people = _new_people() if are_new else logins(state_dir)
    team = teams.ensure(slug=TEAM, name="Harbour")
    roles = {"olga": Role.OWNER, "max": Role.MEMBER}
    for login in people:
        user = _user(login, renew=are_new)
        if login.username in roles:
            teams.join(team=team, user=user, role=roles[login.username])
    images.register(reference=IMAGE, title="Tiny Linux", path=image)
    _fill_catalogue()
    if are_new:  # last: who is stopped half way begins again
        _keep(people, state_dir / LOGINS)
    return people


def _fill_catalogue() -> None:
    for entry in json.loads((BLUEPRINTS / "index.json").read_text()):
        looks = {name: entry[name] for name in blueprints.Looks.__slots__}
        content = blueprints.Content(
            text=(BLUEPRINTS / f"{entry['slug']}.yaml").read_text(),
            essentials=tuple(entry["essentials"]),
            locked=tuple(map(Lock.from_json, entry["locked"])),
            bounded=tuple(map(Bound.from_json, entry["bounded"])),
            sizes=tuple(map(Size.from_json, entry["sizes"])),
        )
        blueprints.save(slug=entry["slug"], looks=blueprints.Looks(**looks), content=content)
    cards = json.loads((BLUEPRINTS / "sizes.json").read_text())
    blueprints.save_site_sizes(tuple(map(Size.from_json, cards)))


def _new_people() -> list[Login]:
    return [
        Login("ada", secrets.token_urlsafe(9), "platform admin: approves requests"),
        Login("olga", secrets.token_urlsafe(9), f"owner of team {TEAM}"),
        Login("max", secrets.token_urlsafe(9), f"member of team {TEAM}"),
    ]


def _keep(people: Sequence[Login], path: Path) -> None:
    part = path.with_suffix(".part")
    part.touch(mode=0o600)
    part.write_text(json.dumps([asdict(login) for login in people], indent=2))
    part.replace(path)


def _user(login: Login, *, renew: bool) -> User:
    is_admin = login.username == "ada"
    user, is_new = User.objects.get_or_create(
        username=login.username, defaults={"is_staff": is_admin, "is_superuser": is_admin}
    )
    if is_new or renew:
        user.set_password(login.password)
        user.save(update_fields=["password"])
    return user
