"""Which places of a document several steps have touched: a further one must know whether it meets them."""

from vms.manifest.yaml_text.steps import Parts, Step


class Places:
    """Steps whose places do not meet can be made in a text without reading it again in between."""

    def __init__(self) -> None:
        self._touched: set[Parts] = set()
        self._around: set[Parts] = set()
        self._moved: dict[Parts, int] = {}  # lists that lost or got an entry: from which index on all moved

    def meet(self, step: Step) -> bool:
        """Whether a step is about something that has changed, or about what is around it."""
        place = step.place
        if place in self._touched or place in self._around:
            return True
        for depth in range(len(place)):
            around = place[:depth]
            if around in self._touched:
                return True
            moved = self._moved.get(around)
            if moved is not None and int(place[depth]) >= moved:
                return True
        return False

    def add(self, step: Step, *, in_list: bool) -> None:
        place = step.place
        self._touched.add(place)
        self._around.update(place[:depth] for depth in range(len(place)))
        if step.insert or (step.removes and in_list):
            around = place[:-1]
            self._moved[around] = min(int(place[-1]), self._moved.get(around, int(place[-1])))
