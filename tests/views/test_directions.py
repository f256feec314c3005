"""The pictures of directions and sharpness: when they are worked out, and what is read off them."""

import math

import numpy as np
import pytest

from tests.plain.talk import talk
from tui_descent.analysis.hessian import hessian
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.optimizers import OPTIMIZERS, Momentum
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.views.directions import Spectrum, made_of, passes_in_words, summary
from tui_descent.views.sharpness import Sharpness

SIZE = (46, 17)


def watching(name: str, view: str, rate: float | None = None) -> Session:
    session = Session(load(name), learning_rate=rate)
    session.cameras.watch({view: SIZE})
    return session


def spectrum(session: Session) -> Spectrum:
    found: Spectrum | None = session.frame().pictures["directions"]
    assert found is not None
    return found


def sharpness(session: Session) -> Sharpness:
    found: Sharpness | None = session.frame().pictures["sharpness"]
    assert found is not None
    return found


def work(session: Session) -> None:
    """Do what another thread would."""
    (job,) = session.cameras.due
    assert session.cameras.take(job, job.run())


def test_the_reason_why_it_is_slow_can_be_read() -> None:
    session = watching("unscaled", "directions")
    session.step(3)
    assert summary(spectrum(session)) == [
        "condition number 100: no single learning rate halves all distances in fewer than "
        "35 passes",
        "with momentum 0.672 at lr 0.0331: 3.5 passes, in the long run",
        "100% of the loss that can still go lies in slow directions",
    ]
    scaled = watching("scaled", "directions")
    assert summary(spectrum(scaled)) == [
        "it curves the same in all directions: one learning rate, 0.5, suits all"
    ]


def test_only_what_holds_is_promised() -> None:
    """Batches, scales that change and ground that is no parabola have no best rate for good."""
    batches = summary(spectrum(watching("mini-batches", "directions")))
    assert batches[0] == "for all samples together; on a single batch it may still climb"
    network = summary(spectrum(watching("xor", "directions")))
    assert network[-1] == "true as long as the ground curves as it does here"
    adam = summary(spectrum(watching("adam", "directions")))
    assert adam[-1] == "true while the scale of adam stays as it is now"
    for lines in (batches, network, adam):
        assert not any("fewer than" in line or "momentum" in line for line in lines)
        assert any(line.startswith("condition number ") for line in lines)
    assert summary(spectrum(watching("double-well", "directions")))[0] == (
        "in no direction does it curve up here, so nothing sets a limit"
    )


def test_the_momentum_that_is_named_does_what_is_said() -> None:
    """On the ravine the distance of both directions is halved in 1.5 passes, over many."""
    session = watching("ravine", "directions")
    told = next(line for line in summary(spectrum(session)) if "momentum" in line)
    assert told == "with momentum 0.403 at lr 0.668: 1.5 passes, in the long run"
    kept, rate, passes = spectrum(session).directions.best_momentum() or (0.0, 0.0, 0.0)
    other = Session(session.preset, learning_rate=rate, optimizer=Momentum(kept))
    distances = []
    for _ in range(61):
        distances.append(np.abs(other.state.theta))
        other.step()
    halvings = np.log2(distances[20] / distances[60])  # bottom at (0, 0); 40 passes
    assert 40.0 / halvings == pytest.approx(passes, rel=0.1)


def test_the_slowest_takes_as_many_passes_as_it_says() -> None:
    """35 passes at lr 0.0198 and half of the distance is gone; a pass less, and it is not."""
    session = watching("unscaled", "directions", rate=0.0198)
    found = spectrum(session).directions
    start = session.state.theta
    gradient = session.state.gradient
    bottom = start - np.linalg.solve(hessian(session.objective, start).whole(), gradient)
    flattest = found.vectors[:, -1]
    first = abs(float(flattest @ (start - bottom)))
    session.step(34)
    assert abs(float(flattest @ (session.state.theta - bottom))) > 0.5 * first
    session.step(1)
    assert abs(float(flattest @ (session.state.theta - bottom))) < 0.5 * first


def test_a_large_network_is_worked_out_elsewhere_and_the_last_one_stays_until_then() -> None:
    session = watching("digits", "directions")
    assert session.frame().pictures["directions"] is None
    work(session)
    assert spectrum(session).passes == 0
    assert spectrum(session).directions.missing == 2410 - len(spectrum(session).directions.bends)
    assert not session.cameras.due
    session.step()
    assert spectrum(session).passes == 0
    work(session)
    assert spectrum(session).passes == 1
    rate = session.state.learning_rate
    before = spectrum(session).directions.factors[0]
    session.set_learning_rate(0.5 * rate)
    after = spectrum(session).directions.factors[0]  # at once: the ground is the same
    assert 1.0 - after == pytest.approx(0.5 * (1.0 - before), rel=1e-12)
    assert not session.cameras.due
    session.set_optimizer(OPTIMIZERS["adam"]())
    assert session.frame().pictures["directions"] is None  # measured in another scale


def test_after_divergence_the_last_directions_stay() -> None:
    session = watching("ravine", "directions", rate=1e150)
    session.step(5)
    assert session.ended
    found = spectrum(session)
    assert found.broke is not None
    assert found.passes == found.broke - 1
    assert found.directions.bends.tolist() == pytest.approx([4.0, 0.2])


@pytest.mark.parametrize("view", ["directions", "sharpness"])
def test_in_the_middle_of_a_pass_nothing_is_said(view: str) -> None:
    session = watching("xor", view)
    session.next_phase()
    assert session.frame().pictures[view] is None


def test_the_sharpness_is_the_largest_eigenvalue_after_each_pass() -> None:
    session = watching("xor", "sharpness")
    session.step(20)
    shown = sharpness(session)
    states = session.walk.history.kept(20)
    steepest = [
        np.linalg.eigvalsh(hessian(session.objective, state.theta).whole())[-1] for state in states
    ]
    lengths = [np.linalg.norm(state.gradient) for state in states]
    assert (shown.sharpness.stride, len(states)) == (1, 21)
    np.testing.assert_allclose(shown.sharpness.first, steepest, rtol=1e-12)
    np.testing.assert_allclose(shown.slope.first, lengths, rtol=1e-12)
    np.testing.assert_allclose(shown.edge.first, 2.0 / 0.3, rtol=1e-12)
    assert shown.here == pytest.approx((steepest[-1], 2.0 / 0.3, lengths[-1]), rel=1e-12)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_edge_is_the_curvature_whose_limit_the_rate_is(name: str) -> None:
    session = watching("xor", "sharpness", rate=0.05)
    session.set_optimizer(OPTIMIZERS[name]())
    _, edge, _ = sharpness(session).here
    assert session.state.optimizer.stability_limit(edge) == pytest.approx(0.05, rel=1e-9)


def test_a_rate_of_0_has_no_edge() -> None:
    session = watching("xor", "sharpness", rate=0.0)
    assert math.isnan(sharpness(session).here[1])


def test_what_was_measured_is_not_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    session = watching("xor", "sharpness")
    session.step(5)
    sharpness(session)
    from tui_descent.views import sharpness as module

    measured: list[int] = []
    once = module._measured

    def noted(descent: Descent, state: State) -> tuple[float, float]:
        measured.append(state.passes)
        return once(descent, state)

    monkeypatch.setattr(module, "_measured", noted)
    session.step()
    sharpness(session)
    session.back(3)
    sharpness(session)
    assert measured == [6]


def test_a_large_networks_curve_comes_later() -> None:
    session = watching("digits", "sharpness")
    session.step(2)
    assert math.isnan(sharpness(session).here[0])
    work(session)
    assert np.isfinite(sharpness(session).sharpness.first).all()
    assert not session.cameras.due


@pytest.mark.parametrize(
    ("passes", "words", "short"),
    [
        (math.inf, "for ever", "never"),
        (0.3, "less than 1 pass", "< 1"),
        (1.0, "1 pass", "1"),
        (34.6, "35 passes", "35"),
        (1437.0, "1440 passes", "1440"),
    ],
)
def test_passes_in_words(passes: float, words: str, short: str) -> None:
    assert passes_in_words(passes) == words
    assert passes_in_words(passes, short=True) == short


def test_a_direction_is_named_by_its_parameters_as_far_as_there_is_room() -> None:
    session = watching("xor", "directions")
    found = spectrum(session).directions
    whole = made_of(found, 0, session.short, 60)
    for room in range(6, 61):
        text = made_of(found, 0, session.short, room)
        assert len(text) <= room
        assert whole.startswith(text.removesuffix(" …")) or text[0] != "0"
    at, part = found.parts(0, 1)[0]
    assert whole.startswith(f"{abs(part):.2f} {session.short[at]}")


def test_it_is_told_in_words() -> None:
    lines = talk("directions\nstep 2\nsharpness", "ravine").lines
    first = lines.index(
        "direction 1 w2: curvature 4; zigzags, to the other side, 0.6 times as far out"
    )
    assert lines[first + 1] == (
        "direction 2 w1: curvature 0.2; settles, half the distance takes 8.3 passes"
    )
    assert "pass 2  sharpness 4  edge 5  slope 3.0018" in lines
    said = talk("directions\ndirections all\ndirections 3\nphase\nsharpness", "xor")
    assert "and 7 more between; directions all shows every one" in said.lines
    assert sum(line.startswith("direction ") for line in said.lines) == 10 + 17
    assert "write: directions, or directions all" in said.errors[0]
    assert "not known yet" in said.errors[1]


def test_a_large_network_is_told_to_the_end() -> None:
    said = talk("directions", "digits").lines
    last = next(line for line in reversed(said) if line.startswith("direction "))
    assert last.startswith("direction 2410 ")
