"""Frozen records, as `dataclass(frozen=True)` makes them, but with no code compiled for each.

A dataclass compiles some six functions where it is defined, in half a millisecond: for the forty
that the engine and its analysis define, a tenth of a start. Here they are written once, and look
the fields up.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn, TypeVar, dataclass_transform, get_origin

AnyRecord = TypeVar("AnyRecord", bound="Record")


@dataclass_transform(frozen_default=True)
class Record:
    """Values under the names that its class, and those above it, annotate; equal to itself alone.

    What a class body gives such a name is its default. Most records hold arrays, of which == does
    not ask whether they are equal.
    """

    _fields: ClassVar[Mapping[str, Any]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {
            name: kind
            for name, kind in cls.__annotations__.items()
            if ClassVar not in (kind, get_origin(kind))
        }
        cls._fields = {**cls._fields, **own}

    def __init__(self, *values: Any, **named: Any) -> None:
        given = dict(zip(self._fields, values, strict=False)) | named
        missing = [name for name in self._fields if name not in given and not hasattr(self, name)]
        unknown = given.keys() - self._fields
        if missing or unknown or len(given) < len(values) + len(named):
            wanted = ", ".join(self._fields)
            raise TypeError(f"{type(self).__name__}({wanted}) from {values} and {named}")
        self.__dict__.update(given)

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} cannot be changed; make another")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"a {type(self).__name__} cannot be changed; make another")

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._fields)
        return f"{type(self).__name__}({values})"


class Value(Record):
    """A record that is equal to another of its class with equal fields, and hashed by them."""

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self._fields)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())


def fields(record: Record | type[Record]) -> Mapping[str, Any]:
    """The names of its fields, in their order, and what is annotated of each."""
    return record._fields


def replace(record: AnyRecord, **changes: Any) -> AnyRecord:
    """The same record with other values of some fields."""
    return type(record)(**{name: getattr(record, name) for name in record._fields} | changes)
