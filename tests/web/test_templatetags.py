"""Small words for sizes, times and lines of YAML."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.utils import timezone

from vms import services
from vms.lifecycle import PowerVerb
from vms.models import AuditEvent
from vms.templatetags.slipway import happened, icon, size, spoken, told, took, yaml_lines


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "0 bytes"),
        (512, "512 bytes"),
        (2**20, "1 MiB"),
        (3 * 2**29, "1.5 GiB"),
        (2**60, "1024 PiB"),
        (None, "not set"),
    ],
)
def test_sizes_are_in_the_largest_fitting_unit(value: int | None, words: str) -> None:
    assert size(value) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-1, "0.0 s"), (0.44, "0.4 s"), (12, "12 s"), (200, "3 min 20 s"), (7260, "2 h 1 min")],
)
def test_durations_read_as_people_say_them(seconds: float, words: str) -> None:
    assert took(timedelta(seconds=seconds)) == words


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(hours=5), "5 hours ago"),
        (timedelta(days=3), "3 days ago"),
    ],
)
def test_times_read_as_ages(age: timedelta, words: str) -> None:
    template = Template("{% load slipway %}{% ago at 'abc' %}")
    html = template.render(Context({"at": timezone.now() - age}))

    assert words in html
    assert 'data-since-of="abc"' in html


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: 1",
        "  - name: root # boots",
        "key:",
        "# all of it",
        "odd ] line",
        "a: 'x # y'",
        "\ttab: 1",
        "- - a: b",
    ],
)
def test_a_cut_line_is_still_the_line(text: str) -> None:
    [line] = yaml_lines(text)

    assert line.lead + line.key + line.value + line.comment == text


@pytest.mark.parametrize(
    ("verb", "detail", "words"),
    [
        ("change_request.submit", {"digest": "sha256:0"}, "Submitted for approval"),
        ("console.open", {"kind": "vnc"}, "Console opened (screen)"),
        ("host.register", {}, "Host register"),
    ],
)
def test_the_audit_trail_reads_in_plain_words(verb: str, detail: dict[str, str], words: str) -> None:
    assert happened(AuditEvent(verb=verb, detail=detail)) == words


def test_every_verb_that_is_recorded_has_words_of_its_own() -> None:
    code = "".join(file.read_text() for file in Path(services.__path__[0]).glob("*.py"))
    recorded = re.findall(r'audit\.record\(\s*[^,]+, f?"([^"]+)"', code)
    plain = {verb for verb in recorded if "{" not in verb} | {f"machine.{verb}" for verb in PowerVerb}

    assert len(recorded) > 8
    assert [verb for verb in plain if happened(AuditEvent(verb=verb)) == spoken(verb)] == []


def test_a_reason_begins_with_its_sentence_and_not_with_a_pointer() -> None:
    told_reason = told("/spec/template: It is <not> there. Ask for it.")

    assert told_reason.startswith("It is &lt;not&gt; there. Ask for it. <code")
    assert told("a/b: no pointer") == "a/b: no pointer"


@pytest.mark.parametrize("written", ['"plus" "icon--large"', "name size"])
def test_an_icon_is_the_same_whether_its_name_is_written_out_or_held(written: str) -> None:
    template = Template(f"{{% load slipway %}}{{% icon {written} %}}")

    html = template.render(Context({"name": "plus", "size": "icon--large"}))

    assert html == icon("plus", "icon--large")


@pytest.mark.parametrize("written", ["", '"a" "b" "c"'])
def test_an_icon_with_too_few_or_too_many_words_is_refused(written: str) -> None:
    with pytest.raises(TemplateSyntaxError, match="takes its name"):
        Template(f"{{% load slipway %}}{{% icon {written} %}}")
