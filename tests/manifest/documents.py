"""Strategies for documents, texts and edits, and a document of any size."""

from typing import Any

from hypothesis import strategies as st

from vms.schema import UNSET, Edit, join

AWKWARD = [
    "",
    "no",
    "y",
    "~",
    "null",
    "true",
    "0777",
    "0o17",
    "1e3",
    "1_000",
    "12:30:45",
    "10:20:30:40:50:55",
    "2026-01-31",
    "=",
    "<<",
    "- a",
    "a: b",
    "a #b",
    "#cloud-config\nusers: []\n",
    " leading\nline",
    "\nfirst line empty",
    "two breaks at the end\n\n",
    "tab\there\n",
    "spaces at the end  \nline  ",
    "crlf\r\nline\r\n",
    "\u2028",
    "\x85",
    "\ufeff",
    "grüße, 世界 🐧",
    "'single' and \"double\"",
    "back\\slash",
    "---",
    "...",
    "4Gi",
    "*alias",
    "&anchor",
    "!tag",
    "%TAG",
    "@at",
    "`tick",
    "{",
    "]",
    "?",
    ".5",
    ".inf",
    "+1",
    "0x1F",
]
texts = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20),
    st.text("ab \n\t:#-'\"", max_size=12),
)
names = st.one_of(st.sampled_from(["a", "b", "c", "name", "kind", "no", "1", "x y", "<<"]), texts)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
)
values: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
documents = st.dictionaries(names, values, max_size=5)


@st.composite
def edits_of(draw: st.DrawFn, document: Any) -> Edit:
    """An edit somewhere in, or just beside, a document."""
    parts: list[str] = []
    here = document
    while isinstance(here, dict | list) and (not parts or draw(st.integers(0, 3))):
        if isinstance(here, list):
            index = draw(st.integers(0, len(here)))
            parts.append("-" if index == len(here) and draw(st.booleans()) else str(index))
            here = here[index] if index < len(here) else None
        else:
            name = draw(st.sampled_from([*here, "new"]))
            parts.append(name)
            here = here.get(name)
    if not draw(st.integers(0, 3)):
        parts.append(draw(st.sampled_from(["deeper", "-", "0"])))
    value = UNSET if draw(st.booleans()) else draw(values)
    return Edit(join(parts), value)


def a_fleet_document(disks: int) -> dict[str, Any]:
    """A valid machine with many disks."""
    entries = [f"disk{number}" for number in range(disks)]
    return {
        "apiVersion": "kubevirt.io/v1",
        "kind": "VirtualMachine",
        "metadata": {"name": "many-disks", "namespace": "lab"},
        "spec": {
            "runStrategy": "Halted",
            "template": {
                "spec": {
                    "domain": {
                        "memory": {"guest": "1Gi"},
                        "devices": {"disks": [{"name": name, "disk": {"bus": "virtio"}} for name in entries]},
                    },
                    "volumes": [{"name": name, "emptyDisk": {"capacity": "1Gi"}} for name in entries],
                }
            },
        },
    }
