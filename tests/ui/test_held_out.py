"""The loss on held-out points stands below the curve, always in the same place."""

import csv
import json
from pathlib import Path

import pytest
from msgspec.structs import replace
from textual.geometry import Size

from tests.program import run
from tui_descent.lessons.loading import load_lesson
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.widgets.loss import LossPlot


async def test_it_is_shown_and_follows_each_pass() -> None:
    session = load_lesson("memorising").session()
    async with DescentApp(session).run_test(size=(80, 24)) as pilot:
        plot = pilot.app.screen.query_one(LossPlot)
        shown = []
        for _ in range(4):
            await pilot.press("greater_than_sign")
            await pilot.pause()
            shown.append(plot.note)
            assert shown[-1].startswith(f"held out {session.walk.validation_loss:<10.4g} · ")
        assert len({len(one) for one in shown}) == 1
        assert len(set(shown)) == 4


async def test_without_such_points_nothing_is_there() -> None:
    async with DescentApp(Session(load("xor"))).run_test(size=(80, 24)) as pilot:
        assert "held out" not in pilot.app.screen.query_one(LossPlot).note


def test_its_curve_has_a_point_for_each_pass_at_hand_also_after_many() -> None:
    session = load_lesson("memorising").session()
    problem = session.preset.problem
    objective = problem.held_out_objective()
    assert objective is not None
    for passes in (0, 1, 40, 3000):
        session.step(passes)
        curve = session.frame().held_out
        assert curve is not None
        assert 1 <= len(curve.first) <= 128
        at = [curve.stride * point for point in range(len(curve.first))]
        assert at[-1] == curve.newest <= session.state.passes
        chosen = {0, len(at) // 2, len(at) - 1}
        for place in chosen:
            theta = session.walk.history.state(at[place]).theta
            assert curve.first[place] == objective.value(theta)
    session.set_parameter(0.25)
    assert session.frame().validation == objective.value(session.state.theta)


def test_it_is_drawn_beside_the_loss_where_it_lies() -> None:
    session = load_lesson("memorising").session()
    session.step(60)
    frame = session.frame()
    assert frame.held_out is not None
    size = Size(60, 20)
    with_it, without = (
        [[style for text, style in row for _ in text] for row in LossPlot().draw(one, size)]
        for one in (frame, replace(frame, held_out=None))
    )
    assert any("slope" in row for row in with_it)
    assert not any("slope" in row for row in without)
    rows = ["".join(text for text, _ in row) for row in LossPlot().draw(frame, size)]
    top = next(y for y, row in enumerate(rows) if "●" in row)
    highest = next(y for y, styles in enumerate(with_it) if "slope" in styles)
    assert (highest < top) == (frame.held_out.highest.max() > frame.loss)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_records_have_it_where_points_are_held_out(
    env: dict[str, str], tmp_path: Path, form: str
) -> None:
    preset = tmp_path / "line.toml"
    preset.write_text(
        """
format = 1
title = "A line"
[data]
inputs = [0, 1, 2]
targets = [1, 3, 5]
validation_inputs = [5]
validation_targets = [10]
[network]
layers = [1, 1]
activations = ["identity"]
weights = [[[0.5]]]
bias_values = [[0.25]]
[training]
loss = "mse"
learning_rate = 0.1
"""
    )
    out = run(env, "run", str(preset), "--passes", "3", "--format", form).stdout
    if form == "csv":
        found = list(csv.DictReader(out.splitlines()))
        pairs = [(one["W1[x1→o1]"], one["b1[o1]"], one["validation_loss"]) for one in found]
    else:
        told = [json.loads(line) for line in out.splitlines()]
        pairs = [
            (one["parameters"]["W1"][0][0], one["parameters"]["b1"][0], one["validation_loss"])
            for one in told
        ]
    assert len(pairs) == 4
    for w, b, loss in pairs:
        assert float(loss) == pytest.approx((float(w) * 5 + float(b) - 10) ** 2)
    plain = run(env, "run", "xor", "--passes", "0").stdout
    assert "validation_loss" not in plain
