import pytest

from portal.demonstration.visitor import _FormParser


def pairs(inside: str, around: str = "") -> list[tuple[str, str]]:
    parser = _FormParser("/save/")
    parser.feed(f'<form action="/save/" id="f">{inside}</form>{around}')
    return parser.pairs


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<input name="a" value="1">', [("a", "1")]),
        ('<input name="a" type="checkbox">', []),
        ('<input name="a" type="checkbox" checked>', [("a", "on")]),
        (
            '<input name="a" type="radio" value="x"><input name="a" type="radio" value="y" checked>',
            [("a", "y")],
        ),
        ('<button name="go" value="1">Go</button><input type="submit" name="s">', []),
        ('<input name="a" value="1" disabled>', []),
        ('<textarea name="a">\n\nb\n</textarea>', [("a", "\nb\n")]),
        ('<select name="a"><option value="1">x<option value="2" selected>y</select>', [("a", "2")]),
        ('<select name="a"><option value="1">x<option value="2">y</select>', [("a", "1")]),
    ],
)
def test_successful_controls_are_those_of_html(html: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(html) == expected


def test_a_control_elsewhere_that_names_the_form_belongs_to_it() -> None:
    assert pairs("", '<input form="f" name="a" value="1"><input name="b" value="2">') == [("a", "1")]


def test_another_form_is_left_alone() -> None:
    assert pairs("", '<form action="/other/"><input name="a" value="1"></form>') == []
