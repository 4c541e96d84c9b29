"""Teams and who belongs to them."""

from django.contrib.auth.models import User

from vms.models import Membership, Role, Team


def ensure(*, slug: str, name: str) -> Team:
    team, _ = Team.objects.get_or_create(slug=slug, defaults={"name": name})
    return team


def join(*, team: Team, user: User, role: Role) -> Membership:
    membership, _ = Membership.objects.update_or_create(team=team, user=user, defaults={"role": role})
    return membership
