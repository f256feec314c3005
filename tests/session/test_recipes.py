"""A learning rate by a rule, and hands on it; a recipe that is saved and begun again."""

import shlex
from pathlib import Path

import numpy as np
import pytest

from tui_descent import cli
from tui_descent.actions import CommandError, run
from tui_descent.analysis.sweep import sweep
from tui_descent.engine.optimizers import Momentum
from tui_descent.presets import load
from tui_descent.presets.loading import load_file
from tui_descent.presets.preset import NetworkProblem
from tui_descent.presets.recipe import command, preset_file
from tui_descent.presets.variation import Options, vary
from tui_descent.saved.file import write_session
from tui_descent.saved.reading import read_session
from tui_descent.session.another import restart_varied, start_of
from tui_descent.session.previews import frame_of
from tui_descent.session.session import Session
from tui_descent.session.until import Until

SCHEDULE = "cosine passes=20 to=0.01 warmup=3"


def scheduled(name: str = "circle", **more: float) -> Session:
    return Session(vary(load(name), schedule=SCHEDULE, **more))  # type: ignore[arg-type]


def rates(session: Session, passes: int) -> list[float]:
    found = []
    for _ in range(passes):
        found.append(session.state.learning_rate)
        session.step()
    return found


def planned(session: Session, passes: int) -> list[float]:
    plan = session.walk.descent.plan
    assert plan is not None
    return [plan.rate(k) for k in range(passes)]


def test_each_pass_has_the_rate_of_the_schedule() -> None:
    session = scheduled()
    assert rates(session, 30) == planned(session, 30)
    assert session.frame().schedule == "cosine"


def test_a_hand_overrides_it_from_there_on_and_says_so() -> None:
    session = scheduled()
    session.step(5)
    said = run(session, "rate 0.2")
    assert said == "the learning rate is 0.2 from here on, and no longer by the cosine schedule"
    assert rates(session, 10) == [0.2] * 10
    assert session.frame().schedule == "cosine off"
    session.go_to(4)
    assert session.frame().schedule == "cosine"
    assert run(session, "rate 0.3").startswith("the learning rate is 0.3 from here on")


def test_going_back_and_on_again_repeats_the_same_rates() -> None:
    session = scheduled()
    first = rates(session, 12)
    session.go_to(0)
    assert rates(session, 12) == first


def test_a_reset_begins_the_schedule_again_unless_a_hand_has_ended_it() -> None:
    session = scheduled()
    session.step(8)
    session.reset()
    assert session.state.learning_rate == planned(session, 1)[0]
    session.step(8)
    session.set_learning_rate(0.2)
    session.reset()
    assert rates(session, 3) == [0.2] * 3


def test_a_schedule_that_is_set_starts_from_the_rate_that_is_in_use() -> None:
    session = Session(load("circle"))
    session.set_learning_rate(0.7)
    restart_varied(session, schedule="exponential gamma=0.5")
    assert rates(session, 3) == [0.7, 0.35, 0.175]
    restart_varied(session, schedule="off")
    assert rates(session, 2) == [0.7, 0.7]


def test_a_sweep_is_one_over_the_rate_that_the_schedule_takes() -> None:
    peaks = np.array([0.1, 0.5, 2.0])
    start = scheduled()
    found = sweep(start.walk.descent, start.state, peaks, 15)
    for peak, outcome in zip(peaks, found, strict=True):
        alone = scheduled(learning_rate=float(peak))
        alone.step(15)
        assert outcome.learning_rate == peak
        assert outcome.loss == pytest.approx(alone.loss, rel=1e-12)


def test_the_gauge_knows_the_rate_of_the_pass(tmp_path: Path) -> None:
    session = scheduled()
    for _ in range(6):
        gauge = session.gauge
        assert gauge is not None
        session.step()
        assert session.loss == pytest.approx(gauge.predicted, rel=1e-12)


def test_a_saved_recipe_goes_on_as_if_it_had_never_been_left(tmp_path: Path) -> None:
    recipe = vary(
        load("circle"), schedule=SCHEDULE, l2=0.02, l1=0.001, clip_norm=0.1,
        features=("x1", "x2", "x1*x2"),
    )  # fmt: skip
    session = Session(recipe, optimizer=Momentum(0.8, 0.3))
    session.step(7)
    path = tmp_path / "saved.npz"
    with path.open("wb") as file:
        write_session(file, session, None)
    again = read_session(path)
    for _ in range(5):
        session.step()
        again.step()
        np.testing.assert_array_equal(again.state.theta, session.state.theta)
        assert again.state.learning_rate == session.state.learning_rate
    again.go_to(2)
    session.go_to(2)
    np.testing.assert_array_equal(again.state.theta, session.state.theta)


def test_weights_that_still_fit_stay() -> None:
    session = Session(load("circle"))
    before = session.objective.arrays(session.walk.start)
    restart_varied(session, hidden=(6,))
    after = session.objective.arrays(session.walk.start)
    np.testing.assert_array_equal(after["W1"][:4], before["W1"])
    np.testing.assert_array_equal(after["W2"][:, :4], before["W2"])
    assert len(np.unique(after["W1"])) == 12
    restart_varied(session, hidden=(6, 3))
    np.testing.assert_array_equal(session.objective.arrays(session.walk.start)["W1"], after["W1"])
    restart_varied(session, hidden=(6,))
    restart_varied(session, samples=50)
    assert session.state.passes == 0


def assert_same_start(one: Session, other: Session) -> None:
    np.testing.assert_array_equal(one.walk.history.state(0).theta, other.state.theta)
    assert one.walk.history.state(0).learning_rate == other.state.learning_rate
    one.go_to(0)
    one.step(4)
    other.step(4)
    assert one.loss == other.loss


def varied(kind: str) -> Session:
    """A session that was changed in some way."""
    names = {"surface": "ravine", "csv": "iris-species", "feature": "sine", "formula": "bowl"}
    name = names.get(kind, "circle")
    session = Session(load(name))
    if kind == "seed":
        session.new_weights()
    elif kind == "hidden":
        restart_varied(session, hidden=(8, 8))
        session.new_weights()
    elif kind == "carried":
        restart_varied(session, hidden=(5,))
    elif kind == "recipe":
        restart_varied(session, data="spiral")
        restart_varied(session, samples=40, schedule=SCHEDULE, l2=0.1, clip_norm=0.5)
        session.set_optimizer(Momentum(0.7, 0.2))
        session.reset()
    elif kind == "surface":
        session.set_parameter(2.75)
        restart_varied(session, l1=0.1)
    elif kind == "formula":
        restart_varied(session, formula="x**2/10 + sin(3*x)", l2=0.01)
        session.set_parameter(-1.25)
        session.reset()
    elif kind == "csv":
        restart_varied(session, hidden=(4,), held_out=30)
    elif kind == "feature":
        restart_varied(session, features=("x1", "x1^3", "sin(x1)"), standardize=True)
    session.set_learning_rate(session.state.learning_rate)
    return session


KINDS = ["plain", "seed", "hidden", "carried", "recipe", "surface", "csv", "feature", "formula"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_file_that_is_written_leads_to_the_same_start(kind: str, tmp_path: Path) -> None:
    session = varied(kind)
    path = tmp_path / "again.toml"
    path.write_text(preset_file(session.walk.beginning(session.seed)), "utf-8")
    assert_same_start(session, Session(load_file(path)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_that_is_told_leads_to_the_same_start(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = varied(kind)
    line = command(session.walk.beginning(session.seed))
    assert line is not None
    opened: list[Session] = []
    monkeypatch.setattr(cli, "is_plain", lambda plain: False)

    def open_screen(session: Session, *_: object) -> int:
        opened.append(session)
        return 0

    monkeypatch.setattr(cli, "open_screen", open_screen)
    assert cli.run_command(shlex.split(line)[1:]) == 0
    assert_same_start(session, opened[0])


def test_points_are_put_in_words() -> None:
    session = Session(load("circle"))
    assert run(session, "point alone 0.5 0.5 1").startswith("1 point, from pass 0 on")
    assert run(session, "point -0.5 0.25 0").startswith("2 points, from pass 0 on")
    problem = session.preset.problem
    assert isinstance(problem, NetworkProblem)
    np.testing.assert_array_equal(problem.data.given, [[0.5, -0.5], [0.5, 0.25]])
    np.testing.assert_array_equal(problem.data.targets, [[1.0, 0.0]])
    with pytest.raises(CommandError, match="choose one of: 0, 1"):
        run(session, "point 0 0 2")
    with pytest.raises(CommandError, match="points are set by hand where"):
        run(Session(load("diabetes")), "point 0 0")


def test_a_hand_on_the_rate_of_a_schedule_is_undone() -> None:
    session = scheduled()
    session.step(4)
    session.set_learning_rate(0.2)
    session.step(3)
    assert run(session, "undo") == "undone: learning rate 0.2; back: the schedule"
    assert session.walk.follows_plan
    assert session.state.passes == 4


@pytest.mark.parametrize("name", ["circle", "spiral"])
def test_what_is_previewed_of_a_set_up_is_what_comes(name: str) -> None:
    session = Session(load(name))
    session.step(3)
    changes: Options = {"hidden": (5, 3)}
    preset = vary(session.preset, **changes)
    start = start_of(session.preset, session.walk.start, preset, session.seed, False)
    shown = frame_of(session, preset, start)
    restart_varied(session, **changes)
    taken = session.frame()
    assert shown.loss == taken.loss
    np.testing.assert_array_equal(shown.values, taken.values)


def test_it_goes_on_no_longer_than_the_preset_says() -> None:
    low = Session(vary(load("circle"), keys=(("stop.until_loss", "0.6"),)))
    assert run(low, "until converged").startswith("the loss, 0.59")
    assert low.loss <= 0.6 < low.walk.history.loss(low.state.passes - 1)
    lower = Session(vary(load("circle"), keys=(("stop.until_loss", "0.6"),)))
    run(lower, "until 0.5")
    assert lower.loss <= 0.5


def test_why_it_ended_or_did_not() -> None:
    still = Session(load("xor"))
    still.set_learning_rate(0.0)
    assert run(still, "until converged") == "nothing moves: the learning rate is 0"
    assert still.state.passes == 1
    over = Session(vary(load("circle"), schedule="cosine passes=4"))
    ended = "the schedule (cosine) has brought the learning rate to 0"
    assert run(over, "until converged") == f"nothing moves: {ended}"
    assert over.state.passes == 5
    assert over.advice.quick.evidence == f"{ended}, so nothing moves"
    over.set_learning_rate(0.0)
    over.set_learning_rate(0.5)
    over.step()
    assert "schedule" not in over.advice.quick.evidence
    alike = Session(load("zero-weights"))
    said = run(alike, "until converged")
    assert said.startswith("nothing moves any more, but that need not be a minimum")
    far = Until(Session(load("circle")))
    far.step(30)
    assert far.said.startswith("30 passes made, and it has not converged: the gradient is ")


def test_a_saved_formula_goes_on(tmp_path: Path) -> None:
    session = varied("formula")
    session.step(5)
    path = tmp_path / "saved.npz"
    with path.open("wb") as file:
        write_session(file, session, None)
    again = read_session(path)
    session.step(3)
    again.step(3)
    np.testing.assert_array_equal(again.state.theta, session.state.theta)
    assert again.cameras.sights == session.cameras.sights


def test_it_goes_on_where_a_hand_has_changed_what_stood_still() -> None:
    session = Session(vary(load("circle"), schedule="cosine passes=4"))
    assert run(session, "until converged").startswith("nothing moves: the schedule")
    run(session, "rate 0.3")
    before = session.state.passes
    Until(session).step(20)
    assert session.state.passes == before + 20


def test_a_run_between_two_places_ends_with_what_would_help() -> None:
    session = Session(vary(load("bowl"), formula="x**4 - 3*x**3 + 2"))
    said = run(session, "until converged")
    assert said == "it swings between the same two places: lower the learning rate"
    assert session.state.passes < 1000
    run(session, "rate 0.02")
    assert run(session, "until converged").startswith("it has converged")


def test_where_a_formula_has_no_value_that_is_said() -> None:
    session = Session(vary(load("bowl"), formula="sqrt(x)"), learning_rate=9.0)
    session.step(3)
    assert session.advice.quick.word == "diverged"
    assert session.advice.quick.evidence.startswith("at −")
    assert session.advice.quick.evidence.endswith("the formula has no value")
    assert session.heading.name == "sqrt(x)"


@pytest.mark.parametrize("name", ["circle", "xor", "ravine", "one-weight", "sine", "rosenbrock"])
def test_no_rate_above_the_limit_is_advised(name: str) -> None:
    session = Session(load(name), learning_rate=1e-4 * load(name).learning_rate)
    session.step(20)
    verdict, limit = session.advice.verdict(), session.advice.limit
    assert limit is not None
    assert verdict.cure is not None
    rate = verdict.cure.learning_rate
    assert rate is None or verdict.cure.optimizer is not None or rate <= limit.rate
