"""Changes at JSON pointers, made in the text itself."""

from collections import Counter, deque
from collections.abc import Iterable
from copy import deepcopy
from typing import Any, Final

from vms.manifest.errors import EditRefused, YamlInvalid
from vms.manifest.yaml_text.compose import compose
from vms.manifest.yaml_text.marks import BY_HAND, dash
from vms.manifest.yaml_text.nodes import Alias, Mapping, Node, Scalar, Sequence, construct
from vms.manifest.yaml_text.page import Cut, Cuts, page
from vms.manifest.yaml_text.places import Places
from vms.manifest.yaml_text.splice import Slot, insert_item, insert_key, replace
from vms.manifest.yaml_text.steps import Step, Vanishes, is_index, same, steps_of
from vms.manifest.yaml_text.take import remove, swap
from vms.schema import UNSET, Edit, apply, apply_in_place, exists, get, join, split

MOST_READ: Final = 1_000_000  # characters, for all edits together: within a second


def edit_yaml(text: str, edits: Iterable[Edit], vanishes: Vanishes) -> str:
    """The text after the edits, one after the other.

    What reads back is ``edit_value`` of what the text reads as. Setting an equal value changes nothing; a
    container set over another changes the entries that differ. An alias is written out where an edit reaches
    into it; a merged key is written out as a key of its own.

    Raises ``YamlInvalid``; ``EditRefused`` where another place of the text would change with it, the value
    cannot be written, the place is too deep or beyond a list's end, or the edits are too many. Reads the text
    once more for all edits together, and again where one edit builds on what another has changed.
    """
    waiting = list(edits)
    if not waiting:
        return text
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix(bom)
    try:
        return bom + _Editing(text, vanishes).make(waiting)
    except EditRefused:
        if (len(waiting) + 1) * len(text) > MOST_READ and len(waiting) > 1:
            raise
    for (
        edit
    ) in waiting:  # alone, in one piece, on one line: what meets its neighbours can still be written so
        text = _Editing(text, vanishes, fine=False).make([edit])
    return bom + text


def edit_value(document: Any, edits: Iterable[Edit], vanishes: Vanishes) -> Any:
    """``apply``, with one addition: a container goes with the last value in it, if ``vanishes`` says that its
    absence means the same. An entry of a list and the top never go. The document is changed."""
    for edit in edits:
        if edit.value is not UNSET:
            document = apply_in_place(document, [edit])
        else:
            for step in steps_of(document, edit, vanishes, fine=False):
                document = apply_in_place(document, [Edit(join(step.place))])
    return document


class _Editing:
    """A text on its way through several edits. Cuts are collected as long as they do not meet; then they are
    made, and the text is read back: what cannot be changed at one place alone is refused, never guessed."""

    def __init__(self, text: str, vanishes: Vanishes, *, fine: bool = True) -> None:
        self.vanishes, self.fine = vanishes, fine
        self.read = 0
        self.pointer = ""  # of the edit that is being made
        self._begin(text, compose(text))
        self.document = construct(self.root)

    def make(self, edits: Iterable[Edit]) -> str:
        waiting = deque(edits)
        while waiting:
            edit = waiting.popleft()
            self.pointer = edit.pointer
            if waiting and self._exchange(edit, waiting[0]):
                waiting.popleft()
                continue
            try:
                for step in steps_of(self.document, edit, self.vanishes, fine=self.fine):
                    self._take(step)
            except EditRefused as refusal:
                raise EditRefused(refusal.pointer or edit.pointer, refusal.reason) from refusal
        self._prove()
        return self.text

    def _begin(self, text: str, root: Mapping) -> None:
        self.text, self.root = text, root
        self.page = page(text, root, bars=self.fine)
        self.cuts, self.places = Cuts(), Places()
        self.removed: Counter[int] = Counter()  # entries that go, by the mapping or list they are in

    def _prove(self) -> None:
        """Make the cuts and read the text back."""
        if not self.cuts:
            return
        edited = self.cuts.apply(self.text)
        if _ends_open(edited) and not _ends_open(self.text):
            edited += self.page.newline
        self.read += len(edited)
        if self.read > MOST_READ and self.read > len(edited):
            raise EditRefused("", "So many changes at once are too many. Change the YAML text itself.")
        try:
            root = compose(edited)
        except YamlInvalid as error:
            raise EditRefused(self.pointer, BY_HAND) from error
        if not same(construct(root), self.document):
            raise EditRefused(self.pointer, BY_HAND)
        self._begin(edited, root)

    def _take(self, step: Step) -> None:
        owner = step.place[:-1]
        if self.places.meet(step):
            self._prove()
        cuts = self._cut(step)
        if self.cuts and (cuts is None or any(self.cuts.meet(cut, owner) for cut in cuts)):
            self._prove()
            cuts = self._cut(step)
        self.cuts.add(cuts or (), owner)
        around = get(self.document, join(owner))
        self.places.add(step, in_list=isinstance(around, list))
        if step.insert:
            around.insert(int(step.place[-1]), deepcopy(step.value))
        else:
            self.document = apply_in_place(self.document, [step.below(0)])

    def _cut(self, step: Step) -> list[Cut] | None:
        """The cuts for a step; ``None`` if the text must be read again before."""
        slot = Slot(self.root)
        trail = [slot]
        for depth, part in enumerate(step.place):
            if isinstance(slot.node, Alias):
                return replace(self.page, slot, self._after(step, depth))
            _refuse_shared(slot.node, self.pointer)
            if step.insert and depth == len(step.place) - 1:
                return insert_item(self.page, slot, int(part), step.value)
            inner = _step_into(slot, part)
            if inner is None:
                return self._add(slot, step, depth)
            slot = inner
            trail.append(slot)
        _refuse_shared(slot.node, self.pointer)
        return (
            self._remove(step, trail)
            if step.removes
            else replace(self.page, slot, self._after(step, len(step.place)))
        )

    def _after(self, step: Step, depth: int) -> Any:
        """What stands at the step's place, cut off at a depth, once the step is done."""
        here = step.place[:depth]
        edit = step.below(depth)
        if step.insert:
            items = list(get(self.document, join(step.place[:-1])))
            items.insert(int(step.place[-1]), step.value)
            edit = Edit(join(step.place[depth:-1]), items)
        return apply(None if here == step.place else get(self.document, join(here)), [edit])

    def _add(self, slot: Slot, step: Step, depth: int) -> list[Cut]:
        """A key or entry that is not in the text yet, though a merge may provide it."""
        if step.removes:
            reason = "This comes from a merge (“<<”) in the text. Remove it there by hand."
            raise EditRefused(self.pointer, reason)
        value, node = self._after(step, depth + 1), slot.node
        if isinstance(node, Mapping) and node.entries:
            return insert_key(self.page, slot, step.place[depth], value)
        if isinstance(node, Sequence) and node.items:
            return insert_item(self.page, slot, len(node.items), value)
        return replace(self.page, slot, self._after(step, depth))

    def _remove(self, step: Step, trail: list[Slot]) -> list[Cut] | None:
        slot, above = trail[-1], trail[-2]
        parent = slot.parent
        assert parent is not None  # noqa: S101 - the top cannot be removed
        count = len(parent.entries if isinstance(parent, Mapping) else parent.items)
        gone = self.removed[id(parent)]
        if gone and gone + 1 >= count:
            return None
        self.removed[id(parent)] += 1
        if count == 1:
            return replace(self.page, above, {} if isinstance(parent, Mapping) else [])
        return [remove(self.page, parent, slot.index, self._innermost(slot, step))]

    def _innermost(self, slot: Slot, step: Step) -> int | None:
        """Where the value that the edit names begins, if more goes than that."""
        start = None
        for part in step.parts[len(step.place) :]:
            inner = _step_into(slot, part)
            if inner is None or inner.parent is None:
                return None
            slot, parent = inner, inner.parent
            if isinstance(parent, Mapping):
                start = parent.entries[slot.index].key.start
            else:
                start = slot.node.start if parent.flow else dash(self.text, parent, slot.index)
        return start

    def _exchange(self, edit: Edit, following: Edit) -> bool:
        """Two edits that only exchange two entries of a list: their lines change places, comments and all."""
        one, other = split(edit.pointer), split(following.pointer)
        if (
            one[:-1] != other[:-1]
            or one == other
            or not all(parts and is_index(parts[-1]) for parts in (one, other))
            or not all(exists(self.document, pointer) for pointer in (edit.pointer, following.pointer))
            or not same(edit.value, get(self.document, following.pointer))
            or not same(following.value, get(self.document, edit.pointer))
            or same(edit.value, following.value)
        ):
            return False
        self._prove()
        slot: Slot | None = Slot(self.root)
        for part in one[:-1]:
            slot = _step_into(slot, part) if slot else None
        if slot is None or slot.flow or not isinstance(slot.node, Sequence):
            return False
        cut = swap(self.page, slot.node, int(one[-1]), int(other[-1]))
        if cut is None:
            return False
        before = self.text, self.root, self.document
        self.cuts.add([cut], one[:-1])
        self.document = apply(self.document, [edit, following])
        try:
            self._prove()
        except EditRefused:
            self._begin(*before[:2])
            self.document = before[2]
            return False
        return True


def _ends_open(text: str) -> bool:
    """Whether the last line is one of a script and lacks its line break, to most readers the script's too."""
    if text.endswith("\n"):
        return False
    try:
        node: Node = compose(text)
    except YamlInvalid:
        return False
    while isinstance(node, Mapping | Sequence) and not node.flow:
        inside = [entry.value for entry in node.entries] if isinstance(node, Mapping) else node.items
        if not inside:
            return False
        node = inside[-1]
    is_block = isinstance(node, Scalar) and node.style in {"|", ">"} and str(node.value).endswith("\n")
    return is_block and not text[node.end :].strip()


def _step_into(slot: Slot, part: str) -> Slot | None:
    node = slot.node
    if isinstance(node, Mapping) and (entry := node.entry(part)) is not None:
        return slot.inside(entry.value, node.entries.index(entry))
    if isinstance(node, Sequence) and is_index(part) and int(part[:18]) < len(node.items):
        return slot.inside(node.items[int(part)], int(part))
    return None


def _refuse_shared(node: Node, pointer: str) -> None:
    if node.shared:
        raise EditRefused(
            pointer,
            f"Other places of the text repeat this value through the anchor “&{node.anchor}”, and would "
            "change with it. Write the value out there, or change it in the YAML text.",
        )
