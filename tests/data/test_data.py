"""Batches come in their order, and made data looks as it is described."""

import numpy as np
import pytest

from tui_descent.data.generators import GENERATORS, generate
from tui_descent.engine.arrays import read_only
from tui_descent.engine.batches import Batches, Dataset

TEN = Dataset(read_only([np.arange(10.0)]), read_only([np.arange(10.0) * 2.0]))


def inputs_of(batches: Batches, passes: range) -> list[list[float]]:
    return [batches.batch(number).inputs[0].tolist() for number in passes]


def test_batches_in_order_end_with_a_short_one() -> None:
    batches = Batches(TEN, 4)
    assert batches.count == 3
    epoch = [[0.0, 1.0, 2.0, 3.0], [4.0, 5.0, 6.0, 7.0], [8.0, 9.0]]
    assert inputs_of(batches, range(6)) == epoch + epoch
    assert batches.batch(1).targets[0].tolist() == [8.0, 10.0, 12.0, 14.0]


def test_a_shuffled_epoch_has_every_sample_once_and_another_order_each_time() -> None:
    batches = Batches(TEN, 4, shuffle=True, seed=3)
    epochs = [
        [number for batch in inputs_of(batches, range(start, start + 3)) for number in batch]
        for start in (0, 3, 6)
    ]
    assert all(sorted(epoch) == TEN.inputs[0].tolist() for epoch in epochs)
    assert epochs[0] != epochs[1] != epochs[2]
    again = Batches(TEN, 4, shuffle=True, seed=3)
    assert inputs_of(again, range(6, 9)) == inputs_of(batches, range(6, 9))
    assert inputs_of(batches, range(3)) == inputs_of(again, range(3))
    other = Batches(TEN, 4, shuffle=True, seed=4)
    assert inputs_of(other, range(3)) != inputs_of(again, range(3))


@pytest.mark.parametrize("size", [None, 10, 99])
def test_a_full_batch_is_one_batch(size: int | None) -> None:
    batches = Batches(TEN, size, shuffle=True)
    assert batches.count == 1
    assert batches.batch(7) is TEN


@pytest.mark.parametrize("name", GENERATORS)
def test_made_data_is_the_same_for_the_same_seed(name: str) -> None:
    one, again, other = (generate(name, 50, 0.1, seed) for seed in (1, 1, 2))
    assert one.inputs.tobytes() == again.inputs.tobytes()
    assert one.inputs.tobytes() != other.inputs.tobytes()
    assert one.samples == 50


def test_classes_lie_where_they_are_described() -> None:
    circle = generate("circle", 400, 0.0, 0)
    radius = np.hypot(*circle.inputs)
    inside = circle.targets[0] == 1.0
    assert radius[inside].max() <= 0.5
    assert 0.7 <= radius[~inside].min() <= radius.max() <= 1.0
    xor = generate("xor", 400, 0.0, 0)
    differ = xor.inputs[0] * xor.inputs[1] < 0.0
    np.testing.assert_array_equal(differ, xor.targets[0] == 1.0)
    assert inside.sum() == (xor.targets[0] == 1.0).sum() == 200


@pytest.mark.parametrize(("name", "spread"), [("line", 0.3), ("plane", 0.3), ("sine", 0.3)])
def test_noise_is_a_standard_deviation(name: str, spread: float) -> None:
    clean, noisy = (generate(name, 5000, noise, 0) for noise in (0.0, spread))
    np.testing.assert_array_equal(clean.inputs, noisy.inputs)
    assert (noisy.targets - clean.targets).std() == pytest.approx(spread, rel=0.05)


def test_a_line_is_the_line() -> None:
    line = generate("line", 20, 0.0, 0)
    np.testing.assert_array_equal(line.targets, 2.0 * line.inputs + 1.0)
