"""The form: what a person sees of a document, and what they posted back.

In: a ``Schema``, hints (words, widgets, sections: see ``hints.py``), a document of any shape, problems.
Out: a tree of ``FieldNode``, its HTML, and the edits behind a post or a button. Field names are JSON
pointers. The room knows no HTTP, no templates and nothing of what the document describes; it never
touches what the form does not show.
"""

from vms.formtree.act import act
from vms.formtree.build import build
from vms.formtree.decode import decode
from vms.formtree.hints import ChoiceHint, FieldHint, GroupHint, Hints, parse_hints
from vms.formtree.html import Html, slug
from vms.formtree.node import FieldNode, find
from vms.formtree.plan import FieldKind
from vms.formtree.render import render
from vms.formtree.search import Found, search

__all__ = [
    "ChoiceHint",
    "FieldHint",
    "FieldKind",
    "FieldNode",
    "Found",
    "GroupHint",
    "Hints",
    "Html",
    "act",
    "build",
    "decode",
    "find",
    "parse_hints",
    "render",
    "search",
    "slug",
]
