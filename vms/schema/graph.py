"""Two old algorithms on graphs of numbers, without recursion: a schema may be deeper than Python's stack."""

from collections.abc import Iterator, Mapping, Sequence

Edges = Mapping[int, Sequence[int]]


def in_order(edges: Edges) -> list[int] | None:
    """Every node behind those that it leads to; nothing when there is a circle."""
    order: list[int] = []
    seen: set[int] = set()
    done: set[int] = set()
    for start in edges:
        if start in seen:
            continue
        seen.add(start)
        stack: list[tuple[int, Iterator[int]]] = [(start, iter(edges[start]))]
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                order.append(node)
                done.add(node)
                stack.pop()
            elif following not in seen:
                seen.add(following)
                stack.append((following, iter(edges[following])))
            elif following not in done:
                return None
    return order


def components(edges: Edges) -> list[list[int]]:
    """The strongly connected components (Tarjan), each behind those that it leads to."""
    number: dict[int, int] = {}
    lowest: dict[int, int] = {}
    open_nodes: list[int] = []
    is_open: set[int] = set()
    found: list[list[int]] = []
    for start in edges:
        if start in number:
            continue
        stack = [(start, iter(edges[start]))]
        number[start] = lowest[start] = len(number)
        open_nodes.append(start)
        is_open.add(start)
        while stack:
            node, rest = stack[-1]
            following = next(rest, None)
            if following is None:
                stack.pop()
                if stack:
                    above = stack[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == number[node]:
                    found.append(_cut(open_nodes, is_open, node))
            elif following not in number:
                number[following] = lowest[following] = len(number)
                open_nodes.append(following)
                is_open.add(following)
                stack.append((following, iter(edges[following])))
            elif following in is_open:
                lowest[node] = min(lowest[node], number[following])
    return found


def _cut(open_nodes: list[int], is_open: set[int], root: int) -> list[int]:
    part = [open_nodes.pop()]
    while part[-1] != root:
        part.append(open_nodes.pop())
    is_open.difference_update(part)
    return part
