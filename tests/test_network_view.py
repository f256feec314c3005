"""The network view: its numbers against direct evaluation, and what each phase leaves blank."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
from rich.cells import cell_len
from textual.geometry import Size

from tui_descent.actions import run
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.objective import NetworkObjective
from tui_descent.lessons.loading import load_lesson
from tui_descent.presets import load
from tui_descent.readable import fitted
from tui_descent.session.session import Session
from tui_descent.ui.widgets.network import network_rows
from tui_descent.ui.widgets.network_rows import slope_bar
from tui_descent.views.network import NetworkView

PANEL = Size(36, 17)  # at 80×24
NUMBER = re.compile(r"[+−][\d.]+(?:e-?\d+)?")


def watched(name: str, passes: int = 0, phases: int = 0, samples: int = 0) -> Session:
    session = Session(load(name))
    session.cameras.watch({"network": (PANEL.width, PANEL.height)})
    session.step(passes)
    for _ in range(samples):
        session.sample += 1
    for _ in range(phases):
        session.next_phase()
    return session


def view_of(session: Session) -> NetworkView:
    view: NetworkView | None = session.frame().pictures["network"]
    assert view is not None
    return view


def drawn(session: Session, size: Size = PANEL) -> str:
    rows = network_rows(view_of(session), size)
    return "\n".join("".join(text for text, _ in row) for row in rows)


def numbers(text: str) -> list[float]:
    return [float(number.replace("−", "-")) for number in NUMBER.findall(text)]


def test_nothing_is_made_while_nobody_looks() -> None:
    session = Session(load("xor"))
    assert session.frame().pictures == {}
    session.cameras.watch({"loss": (36, 17)})
    assert session.frame().pictures == {"loss": None}


def test_the_smallest_network_shows_every_number_of_the_book() -> None:
    text = drawn(watched("baseline-network"))
    units, weights = [2.0, 3.0, 5.0, 1.0, 9.0], [1.0, 1.0, -1.0, 1.0, 2.0, -1.0]
    assert sorted(numbers(text)) == sorted(units + weights)
    for title, value in (("target", "13"), ("off by", "4"), ("loss", "16")):
        assert re.search(rf"{title}[^\n]*\n[^\n]* {value}\s*$", text, re.MULTILINE), title
    assert re.search(r"boxes: .*; wires: .*━━ \+ ━ ━ −", text)


@pytest.mark.parametrize("name", ["xor", "spiral", "digits", "iris-species", "mini-batches"])
def test_units_show_what_a_forward_and_backward_pass_of_the_sample_alone_gives(name: str) -> None:
    session = watched(name, passes=2, samples=1)
    view = view_of(session)
    preset = load(name)
    objective, theta = preset.objective, session.state.theta
    assert isinstance(objective, NetworkObjective)
    arrays = objective.arrays(theta)
    a = view.layers[0].values
    assert a is not None
    for number, units in enumerate(view.layers[1:], start=1):
        z = arrays[f"W{number}"] @ a + arrays.get(f"b{number}", np.zeros(1))
        out = np.empty((len(z), 1))
        objective.network.activations[number - 1].apply(z[:, None].copy(), out)
        a = units.values
        assert a is not None
        np.testing.assert_allclose(a, out[:, 0], rtol=1e-12, atol=1e-12)
    assert view.outcome is not None
    np.testing.assert_allclose(view.outcome.off_by, np.abs(out[:, 0] - view.outcome.target))


def test_on_the_way_back_the_sums_of_delta_times_a_are_the_shown_gradients() -> None:
    """Over all samples of the batch, for xor: 4 of them."""
    total = np.zeros((4, 2))
    for sample in range(4):
        forward = view_of(watched("xor", samples=sample))
        back = view_of(watched("xor", phases=5, samples=sample))
        delta, a = back.layers[1].values, forward.layers[0].values
        assert delta is not None
        assert a is not None
        total += np.outer(delta, a)
    gradients = back.links[0].weights
    assert gradients is not None
    np.testing.assert_allclose(total, gradients)
    assert back.backward


def test_phase_by_phase_what_is_known_appears_and_what_is_new_is_marked() -> None:
    """forward 1, forward 2, loss, backward 2, backward 1, update, for a network of two layers."""
    session = watched("baseline-network")
    units, weights, outcomes, fresh = [], [], [], []
    for _ in range(6):
        session.next_phase()
        view = view_of(session)
        units.append([layer.values is not None for layer in view.layers[1:]])
        weights.append([links.weights is not None for links in view.links])
        outcomes.append(view.outcome is not None)
        fresh.append(
            [layer.fresh for layer in view.layers[1:]] + [links.fresh for links in view.links]
        )
    both, neither, second = [True, True], [False, False], [False, True]
    assert units == [[True, False], both, both, second, both, neither]
    assert weights == [both, both, both, second, both, both]
    assert outcomes == [False, False, True, True, True, False]
    assert fresh == [
        [True, False, False, False],
        [False, True, False, False],
        [False, False, False, False],
        [False, True, False, True],
        [True, False, True, False],
        [False, False, True, True],
    ]


def test_the_drawing_is_blank_where_nothing_is_known_and_marks_what_is_new() -> None:
    forward = drawn(watched("baseline-network", phases=1))
    assert "9.00" not in forward
    assert "target" not in forward
    assert forward.count("•") == 2  # h1 and h2
    assert "┏" in forward
    loss = drawn(watched("baseline-network", phases=3))
    assert "•off by" in loss
    back = drawn(watched("baseline-network", phases=4))
    assert sorted(numbers(back)) == sorted([2.0, 3.0, -8.0, -40.0, -8.0])
    assert "δ boxed, ∂L/∂w" in back
    update = drawn(watched("baseline-network", phases=6))
    assert sorted(numbers(update)) == sorted([2.0, 3.0, 1.06, 1.10, -1.03, 0.95, 2.08, -0.98])


def test_the_update_shows_the_new_weights_and_the_gradients_are_those_it_was_made_from() -> None:
    session = watched("xor", phases=5)
    gradients = view_of(session).links[0].weights
    before = session.state
    assert gradients is not None
    session.next_phase()
    after = view_of(session).links[0].weights
    old = load("xor").objective.arrays(before.theta)["W1"]
    assert after is not None
    np.testing.assert_allclose(after, old - before.learning_rate * gradients)


def test_dead_units_are_named_and_crossed_out() -> None:
    text = drawn(watched("dead-relu", passes=5))
    assert "× dead: h1, h2, h3, h4" in text
    assert text.count("×") == 5
    alive = drawn(watched("dead-relu"))
    assert "dead" not in alive


def test_the_chain_of_sigmoids_says_how_little_slope_reaches_its_first_layer() -> None:
    text = drawn(watched("vanishing"))
    assert "first/last layer's slope 0.00074" in text
    session = watched("vanishing")
    sizes = [links.slope for links in view_of(session).links]
    for size, gradient in zip(sizes, session.state.gradient, strict=True):
        assert size == pytest.approx(abs(gradient))
        assert f"{size:.2g}" in text
    assert not re.search("first/last", drawn(watched("vanishing", phases=7)))


@pytest.mark.parametrize("size", [Size(48, 9), PANEL, Size(120, 40)])
def test_a_deep_chain_says_how_its_outer_slopes_compare_where_none_fades(size: Size) -> None:
    """With relu and all weights 1 each slope is 2 · error · 1."""
    session = watched("vanishing")
    run(session, "activation relu all")
    assert "first/last layer's slope 1" in drawn(session, size)
    assert "first/last" not in drawn(watched("xor"), size)


def test_a_saturated_unit_is_marked_with_the_word() -> None:
    session = watched("xor", samples=1)
    for _ in range(3):  # w, w and b of h1
        session.set_parameter(9.0)
        session.select(1)
    text = drawn(session)
    assert "≈ saturated: h1" in text
    assert re.search("h1[─━]*≈", text)


@pytest.mark.parametrize("name", ["xor", "spiral", "digits"])
def test_the_mark_is_on_the_selected_weight(name: str) -> None:
    session = watched(name)
    session.selected = 7
    rows = network_rows(view_of(session), PANEL)
    marked = [text for row in rows for text, style in row if "cursor" in style.split()]
    assert len(marked) == 1
    if name == "xor":
        value = float(session.state.theta[7])
        assert marked == [fitted(value, 6)]


def weights_of_h1(session: Session) -> FloatArray:
    weights: FloatArray = session.objective.arrays(session.state.theta)["W1"][0]
    return weights.reshape(8, 8)


def test_where_there_are_few_colours_glyphs_are_the_pixels_two_cells_each() -> None:
    session = watched("digits")
    weights = weights_of_h1(session)
    rows = network_rows(view_of(session), PANEL, flat=True)
    lines = ["".join(text for text, _ in row) for row in rows]
    assert "w to h1" in lines[0]
    for y in range(8):
        pixels = lines[1 + y][17:33]
        for x in range(8):
            glyph = pixels[2 * x]
            assert glyph in ("·+╋▓█" if weights[y, x] > 0.0 else "·-=≡"), (x, y)


def test_two_pixels_of_the_weights_make_a_cell_the_upper_one_first() -> None:
    session = watched("digits", passes=1)
    session.selected = 2409
    weights = session.objective.arrays(session.state.theta)["W1"]
    scale = np.abs(weights).max()
    rows = network_rows(view_of(session), PANEL)
    assert "".join(text for text, _ in rows[0]).split() == ["sample", "h1", "h2", "h3"]
    for y in range(4):
        cells = [style for text, style in rows[1 + y] for _ in text][9:17]
        for x, style in enumerate(cells):
            for half, shown in enumerate(style.split()[1:]):
                pixel = float(weights[0].reshape(8, 8)[2 * y + half, x])
                sign = "plus" if pixel >= 0.0 else "minus"
                assert shown == f"{sign}{round(4 * abs(pixel) / scale)}"


def test_all_hidden_units_of_digits_are_seen_in_a_large_window() -> None:
    rows = network_rows(view_of(watched("digits")), Size(104, 53))
    titles = {word for row in rows for text, _ in row for word in text.split()}
    assert {f"h{unit}" for unit in range(1, 33)} <= titles
    assert "W2" in titles


def test_pictures_with_an_odd_number_of_rows_end_with_half_a_cell(tmp_path: Path) -> None:
    name = tmp_path / "seven.toml"
    numbers = list(range(1, 50))
    name.write_text(
        f"""
        format = 1
        title = "seven by seven"
        [data]
        inputs = [{numbers}]
        targets = [[1]]
        [network]
        layers = [49, 4, 1]
        activations = ["tanh", "identity"]
        seed = 1
        [training]
        loss = "mse"
        learning_rate = 0.001
        """
    )
    rows = network_rows(view_of(watched(str(name))), Size(60, 17))
    sample = [[style for text, style in row for _ in text][:7] for row in rows[1:5]]
    assert sample[0][0].split() == ["pixels", "plus0", "plus1"]
    assert sample[3] == ["pixels plus4 plain"] * 7


@pytest.mark.parametrize("phases", [0, 6])
def test_few_weights_have_their_names_on_the_wires(phases: int) -> None:
    session = watched("baseline-network", phases=phases)
    text = drawn(session, Size(48, 17))
    theta = session.state.theta
    shown = re.findall(r"(w\d)[ •]([+−][\d.]+)", text)
    assert {name: float(value.replace("−", "-")) for name, value in shown} == {
        f"w{number}": pytest.approx(value) for number, value in enumerate(theta, start=1)
    }
    assert "w1" not in drawn(watched("xor"), Size(120, 40))


def test_several_outputs_have_their_targets_and_errors_beside_them() -> None:
    session = watched("iris-species", passes=3)
    outcome = view_of(session).outcome
    assert outcome is not None
    text = drawn(session, Size(74, 30))
    assert re.search("target +off by", text)
    for name, off_by in zip(("setosa", "versicolor", "virginica"), outcome.off_by, strict=True):
        line = next(line for line in text.split("\n") if name in line)
        assert float(line.split()[-1]) == pytest.approx(off_by, rel=1e-3)
        assert ("●" in line) == (name == "setosa")


def test_the_bars_of_the_slopes_go_by_their_powers_of_ten() -> None:
    session = watched("vanishing")
    view = view_of(session)
    slopes = [links.slope or 0.0 for links in view.links]
    bars = [slope_bar(view, number, 8) for number in range(1, len(slopes) + 1)]
    lengths = [8 * bar.count("█") + " ▏▎▍▌▋▊▉".find(bar.strip("█") or " ") for bar in bars]
    assert lengths[-1] == 64
    decade = 64 / (math.ceil(math.log10(slopes[-1] / slopes[0])) + 1)
    for slope, length in zip(slopes, lengths, strict=True):
        assert length == pytest.approx(64 + decade * math.log10(slope / slopes[-1]), abs=0.51)


def test_each_row_in_shades_says_what_its_darkest_shade_stands_for() -> None:
    session = load_lesson("weight-scale").session()  # weights drawn small: each layer gives less
    session.cameras.watch({"network": (PANEL.width, PANEL.height)})
    rows = drawn(session, Size(48, 11)).splitlines()
    view, objective = view_of(session), session.objective
    assert isinstance(objective, NetworkObjective)
    outputs = objective.activations(session.state.theta)
    for layer in range(1, 7):
        (row,) = (row for row in rows if row.startswith(f" h{layer} "))
        assert f"  █ {np.abs(outputs[layer][:, view.sample]).max():.2g} " in row


@pytest.mark.parametrize(
    "name",
    ["baseline-network", "xor", "vanishing", "dead-relu", "iris-species", "spiral", "digits"],
)
@pytest.mark.parametrize("phases", [0, 1, 4, 5, 6])
def test_no_size_breaks_it(name: str, phases: int) -> None:
    view = view_of(watched(name, phases=phases))
    for width in (1, 5, 18, 20, 28, 36, 37, 58, 98):
        for height in (1, 2, 3, 4, 5, 8, 11, 17, 40):
            rows = network_rows(view, Size(width, height))
            assert len(rows) <= height
            if width >= 36:
                widths = [cell_len("".join(text for text, _ in row).rstrip()) for row in rows]
                assert max(widths) <= width, (width, height)


def test_a_diverged_network_is_still_drawn() -> None:
    session = watched("xor")
    session.set_learning_rate(1e9)
    session.step(60)
    assert session.ended
    assert re.search("inf|nan|e[+]?\\d", drawn(session))


@pytest.mark.parametrize("name", ["xor", "mini-batches", "baseline-network"])
def test_the_arithmetic_is_the_same_whether_the_network_is_looked_at_or_not(name: str) -> None:
    seen, unseen = watched(name, passes=3), Session(load(name))
    unseen.step(3)
    for _ in range(seen.parameter_count):
        one, other = seen.frame().working, unseen.frame().working
        np.testing.assert_array_equal(np.array(one.signals), np.array(other.signals))
        np.testing.assert_array_equal(np.array(one.inputs), np.array(other.inputs))
        seen.select(1)
        unseen.select(1)


def test_where_no_slope_is_left_there_is_no_ratio_of_slopes() -> None:
    session = watched("baseline-network")
    session.select(session.parameter_count - 2 - session.frame().selected)
    session.set_parameter(2.8)  # 2.8 · 5 − 1 = 13, the target
    assert session.loss == pytest.approx(0.0, abs=1e-20)
    assert "nan" not in drawn(session)
