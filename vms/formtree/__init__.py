"""The form: what a person sees of a document, and what they posted back.

In: a ``Schema``, hints (words, widgets, sections: see ``hints.py``), a document of any shape, problems.
Out: a tree of ``FieldNode``, its HTML, and the edits behind a post or a button. Field names are JSON
pointers. The room knows no HTTP, no templates and nothing of what the document describes; it never
touches what the form does not show.
"""

from vms.formtree.act import act
from vms.formtree.build import build
from vms.formtree.changed import Part, changed
from vms.formtree.decode import decode
from vms.formtree.derive import hints_for
from vms.formtree.follow import follow
from vms.formtree.hints import ChoiceHint, FieldHint, GroupHint, Hints, parse_hints
from vms.formtree.html import Html, slug
from vms.formtree.kinds import FieldKind
from vms.formtree.locks import Lock
from vms.formtree.node import FieldNode, find
from vms.formtree.render import render
from vms.formtree.search import Found, search
from vms.formtree.text import JSON_TEXT, FreeText

__all__ = [
    "JSON_TEXT",
    "ChoiceHint",
    "FieldHint",
    "FieldKind",
    "FieldNode",
    "Found",
    "FreeText",
    "GroupHint",
    "Hints",
    "Html",
    "Lock",
    "Part",
    "act",
    "build",
    "changed",
    "decode",
    "find",
    "follow",
    "hints_for",
    "parse_hints",
    "render",
    "search",
    "slug",
]
