"""Values of the model as plain JSON trees and back, by the types of their fields: a field is written down once.

Frozen dataclasses become tables, the small ones that come by the thousand (notes, controllers) become rows without
names. Exact fractions become text. Where a field may hold several kinds of value, a kind that JSON does not know is
named: `{"Fraction": "1/3"}`. Work goes by columns, one kind of field at a time, which keeps thousands of notes quick.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from functools import partial
from math import isfinite
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

__all__ = ["Codec", "codec"]

Column = list[Any]
_FRACTION = re.compile(r"-?[0-9]{1,60}(?:/[0-9]{1,60})?", re.ASCII)
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Codec:
    """Write a column of values as JSON trees, and read it back; `read` raises ValueError with the place."""

    write: Callable[[Sequence[Any]], Column]
    read: Callable[[Sequence[Any]], Column]


def codec(hint: Any, rows: frozenset[type], bound: Mapping[Any, Any] | None = None) -> Codec:
    """Make the codec of a type; `rows` are the dataclasses that are written without field names."""
    hint = (bound or {}).get(hint, hint) if isinstance(hint, TypeVar) else hint
    hint = hint.__supertype__ if isinstance(hint, NewType) else hint
    origin, arguments = get_origin(hint) or hint, get_args(hint)
    if origin in _PLAIN:
        return Codec(list, partial(_checked, _PLAIN[origin], origin.__name__))
    if origin is Fraction:
        return Codec(lambda column: [str(each) for each in column], _fractions)
    if origin is Literal:
        return Codec(list, partial(_chosen, arguments))
    make = next((make for kinds, make in _MAKERS if origin in kinds), None)
    if make is not None:
        return make(arguments, rows, bound or {})
    if is_dataclass(origin):
        filled = tuple((bound or {}).get(each, each) for each in arguments)
        return _table(origin, dict(zip(getattr(origin, "__parameters__", ()), filled, strict=False)), rows)
    message = f"no way is known to write {hint!r}"
    raise TypeError(message)


_PLAIN: dict[Any, frozenset[type]] = {
    int: frozenset({int}),
    # A whole number is a fine float, and stays as it was written.
    float: frozenset({int, float}),
    str: frozenset({str}),
    bool: frozenset({bool}),
    NoneType: frozenset({NoneType}),
}


def _wrong(value: object, wanted: str) -> ValueError:
    text = repr(value)
    return ValueError(f"must be {wanted} (found {text[:_SHOWN]}{'…' if len(text) > _SHOWN else ''})")


def _checked(kinds: frozenset[type], wanted: str, column: Sequence[Any]) -> Column:
    if not kinds.issuperset(map(type, column)):
        raise _wrong(next(each for each in column if type(each) not in kinds), wanted)
    if float in kinds and not all(map(isfinite, filter(None, column))):
        raise _wrong(next(each for each in column if each and not isfinite(each)), "a number")
    return list(column)


def _chosen(allowed: tuple[Any, ...], column: Sequence[Any]) -> Column:
    _checked(frozenset(map(type, allowed)), "one of the known words", column)
    if not set(allowed).issuperset(column):
        raise _wrong(next(each for each in column if each not in allowed), f"one of {', '.join(map(str, allowed))}")
    return list(column)


def _fractions(column: Sequence[Any]) -> Column:
    out: Column = []
    for each in column:
        if not isinstance(each, str) or not _FRACTION.fullmatch(each) or each.endswith("/0"):
            raise _wrong(each, "a fraction as text")
        out.append(Fraction(each))
    return out


def _sequences(column: Sequence[Any]) -> None:
    if not all(type(each) is list for each in column):
        raise _wrong(next(each for each in column if type(each) is not list), "a list")


def _tuple(arguments: tuple[Any, ...], rows: frozenset[type], bound: Mapping[Any, Any]) -> Codec:
    """Tuples of one kind, however long (`tuple[X, ...]`), or of a fixed form."""
    if len(arguments) == 2 and arguments[1] is Ellipsis:  # noqa: PLR2004 - X and the dots
        return _many(codec(arguments[0], rows, bound))
    return _fixed([codec(each, rows, bound) for each in arguments])


def _many(inner: Codec) -> Codec:
    def spread(column: Sequence[Any], turn: Callable[[Sequence[Any]], Column], kind: type) -> Column:
        flat = turn([each for many in column for each in many])
        out, at = [], 0
        for many in column:
            out.append(kind(flat[at : at + len(many)]))
            at += len(many)
        return out

    def read(column: Sequence[Any]) -> Column:
        _sequences(column)
        return spread(column, inner.read, tuple)

    return Codec(lambda column: spread(column, inner.write, list), read)


def _fixed(inner: list[Codec]) -> Codec:
    def write(column: Sequence[Any]) -> Column:
        sides = (
            [each.write(side) for each, side in zip(inner, zip(*column, strict=True), strict=True)] if column else []
        )
        return [list(each) for each in zip(*sides, strict=True)]

    def read(column: Sequence[Any]) -> Column:
        return list(zip(*_sides(column, inner, range(len(inner))), strict=True)) if column else []

    return Codec(write, read)


def _sides(column: Sequence[Any], inner: Sequence[Codec], names: Sequence[Any]) -> list[Column]:
    """Read rows of one length, column by column."""
    _sequences(column)
    odd = next((each for each in column if len(each) != len(inner)), None)
    if odd is not None:
        raise _wrong(odd, f"a row of {len(inner)}")
    return [
        _at(name, each.read, side) for name, each, side in zip(names, inner, zip(*column, strict=True), strict=True)
    ]


def _at(place: object, read: Callable[[Sequence[Any]], Column], column: Sequence[Any]) -> Column:
    """Read a column; what goes wrong is told with its place."""
    try:
        return read(column)
    except ValueError as error:
        text = str(error)
        message = f"{place}: {text}" if text.startswith(("must", "is ", "has ")) else f"{place}.{text}"
        raise ValueError(message) from None


def _mapping(arguments: tuple[Any, ...], rows: frozenset[type], bound: Mapping[Any, Any]) -> Codec:
    """Mappings from words."""
    inner = codec(arguments[1], rows, bound)

    def write(column: Sequence[Any]) -> Column:
        return [dict(zip(each, inner.write(list(each.values())), strict=True)) for each in column]

    def read(column: Sequence[Any]) -> Column:
        _checked(frozenset({dict}), "a table", column)
        return [dict(zip(each, inner.read(list(each.values())), strict=True)) for each in column]

    return Codec(write, read)


def _union(arguments: tuple[Any, ...], rows: frozenset[type], bound: Mapping[Any, Any]) -> Codec:
    """One of several kinds; the kinds that JSON does not know are named."""
    inner = {_kind(hint): codec(hint, rows, bound) for hint in arguments}
    if all(hint in _PLAIN for hint in arguments):
        allowed = frozenset[type]().union(*(_PLAIN[hint] for hint in arguments))
        return Codec(list, partial(_checked, allowed, " or ".join(kind.__name__ for kind in inner)))
    plain = {kind: each for kind, each in inner.items() if kind in _PLAIN or kind is tuple}
    named = {kind.__name__: (kind, each) for kind, each in inner.items() if kind not in plain}

    def write(value: Any) -> Any:
        for kind, each in plain.items():
            if isinstance(value, (int, float) if kind is float else kind):
                return each.write([value])[0]
        name, each = next((name, each) for name, (kind, each) in named.items() if isinstance(value, kind))
        return {name: each.write([value])[0]}

    def read(tree: Any) -> Any:
        for kind, each in plain.items():
            if type(tree) is (list if kind is tuple else kind) or (kind is float and type(tree) is int):
                return each.read([tree])[0]
        if type(tree) is dict and len(tree) == 1 and next(iter(tree)) in named:
            ((name, below),) = tree.items()
            return _at(name, named[name][1].read, [below])[0]
        raise _wrong(tree, "one of " + ", ".join(kind.__name__ for kind in inner))

    return Codec(lambda column: list(map(write, column)), lambda column: list(map(read, column)))


def _kind(hint: Any) -> Any:
    """The class of the values of a type."""
    hint = hint.__supertype__ if isinstance(hint, NewType) else hint
    origin = get_origin(hint) or hint
    return type(get_args(hint)[0]) if origin is Literal else origin


def _table(kind: Any, bound: Mapping[Any, Any], rows: frozenset[type]) -> Codec:
    """A dataclass: a table by field names, or a row."""
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind)]
    inner = [codec(hints[name], rows, bound) for name in names]
    getters = [attrgetter(name) for name in names]

    def make(sides: list[Column]) -> Column:
        if any(each.kw_only for each in fields(kind)):
            return [kind(**dict(zip(names, row, strict=True))) for row in zip(*sides, strict=True)]
        return list(map(kind, *sides))

    def write(column: Sequence[Any]) -> Column:
        sides = [each.write(list(map(get, column))) for each, get in zip(inner, getters, strict=True)]
        if kind in rows:
            return [list(row) for row in zip(*sides, strict=True)]
        return [dict(zip(names, row, strict=True)) for row in zip(*sides, strict=True)]

    def read(column: Sequence[Any]) -> Column:
        if not column:
            return []
        if kind not in rows:
            column = [_in_order(each, names) for each in column]
        return make(_sides(column, inner, names))

    return Codec(write, read)


def _in_order(table: Any, names: Sequence[str]) -> list[Any]:
    """The values of a table in the order of the fields."""
    if type(table) is not dict:
        raise _wrong(table, "a table")
    odd = sorted(set(table) ^ set(names))
    if odd:
        message = f"{'is missing' if odd[0] in names else 'is not known'}: {odd[0]}"
        raise ValueError(message)
    return [table[name] for name in names]


_MAKERS: tuple[tuple[tuple[Any, ...], Callable[..., Codec]], ...] = (
    ((tuple,), _tuple),
    ((Mapping, dict), _mapping),
    ((Union, UnionType), _union),
)
