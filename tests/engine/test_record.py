"""Frozen records: what a dataclass would do, they do."""

from dataclasses import dataclass, is_dataclass
from typing import Annotated, ClassVar

import pytest

from tui_descent.engine.record import Record, Value, fields, replace

Floats = tuple[float, ...]
Named = dict[str, float]


class Place(Value):
    name: ClassVar[str] = "place"
    x: Annotated[float, "across"]
    y: float = 2.0


class Place3(Place):
    z: float = 3.0


@dataclass(frozen=True)
class Model:
    x: float
    y: float = 2.0
    z: float = 3.0


class Numbers(Record):
    numbers: tuple[int, ...]


@pytest.mark.parametrize(
    ("values", "named"),
    [((1.0,), {}), ((1.0, 5.0), {}), ((), {"x": 1.0}), ((1.0,), {"z": 0.5}), ((1, 2, 3), {})],
)
def test_fields_and_defaults_are_those_of_a_dataclass(values: Floats, named: Named) -> None:
    record, model = Place3(*values, **named), Model(*values, **named)
    assert [getattr(record, name) for name in "xyz"] == [getattr(model, name) for name in "xyz"]
    assert repr(record).removeprefix("Place3") == repr(model).removeprefix("Model")
    assert hash(record) == hash(model)


@pytest.mark.parametrize(
    ("values", "named"),
    [((), {}), ((1.0, 2.0, 3.0, 4.0), {}), ((1.0,), {"x": 1.0}), ((1.0,), {"w": 1.0})],
)
def test_wrong_fields_are_refused_as_by_a_dataclass(values: Floats, named: Named) -> None:
    for make in (Place3, Model):
        with pytest.raises(TypeError):
            make(*values, **named)


def test_nothing_of_it_can_be_changed() -> None:
    place = Place(1.0)
    with pytest.raises(AttributeError):
        place.x = 3.0  # type: ignore[misc]
    with pytest.raises(AttributeError):
        del place.x
    assert replace(place, x=3.0) == Place(3.0)
    assert place == Place(1.0)


def test_values_are_equal_by_their_fields_and_records_to_themselves_alone() -> None:
    assert Place(1.0) == Place(1.0, 2.0) != Place(1.0, 2.5)
    assert Place(1.0) != Place3(1.0)
    assert Place(1.0) != (1.0, 2.0)
    assert len({Place(1.0), Place(1.0)}) == 1
    numbers = Numbers((1, 2))
    assert numbers == numbers != Numbers((1, 2))
    assert len({numbers, Numbers((1, 2))}) == 2


def test_its_fields_are_what_is_annotated_but_for_the_class_s_own() -> None:
    assert list(fields(Place3)) == ["x", "y", "z"]
    assert fields(Place(1.0))["x"].__metadata__ == ("across",)
    assert not is_dataclass(Place)
