"""In a race each run is the single run, bit for bit, whatever the others and the learner do."""

import io
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tui_descent.actions import CommandError, run
from tui_descent.engine.descent import State
from tui_descent.engine.optimizers import OPTIMIZERS, Adam, GradientDescent, Momentum, Optimizer
from tui_descent.presets import Preset, load
from tui_descent.presets.variation import vary
from tui_descent.saved.file import write_session
from tui_descent.saved.reading import read_session
from tui_descent.session import race
from tui_descent.session.other_runs import OtherRun, drop, fork, swap
from tui_descent.session.race import Entry, LineUp
from tui_descent.session.session import Session

ALL = tuple(make() for make in OPTIMIZERS.values())
Pair = tuple[Optimizer, float]
PROBLEMS: dict[str, Callable[[], Preset]] = {
    "surface": lambda: load("rosenbrock"),
    "network": lambda: load("xor"),
    "wide network": lambda: load("spiral"),
    "large network": lambda: load("digits"),
    "mini-batches": lambda: vary(load("circle"), batch_size=7),
    "schedule": lambda: vary(load("circle"), schedule="cosine passes=12 to=0.01"),
    "clipping": lambda: vary(load("circle"), clip_norm=0.05),
    "penalty": lambda: vary(load("circle"), l1=0.01, l2=0.02),
    "frozen": lambda: load("two-weights"),
}


def line_up(*entries: Pair, own: int = 0) -> LineUp:
    return LineUp("optimizers", tuple(Entry(*entry) for entry in entries), own)


def racing(preset: Preset, *entries: Pair, passes: int = 0) -> Session:
    """A race of these after so many passes; the first one is the present run."""
    session = Session(preset, optimizer=entries[0][0], learning_rate=entries[0][1])
    session.step(passes)
    race.start(session, line_up(*entries))
    return session


def alone(preset: Preset, like: Session, entry: Pair, passes: int) -> Session:
    """One of them on its own, from where the race began, by what a learner would press."""
    first = like.walk.history.state(0)
    session = Session(preset, optimizer=first.optimizer, learning_rate=first.learning_rate)
    session.step(passes)
    if entry[0] != session.state.optimizer:
        session.set_optimizer(entry[0])
    session.set_learning_rate(entry[1])
    return session


def states(session: Session) -> dict[int, State]:
    """Where all runners stand, by their numbers."""
    others = {run.number: run.state for run in session.others if run.number}
    return {session.number: session.state, **others}


def losses(session: Session) -> dict[int, float]:
    others = {run.number: run.loss for run in session.others if run.number}
    return {session.number: session.loss, **others}


def assert_same(one: State, other: State) -> None:
    assert one[:1] + one[4:6] + one[7:] == other[:1] + other[4:6] + other[7:]
    numbers = (one.theta, one.gradient, np.array(one.batch_loss), *one.optimizer_state)
    others = (other.theta, other.gradient, np.array(other.batch_loss), *other.optimizer_state)
    assert [part.tobytes() for part in numbers] == [part.tobytes() for part in others]


@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("begun", [0, 3])
def test_each_is_the_single_run(problem: str, begun: int) -> None:
    preset = PROBLEMS[problem]()
    entries = [(optimizer, 0.003 * (place + 1)) for place, optimizer in enumerate(ALL)]
    entries.append((GradientDescent(), 0.1))
    session = racing(preset, *entries, passes=begun)
    singles = [alone(preset, session, entry, begun) for entry in entries]
    for _ in range(20):
        session.step()
        for number, single in enumerate(singles, start=1):
            single.step()
            assert_same(states(session)[number], single.state)
            assert losses(session)[number] == single.loss


def test_one_that_follows_the_schedule_goes_on_doing_so() -> None:
    preset = PROBLEMS["schedule"]()
    session = Session(preset)
    single = Session(preset)
    run(session, "race rates")
    session.step(8)
    single.step(8)
    assert_same(session.state, single.state)
    assert session.walk.follows_plan
    constant = [state.learning_rate for number, state in states(session).items() if number != 3]
    first = single.walk.history.state(0).learning_rate
    assert sorted(constant) == [first / 4, first / 2, 2 * first, 4 * first]


def test_a_reset_lets_whoever_follows_the_schedule_follow_it_again() -> None:
    session = Session(PROBLEMS["schedule"]())
    run(session, "race rates")
    session.step(8)
    run(session, "swap")
    session.reset()
    session.step(8)
    single = Session(PROBLEMS["schedule"]())
    single.step(8)
    assert_same(states(session)[3], single.state)


def test_back_and_on_again_with_a_change_by_hand() -> None:
    preset = load("circle")
    entries: list[Pair] = [(Momentum(), 0.1), (Adam(), 0.05), (GradientDescent(), 0.5)]
    session = racing(preset, *entries)
    session.step(10)
    kept = states(session)
    session.back(4)
    assert {state.passes for state in states(session).values()} == {6}
    session.step(4)
    for number, state in kept.items():
        assert_same(states(session)[number], state)
    session.back(4)
    session.set_learning_rate(0.02)
    session.step(6)
    single = alone(preset, session, entries[0], 0)
    single.step(6)
    single.set_learning_rate(0.02)
    single.step(6)
    assert_same(session.state, single.state)
    for number in (2, 3):
        other = alone(preset, session, entries[number - 1], 0)
        other.step(12)
        assert_same(states(session)[number], other.state)


def test_one_diverges_and_the_others_go_on() -> None:
    preset = load("ravine")
    entries: list[Pair] = [(GradientDescent(), 0.1), (GradientDescent(), 1e200), (Adam(), 0.1)]
    session = racing(preset, *entries)
    session.step(30)
    stand = {one.number: one for one in session.frame().standings}
    assert stand[2].ended
    assert stand[2].passes < 30
    assert [stand[number].passes for number in (1, 3)] == [30, 30]
    for number in (1, 2, 3):
        single = alone(preset, session, entries[number - 1], 0)
        single.step(30)
        assert_same(states(session)[number], single.state)
    assert swap(session, 2)
    assert session.ended
    session.step()  # there is no next pass
    assert session.state.passes == stand[2].passes
    session.back()
    assert not session.ended
    assert {state.passes for state in states(session).values()} == {stand[2].passes - 1}


def test_whoever_is_looked_at_goes_on_and_can_be_changed() -> None:
    preset = load("xor")
    entries: list[Pair] = [(GradientDescent(), 0.3), (Adam(), 0.1), (Momentum(), 0.2)]
    session = racing(preset, *entries)
    session.step(5)
    assert run(session, "race 3") == "this is runner 3: momentum, lr 0.2"
    session.set_learning_rate(0.01)
    session.step(5)
    single = alone(preset, session, entries[2], 0)
    single.step(5)
    single.set_learning_rate(0.01)
    single.step(5)
    assert_same(session.state, single.state)
    assert [run(session, "swap").split()[3] for _ in range(3)] == ["1:", "2:", "3:"]
    assert_same(session.state, single.state)


def test_a_reset_lets_all_start_again() -> None:
    session = racing(load("circle"), (GradientDescent(), 0.3), (Adam(), 0.1), passes=4)
    session.step(4)
    session.reset()
    session.step(5)
    entries: list[Pair] = [(GradientDescent(), 0.3), (Adam(), 0.1)]
    for number, entry in enumerate(entries, start=1):
        single = Session(load("circle"), optimizer=entry[0], learning_rate=entry[1])
        single.step(5)
        assert_same(states(session)[number], single.state)


def test_undo_brings_back_and_takes_back() -> None:
    session = Session(load("himmelblau"))
    session.step(2)
    before = session.state
    run(session, "race optimizers")
    assert session.runners == len(OPTIMIZERS)
    session.step(3)
    kept = states(session)
    run(session, "race off")
    assert not session.others
    run(session, "undo")
    for number, state in kept.items():
        assert_same(states(session)[number], state)
    run(session, "undo")
    assert not session.number
    assert not session.others
    assert_same(session.state, before)
    run(session, "redo")
    session.step(2)
    assert session.runners == len(OPTIMIZERS)


def test_it_goes_on_another_day(tmp_path: Path) -> None:
    session = racing(load("circle"), (GradientDescent(), 0.3), (Adam(), 0.1), (Momentum(), 1e300))
    fork(session)
    session.step(40)
    session.back(7)
    file = io.BytesIO()
    write_session(file, session)
    path = tmp_path / "circle.npz"
    path.write_bytes(file.getvalue())
    other = read_session(path)
    assert (other.number, other.runners) == (1, 3)
    assert [run.number for run in other.others] == [2, 3, 0]
    for _ in range(2):
        for number, state in states(session).items():
            assert_same(states(other)[number], state)
        session.step(10)
        other.step(10)


def test_a_ghost_stands_while_the_runners_go() -> None:
    session = Session(load("circle"))
    session.step(3)
    fork(session)
    run(session, "race rates")
    session.step(5)
    ghosts = [one for one in session.others if not one.number]
    assert [one.state.passes for one in ghosts] == [3]
    run(session, "race off")
    assert session.others == tuple(ghosts)
    run(session, "race rates")
    drop(session)
    assert (session.number, session.others) == (0, ())


def test_five_rates_around_the_present_one() -> None:
    session = Session(load("ravine"), learning_rate=0.2)
    run(session, "race rates")
    rates = {number: state.learning_rate for number, state in states(session).items()}
    assert rates == {1: 0.05, 2: 0.1, 3: 0.2, 4: 0.4, 5: 0.8}
    assert session.number == 3


def test_the_best_rate_of_each_leads_lowest_by_single_runs() -> None:
    session = Session(load("ravine"))
    found = race.optimizers(session)
    assert found is not None
    assert [entry.optimizer.name for entry in found.entries] == [*OPTIMIZERS]

    def after(optimizer: Optimizer, rate: float) -> float:
        single = alone(session.preset, session, (optimizer, rate), 0)
        single.step(race.PASSES)
        return math.inf if single.ended else single.loss

    for entry in found.entries:
        each = [after(entry.optimizer, rate) for rate in race.TRIED]
        low = min(each)
        assert after(*(entry.optimizer, entry.learning_rate)) <= low + race.ALIKE * session.loss


def test_without_a_floor_no_rate_is_best() -> None:
    session = Session(load("saddle"))  # x² − y²
    session.selected = 1
    session.set_parameter(0.5)
    found = race.optimizers(session)
    assert found is not None
    assert {entry.learning_rate for entry in found.entries} == {session.state.learning_rate}
    assert found.passes == 0


def test_a_plateau_has_a_floor() -> None:
    found = race.optimizers(Session(load("plateau")))  # 1 − e^(−(x² + y²)/2), above 0 all over
    assert found is not None
    assert found.passes == race.PASSES


def test_the_leader_has_the_lowest_loss() -> None:
    session = racing(load("ravine"), (GradientDescent(), 0.1), (GradientDescent(), 0.4))
    assert not any(one.leads for one in session.frame().standings)  # all are where they began
    session.step(3)
    by_loss = min(losses(session), key=lambda number: losses(session)[number])
    assert [one.number for one in session.frame().standings if one.leads] == [by_loss]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("race", "write it like this"),
        ("race 2", "there is no race"),
        ("race off", "there is no race"),
        ("race horses", "is not a race"),
        ("race rates now", "write it like this"),
    ],
)
def test_what_is_wrong_is_said(line: str, says: str) -> None:
    with pytest.raises(CommandError, match=says):
        run(Session(load("ravine")), line)


def test_a_runner_that_there_is_not() -> None:
    session = Session(load("ravine"))
    run(session, "race rates")
    with pytest.raises(CommandError, match="no runner 9; there are 1, 2, 4, 5"):
        run(session, "race 9")


def test_a_rate_of_0_has_none_around_it() -> None:
    with pytest.raises(CommandError, match="not five learning rates"):
        run(Session(load("ravine"), learning_rate=0.0), "race rates")


def test_another_problem_ends_the_race() -> None:
    session = Session(load("circle"))
    run(session, "race rates")
    run(session, "hidden 3")
    assert (session.number, session.others) == (0, ())


def test_two_are_never_the_same_value() -> None:
    session = racing(load("ravine"), (GradientDescent(), 0.1), (GradientDescent(), 0.1))
    (other,) = session.others
    assert isinstance(other, OtherRun)
    session.set_learning_rate(0.3)
    session.step(4)
    assert session.others[0].state.learning_rate == 0.1
    assert session.others[0].loss != session.loss
