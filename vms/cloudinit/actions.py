"""What the guided form does besides its fields: passwords and keys."""

from collections.abc import Iterable
from typing import Any, Final

from vms.manifest import YamlInvalid
from vms.manifest.cloud_init import Kind, edit_text, kind_of, read_text
from vms.schema import Edit, get

_HEADER: Final = "#cloud-config\n"
_CAN_SIGN_IN: Final = ("ssh_authorized_keys", "ssh-authorized-keys", "ssh_import_id")


def user_names(text: str) -> list[str]:
    """The users that a text adds, in its order."""
    users = get(_read(text), "/users")
    return [user["name"] for user in _mappings(users) if isinstance(user.get("name"), str)]


def has_keys(text: str) -> bool:
    """Whether anybody can sign in by a key, or the text is none that a key could be added to."""
    if kind_of(text) not in {Kind.CLOUD_CONFIG, Kind.EMPTY}:
        return True
    document = _read(text)
    owners = [document, *_mappings(document.get("users"))]
    return any(owner.get(name) for owner in owners for name in _CAN_SIGN_IN)


def enlist_keys(text: str, keys: Iterable[str], user: str = "") -> str:
    """The text with public keys of its default user, or of one it adds, that are not there yet.

    Raises ``YamlInvalid`` and ``EditRefused``.
    """
    document = read_text(text)
    place = _of_user(document, user) + "/ssh_authorized_keys"
    known = get(document, place)
    wanted = [key for key in keys if not isinstance(known, list) or key not in known]
    if not wanted:
        return text
    if isinstance(known, list):
        return edit_text(text, [Edit(f"{place}/-", key) for key in wanted])
    return edit_text(_begun(text), [Edit(place, wanted)])


def set_password(text: str, hashed: str, user: str = "") -> str:
    """The text with the hash of a password, for its default user or for one it adds.

    Raises ``YamlInvalid`` and ``EditRefused``.
    """
    document = read_text(text)
    place = _of_user(document, user)
    if not place:
        return edit_text(_begun(text), [Edit("/password", hashed), Edit("/chpasswd/expire", value=False)])
    plain = [Edit(f"{place}/plain_text_passwd")] if get(document, f"{place}/plain_text_passwd") else []
    return edit_text(
        text, [*plain, Edit(f"{place}/passwd", hashed), Edit(f"{place}/lock_passwd", value=False)]
    )


def _of_user(document: dict[str, Any], user: str) -> str:
    """Where the user of a name stands; the top for the image's own user."""
    users = document.get("users")
    for index, entry in enumerate(users if isinstance(users, list) else ()):
        if user and isinstance(entry, dict) and entry.get("name") == user:
            return f"/users/{index}"
    return ""


def _mappings(listed: Any) -> list[dict[str, Any]]:
    return [entry for entry in listed if isinstance(entry, dict)] if isinstance(listed, list) else []


def _begun(text: str) -> str:
    return text if kind_of(text) is Kind.CLOUD_CONFIG else _HEADER + text.lstrip()


def _read(text: str) -> dict[str, Any]:
    try:
        return read_text(text)
    except YamlInvalid:
        return {}
