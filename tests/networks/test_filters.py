"""The rules of a card, in the order in which they are asked. Real guests send packets in another lane."""

import pytest
from lxml import etree

from vms.networks import FILTERS, GUEST_FILTER, LINK_FILTER


def rules(name: str) -> list[tuple[str, str, str]]:
    found = etree.fromstring(FILTERS[name]).iterfind("rule")
    return [
        (rule.get("action", ""), rule.get("direction", ""), "".join(str(each.tag) for each in rule))
        for rule in sorted(found, key=lambda rule: int(rule.get("priority", "")))
    ]


def test_what_a_guest_may_not_say_comes_before_what_it_may() -> None:
    assert [action for action, _, _ in rules(GUEST_FILTER)[:3]] == ["drop"] * 3


def test_a_guest_says_nothing_that_is_not_allowed() -> None:
    assert rules(GUEST_FILTER)[-1] == ("drop", "inout", "")


@pytest.mark.parametrize("name", [GUEST_FILTER, LINK_FILTER])
def test_every_card_is_held_to_its_own_hardware_address(name: str) -> None:
    first = next(etree.fromstring(FILTERS[name]).iterfind("rule/mac"))

    assert (first.get("match"), first.get("srcmacaddr")) == ("no", "$MAC")


def test_only_a_card_with_a_known_address_is_held_to_it() -> None:
    assert "$IP" in FILTERS[GUEST_FILTER]
    assert "$IP" not in FILTERS[LINK_FILTER]
