"""Hashes that every guest reads."""

import pytest

from vms.cloudinit import PasswordRefused, hash_password


def test_a_hash_is_that_of_the_published_algorithm() -> None:
    assert hash_password("Hello world!", "saltstring") == (
        "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
    )


@pytest.mark.parametrize("password", ["x", "a" * 64, "a" * 65, "pässwörd", "$6$", " "])
def test_a_password_of_any_length_has_one(password: str) -> None:
    hashed = hash_password(password, "0123456789abcdef")

    assert hashed.startswith("$6$0123456789abcdef$")
    assert len(hashed.rpartition("$")[2]) == 86


@pytest.mark.parametrize("password", ["", "a\nb", "a\0", "a" * 257, "\ud800"])
def test_what_no_console_can_send_is_refused_and_not_repeated(password: str) -> None:
    with pytest.raises(PasswordRefused) as refusal:
        hash_password(password, "salt")

    assert not password or password not in str(refusal.value)


@pytest.mark.parametrize("salt", ["", "a$b", "a" * 17])
def test_a_salt_is_what_the_algorithm_takes(salt: str) -> None:
    with pytest.raises(ValueError, match="salt"):
        hash_password("x", salt)
