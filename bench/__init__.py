"""How fast the portal is, always beside something else in the same run: no figure is worth anything alone.

``python -m bench`` names the benchmarks, ``python -m bench validation`` runs one. Each is a module here with
a function ``rows() -> Iterable[pairs.Row]``.
"""
