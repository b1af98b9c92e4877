"""Queries whose SQL Django writes once a process: writing it costs several times what the database needs.

The rule of who sees what stays where it is; only the text that it compiles to is kept. Values are put in by
the places where a first compilation with markers had them.
"""

import copy
import datetime
import itertools
import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models.query import FlatValuesListIterable, ValuesListIterable
from django.utils import timezone

_SIZES = (1, 4, 16, 64, 256, 1024)  # lists are filled up to one of these, so that there are few texts
_NUMBERS = itertools.count(1_234_567_890)  # nobody's, and still what a column of 32 bits takes


#: A column, what converts its values one after the other, and the expression that gave it.
_Conversion = tuple[int, Sequence[Callable[..., Any]], Any]


class Holder:
    """Stands for a person while the rule of visibility is compiled: somebody who holds these labels."""

    is_authenticated = True

    def __init__(self, labels: Collection[str], pk: int = 0) -> None:
        self._labels = frozenset(labels)
        self.pk = pk


class Prepared:
    """A query, given as a function that builds it of lists of values. What is no list of values may be nothing but a constant.

    Whole numbers, strings, UUIDs, days and moments can be put in; whole numbers only where the column takes 32 bits.
    """

    def __init__(self, build: Callable[..., Any]) -> None:
        self._build = build
        self._texts: dict[tuple[Any, ...], _Text] = {}

    def rows(self, *lists: Collection[Any]) -> list[Any]:
        """Return what the query gives for these lists: its rows, or its objects. One query; none where a list is empty."""
        if any(not values for values in lists):
            return []
        if any(len(values) > _SIZES[-1] for values in lists):
            return list(self._build(*map(list, lists)))  # a text for each length would be kept for ever
        filled = [_filled(list(values)) for values in lists]
        database = connections[DEFAULT_DB_ALIAS]
        shape = (database.vendor, *(len(values) for values in filled))
        text = self._texts.get(shape)
        if text is None:
            text = self._texts[shape] = self._written(filled, database)
        return text.asked(filled, database)

    def first(self, *lists: Collection[Any]) -> Any:
        """Return the first that the query gives, or None; the query itself says where it stops."""
        return next(iter(self.rows(*lists)), None)

    def _written(self, filled: Sequence[Sequence[Any]], database: Any) -> "_Text":
        markers = [[_marker(value) for value in values] for values in filled]
        places = {
            _kept(marker, database): (of, number)
            for of, values in enumerate(markers)
            for number, marker in enumerate(values)
        }
        found = self._build(*markers)
        compiler = found.query.get_compiler(connection=database)
        try:
            sql, values = compiler.as_sql()
        except EmptyResultSet:
            return _Text(found, compiler, "", [], None)
        places_of = [_Place(value, places.get(_hashable(value))) for value in values]
        return _Text(found, compiler, sql, places_of, _conversions(found, compiler))


@dataclass(frozen=True, slots=True)
class _Place:
    """One value of a statement: a constant, or what is put in from a list (which one, at which number)."""

    constant: Any
    given: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Text:
    """A query that has been written for lists of certain lengths."""

    query: Any
    compiler: Any
    sql: str
    places: list[_Place]
    conversions: list[_Conversion] | None

    def asked(self, filled: Sequence[Sequence[Any]], database: Any) -> list[Any]:
        """Put the values in and ask."""
        if not self.sql:
            return []
        values = [
            _kept(filled[place.given[0]][place.given[1]], database) if place.given else place.constant
            for place in self.places
        ]
        if self.conversions is None:
            return self._through_django(values, database)
        with database.cursor() as cursor:
            cursor.execute(self.sql, values)
            rows = cursor.fetchall()
        if self.conversions:
            rows = [_converted(row, self.conversions, database) for row in rows]
        return [row[0] for row in rows] if self.query._iterable_class is FlatValuesListIterable else rows

    def _through_django(self, values: list[Any], database: Any) -> list[Any]:
        """Have objects made by the same code as those of any query of Django's."""
        compiler = copy.copy(self.compiler)
        compiler.connection = database
        compiler.as_sql = lambda *_args, **_more: (self.sql, values)
        query = copy.copy(self.query.query)
        query.get_compiler = lambda *_args, **_more: compiler
        fresh = type(self.query)(model=self.query.model, query=query)
        fresh._iterable_class = self.query._iterable_class
        fresh._fields = self.query._fields
        fresh._prefetch_related_lookups = self.query._prefetch_related_lookups
        return list(fresh)


def _conversions(query: Any, compiler: Any) -> list[_Conversion] | None:
    """Return which columns of rows want converting, and by what; None where the query gives no plain rows."""
    fields = [selected[0] for selected in compiler.select[: compiler.col_count]]
    if query._iterable_class not in (
        ValuesListIterable,
        FlatValuesListIterable,
    ) or compiler.has_composite_fields(fields):
        return None
    return [(column, *by) for column, by in compiler.get_converters(fields).items()]


def _converted(row: Sequence[Any], conversions: Sequence[_Conversion], database: Any) -> tuple[Any, ...]:
    made = list(row)
    for column, converters, expression in conversions:
        for convert in converters:
            made[column] = convert(made[column], expression, database)
    return tuple(made)


def _filled(values: list[Any]) -> list[Any]:
    size = next(size for size in _SIZES if size >= len(values))
    return values + values[-1:] * (size - len(values))


def _marker(like: Any) -> Any:
    """Return a value of the same type that stands nowhere else in the statement."""
    if isinstance(like, int):
        return next(_NUMBERS)
    if isinstance(like, datetime.datetime):
        return timezone.now() + datetime.timedelta(microseconds=uuid.uuid4().int >> 76)
    if isinstance(like, datetime.date):
        return datetime.date.fromordinal(uuid.uuid4().int % 3_000_000 + 1)
    return uuid.uuid4() if isinstance(like, uuid.UUID) else uuid.uuid4().hex + "-marker"


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str | int | uuid.UUID | datetime.date) else None


def _kept(value: Any, database: Any) -> Any:
    """Return a value as this database is given it."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, uuid.UUID):
        return value if database.features.has_native_uuid_field else value.hex
    if isinstance(value, datetime.datetime):
        return database.ops.adapt_datetimefield_value(value)
    return database.ops.adapt_datefield_value(value)
