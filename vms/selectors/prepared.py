"""Queries that nearly every request asks: built and compiled once for each process, then only filled in.

Django builds the SQL of a query again each time that it is asked, which takes several times as long as the
database does. What is prepared here is an ordinary queryset in all else: rows, joins, conversions.
"""

from collections.abc import Callable, Sequence
from copy import copy
from types import SimpleNamespace
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import ModelIterable
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row", bound=Model)


class Given(Expression):
    """A value of a prepared query that is known only when it is asked; ``field`` says of what kind."""

    def __init__(self, name: str, field: "Field[Any, Any]") -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class Prepared(Generic[Row]):
    """A queryset with ``Given`` values. Built at its first use, it must not depend on anything else."""

    def __init__(self, build: Callable[[], QuerySet[Row, Any]]) -> None:
        self._build = build
        self._compiled: tuple[SQLCompiler, str, Sequence[Any]] | None = None

    def rows(self, **given: Any) -> list[Row]:
        """The rows, as the queryset would give them. Costs one query."""
        compiler = self._asked(given)
        query = SimpleNamespace(get_compiler=lambda using: compiler)
        shown: Any = SimpleNamespace(db=DEFAULT_DB_ALIAS, query=query, _known_related_objects={})
        return list(ModelIterable(shown))

    def first(self, **given: Any) -> Row | None:
        """For a queryset of at most one row."""
        return next(iter(self.rows(**given)), None)

    def values(self, **given: Any) -> list[tuple[Any, ...]]:
        """The rows of a ``values_list``. Costs one query."""
        return list(self._asked(given).results_iter(tuple_expected=True))

    def _asked(self, given: dict[str, Any]) -> Any:
        """The compiler of the queryset, as if it had just compiled it for these values."""
        if self._compiled is None:
            compiler = self._build().query.get_compiler(DEFAULT_DB_ALIAS)
            self._compiled = (compiler, *compiler.as_sql())
            converters = compiler.get_converters([column for column, *_ in compiler.select])
            compiler.get_converters = lambda expressions: converters
        known, sql, held = self._compiled
        connection = connections[DEFAULT_DB_ALIAS]  # each thread has its own
        compiler = copy(known)
        compiler.connection = connection

        def execute(*_: Any, **__: Any) -> list[list[tuple[Any, ...]]]:
            with connection.cursor() as cursor:
                cursor.execute(sql, [_filled(value, given, connection) for value in held])
                return [cursor.fetchall()]

        compiler.execute_sql = execute  # type: ignore[assignment,method-assign]  # what it does is known
        return compiler


def _filled(value: Any, given: dict[str, Any], connection: Any) -> Any:
    if not isinstance(value, Given):
        return value
    return value.output_field.get_db_prep_value(given[value.name], connection)
