"""The facts of a situation, by experiment.

Everything comes from running the descent on, by which the program's engine is meant alone, from
Newton's way down and from PyTorch's Hessian.
"""

import math
import time
from typing import Any

import numpy as np

from tests.population import floors
from tests.population.descents import WINDOW, Rows, at_rates, from_starts, go_on, levels
from tests.population.hessian import hessian
from tests.population.situation import Facts, session_of
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.objective import Objective
from tui_descent.engine.optimizers import Adam, GradientDescent, Momentum
from tui_descent.presets.preset import NetworkProblem, Preset
from tui_descent.presets.variation import vary
from tui_descent.session import Session

LATER = (1, 3, 10, 30, 100, 200, 300, 1000, 3000, 8000)
SECONDS = 1.5  # about, for the longest continuation
RATES = np.geomspace(1e-3, 1e3, 14)
LONG = (300, 1000, 3000)
MOST = 400  # parameters; beyond it little is found out
HEAVY = 6_000  # numbers of one pass, above which runs are 1,000 passes at most
WITH_VELOCITY = ("momentum", "nesterov")
ADAPTIVE = ("adagrad", "rmsprop", "adam", "adamw")
CONVEX = ("mse", "squared_error", "half_squared_error", "mae", "huber")
FLAT = 0.01  # of an activation's steepest slope
EVEN_STEEPEST = {"sigmoid": 0.25}


def facts_of(tables: dict[str, Any], words: list[str], elsewhere: float) -> Facts:
    """Find out everything; `elsewhere` is the lowest floor known of the problem."""
    session = session_of(tables, words)
    with np.errstate(all="ignore"):
        return _Finding(session, elsewhere).facts()


class _Finding:
    def __init__(self, session: Session, elsewhere: float) -> None:
        self.session = session
        self.preset = session.preset
        self.objective = session.preset.problem.objective()
        self.descent = Descent(self.objective, frozen=self.preset.frozen)
        self.state = session.state
        self.loss = session.loss
        self.elsewhere = elsewhere
        self.known = self.state.theta  # the best place found so far
        self.known_loss = self.loss
        self.half: Rows | None = None
        self.usual = 0.1 * float(np.sqrt(np.mean(session.start**2))) or 0.1
        self.length = max(map(float, map(np.linalg.norm, (self.known, session.start)))) or 1.0
        self.limited: float | None = None  # of the optimizer
        self.plain_limit: float | None = None  # of plain descent
        heavy = self.objective.numbers > HEAVY
        count = 1 if self.objective.numbers > 3 * HEAVY else 2 if heavy else 3
        self.looks = (100,) if len(self.known) > MOST else LONG[:count]

    def facts(self) -> Facts:
        state, session = self.state, self.session
        passes = state.passes
        epoch = self.objective.passes_per_epoch
        came = np.diff(session.last_losses(33)).tolist()
        start = session.last_losses(passes + 1)[0]
        previous = self._previous()
        common: dict[str, Any] = {
            "passes": passes, "rate": state.learning_rate, "optimizer": state.optimizer.name,
            "loss": self.loss, "start": float(start), "led": previous is not None,
            "ended": session.ended, "epoch": epoch, "came": came, "late": self.looks[-1],
        }  # fmt: skip
        if session.ended:
            return Facts(**common, elsewhere=self.elsewhere, actions=self._restarts())
        if previous is not None:
            common |= self._last_pass(previous)
        common |= self._curvature() | self._units()
        common |= self._later()
        common |= self._lower()
        common |= self._halving(common)
        common |= self._actions(common)
        common |= self._gauge()
        common["elsewhere"] = min(
            self.elsewhere, self.known_loss, common["newton"], common["nudged"]
        )
        common["reach_slope"] = self._reach_slope(common["slope"])
        return Facts(**common)

    def _previous(self) -> State | None:
        """The state before the last pass; None at pass 0, or where a hand has moved θ since."""
        if self.state.passes == 0:
            return None
        other = Session.from_memo(self.session.preset, self.session.memo())
        other.back(1)
        led = np.array_equal(self.descent.advance(other.state).theta, self.state.theta)
        return other.state if led else None

    def _last_pass(self, previous: State) -> dict[str, Any]:
        objective, free = self.objective, self.descent.unfrozen
        slopes = [
            free(np.array(objective.full_value_and_gradient(theta)[1]))
            for theta in (previous.theta, self.state.theta)
        ]
        found: dict[str, Any] = {
            "crossed": bool(slopes[0] @ slopes[1] < 0.0),
            "moved": not np.array_equal(previous.theta, self.state.theta),
        }
        if objective.passes_per_epoch > 1:
            after, _ = objective.value_and_gradient(self.state.theta, previous.passes)
            found["batch"] = (previous.batch_loss, float(after))
        return found

    def _curvature(self) -> dict[str, Any]:
        _, gradient = self.objective.full_value_and_gradient(self.state.theta)
        slope = self.descent.unfrozen(np.array(gradient))
        size = float(np.linalg.norm(slope))
        share = max(abs(self.loss), 1e-300)
        found: dict[str, Any] = {
            "slope": size,
            "tilt": size * self.length / share,
            "convex": self._convex(),
        }
        matrix = hessian(self.preset, self.state.theta)
        if matrix is None or not np.isfinite(matrix).all() or not matrix.size:
            return found
        curvatures, directions = np.linalg.eigh(matrix)
        largest = float(curvatures[-1])
        found |= {"smallest": float(curvatures[0]), "largest": largest}
        found["bend"] = largest * self.length**2 / share
        free = np.setdiff1d(np.arange(len(slope)), self.preset.frozen)
        along = directions.T @ slope[free]
        bent = curvatures > 1e-13 * max(abs(largest), abs(curvatures[0]))
        found["gain"] = float(0.5 * np.sum(along[bent] ** 2 / curvatures[bent]))
        optimizer = self.state.optimizer
        if largest > 0.0:
            self.plain_limit = 2.0 / largest
        if largest > 0.0 and optimizer.name in ("sgd", *WITH_VELOCITY):
            mu = getattr(optimizer, "momentum", 0.0)
            top = 2.0 * (1.0 + mu) / (1.0 + 2.0 * mu if optimizer.name == "nesterov" else 1.0)
            found["limit"] = self.limited = top / largest
        return found

    def _convex(self) -> bool:
        problem = self.preset.problem
        if not isinstance(problem, NetworkProblem):
            return problem.surface.name in ("bowl", "ravine")
        if len(problem.network.activations) > 1:
            return False
        last, loss = problem.network.activations[0].name, problem.loss.name
        return (last, loss) in (("sigmoid", "bce"), ("softmax", "cross_entropy")) or (
            last == "identity" and loss in CONVEX
        )

    def _units(self) -> dict[str, Any]:
        problem = self.preset.problem
        if not isinstance(problem, NetworkProblem):
            return {}
        network, theta = problem.network, self.state.theta
        dead, flat, equal = 0.0, 0.0, False
        sums = self.objective.sums(theta)  # type: ignore[union-attr]
        blocks = network.blocks(theta)
        for layer, (activation, (z, a)) in enumerate(zip(network.activations, sums, strict=True)):
            if layer == len(sums) - 1:
                break
            slopes = np.ones_like(z)
            activation.pull_back(slopes, z, a, np.empty_like(z))
            off = ((slopes == 0.0) & (a == 0.0)).all(axis=1)
            steepest = EVEN_STEEPEST.get(activation.name, 1.0)
            dull = (np.abs(slopes).mean(axis=1) < FLAT * steepest) & ~off
            dead, flat = max(dead, float(off.mean())), max(flat, float(dull.mean()))
            whole = np.concatenate([blocks[layer], blocks[layer + 1][:, : len(z)].T], axis=1)
            size = float(np.abs(whole).max())
            for unit in range(len(whole)):
                others = np.delete(whole, unit, axis=0)
                if len(others):
                    gap = float(np.abs(others - whole[unit]).max(axis=1).min())
                    equal = equal or gap <= 1e-9 * max(size, 1e-300)
        _, gradient = self.objective.full_value_and_gradient(theta)
        weights = [
            float(np.abs(array).mean())
            for name, array in network.arrays(gradient).items()
            if name.startswith("W")
        ]
        found: dict[str, Any] = {"dead": dead, "saturated": flat, "equal": equal}
        if len(weights) > 1 and weights[-1] > 0.0:
            found["slope_ratio"] = weights[0] / weights[-1]
        found["condition"] = (
            _condition(problem.data.inputs, network.biases),
            _condition(_standard(problem.data.inputs), network.biases),
        )
        return found

    def _later(self) -> dict[str, Any]:
        began = time.perf_counter()
        go_on(self.descent, self.state, 30)
        each = (time.perf_counter() - began) / 30
        passes = 8000 if each * 8000 < SECONDS else max(300, int(SECONDS / each))
        epoch = self.objective.passes_per_epoch
        ahead = go_on(self.descent, self.state, passes, 50)
        losses = ahead.losses
        self.window = 1
        if not np.all(np.diff(losses[:201]) <= 0.0):
            self.window = WINDOW if epoch == 1 else max(WINDOW, min(epoch, 50))
        smooth = levels(losses, self.window)
        known = np.flatnonzero(~np.isnan(losses))
        found: dict[str, Any] = {
            "comes": np.diff(losses[:33]).tolist(),
            "moved_by": {
                later: float(np.linalg.norm(theta - self.state.theta) / self.length)
                for later, theta in ahead.places.items()
            },
            "bursts_at": ahead.bursts_at,
            "levels": {0: float(smooth[0])},
            "peaks": {},
        }
        for later in LATER:
            if later <= passes:
                usable = known[known <= later]
                found["levels"][later] = float(_filled(smooth)[later])
                found["peaks"][later] = float(np.max(losses[usable]))
        end = losses[known[known > 0.875 * passes]]
        if ahead.bursts_at is None:
            found["settled"], found["swing"] = float(np.mean(end)), float(np.std(end))
            self._note(ahead.lowest)
        else:
            found["settled"] = math.inf
        self.smooth = _filled(smooth)
        found["window"] = self.window
        return found

    def _lower(self) -> dict[str, Any]:
        objective, theta, frozen = self.objective, self.state.theta, self.preset.frozen
        count = len(theta)
        found: dict[str, Any] = {"newton": self.loss, "nudged": self.loss}
        steps = _steps(self.objective) if count <= MOST else 5
        found["newton"], place = floors.newton(objective, theta, frozen, steps)
        self._note(place)
        if count <= MOST:
            found["nudged"], place = floors.nudged(objective, theta, frozen, steps, self.usual)
            self._note(place)
        rates = self.state.learning_rate * RATES
        if self.state.learning_rate == 0.0:
            rates = (self.limited or 0.1) * RATES
        rates = np.abs(rates)
        looks = self.looks
        self.rows = rows = at_rates(self.descent, self.state, rates, looks)
        self._note(rows.best)
        found["other_rates"] = float(np.min(rows.levels[looks[-1]]))
        middle = rows.levels[looks[min(1, len(looks) - 1)]]
        found["gained"] = {
            f"{rate:.3g}": float(level) for rate, level in zip(rates, middle, strict=True)
        }
        if self.plain_limit is not None:
            optimizer, limit = self.state.optimizer, self.limited
            if limit is None:
                optimizer, limit = GradientDescent(), self.plain_limit
            state = self.state
            if optimizer != state.optimizer:
                memory = optimizer.init(state.theta)
                state = state._replace(optimizer=optimizer, optimizer_state=memory)
            looks = tuple(sorted({10, 30, 100, *looks}))
            rows = at_rates(self.descent, state, np.array([0.5 * limit]), looks)
            found["half"] = {at: float(level[0]) for at, level in rows.levels.items()}
            self.half = rows
        return found

    def _halving(self, found: dict[str, Any]) -> dict[str, Any]:
        smooth = self.smooth
        lowest = float(np.min(smooth[np.isfinite(smooth)], initial=self.loss))
        reach = min(lowest, found["newton"])
        now = smooth[0]
        if self.window == 1:
            now = self.loss
        return {
            "reach": reach,
            "halving": _first(smooth, reach + 0.5 * (now - reach)) if now > reach else None,
            "loss_halving": _first(smooth, 0.5 * now),
        }

    def _actions(self, common: dict[str, Any]) -> dict[str, Any]:
        """What could be done, and how far it leads."""
        stays = [self.smooth[min(later, len(self.smooth) - 1)] for later in (300, self.looks[-1])]
        found: dict[str, Any] = {"stays": (float(stays[0]), float(stays[1]))}
        left = common["reach"] + 0.5 * (common["levels"][0] - common["reach"])
        soon = common["halving"] is not None and common["halving"] <= 40
        if soon and not common["bursts_at"] and max(stays) <= left:
            return found  # nobody needs to do anything
        done: dict[str, tuple[float, float]] = {}
        looks = self.looks

        def note(name: str, rows: Rows) -> None:
            ends = [float(np.min(rows.levels[look])) for look in (looks[0], looks[-1])]
            done[name] = (ends[0], ends[1])
            self._note(rows.best)

        note("another rate", self.rows)
        if self.half is not None and self.limited is not None:
            note("half the limit", self.half)
        few = np.array([1e-3, 1e-2, 3e-2, 0.1, 0.3])
        for name, optimizer in (("adam", Adam()), ("momentum", Momentum())):
            other = self.state._replace(
                optimizer=optimizer, optimizer_state=optimizer.init(self.state.theta)
            )
            top = self.limited or self.state.learning_rate or 0.1
            rates = few if name == "adam" else abs(top) * np.array([0.05, 0.3, 1.0])
            note(name, at_rates(self.descent, other, rates, looks))
        return {**found, "actions": done | self._restarts()}

    def _restarts(self) -> dict[str, tuple[float, float]]:
        """Actions that begin at pass 0 again: as many passes as were made are added."""
        spent = min(self.state.passes, 1000)
        looks = tuple(sorted({self.looks[0] + spent, self.looks[-1] + spent}))
        preset, optimizer, start = self.preset, self.state.optimizer, self.session.start
        problem = preset.problem
        names = ["reset"] * 4 + ["new weights"] * 8
        starts = [start] * 4
        for seed in (1, 2):
            drawn = np.array(problem.new_parameters(seed))
            drawn[list(preset.frozen)] = start[list(preset.frozen)]
            starts += [drawn] * 4
        rates = np.concatenate([self._rates_from(preset, theta) for theta in starts[::4]])
        rows = from_starts(self.descent, optimizer, np.array(starts), rates, looks)
        self._note(rows.best)
        done = {}
        for name in ("reset", "new weights"):
            places = [place for place, other in enumerate(names) if other == name]
            ends = [float(np.min(rows.levels[look][places])) for look in (looks[0], looks[-1])]
            done[name] = (ends[0], ends[1])
        if isinstance(problem, NetworkProblem) and not preset.tables.data.standardize:  # type: ignore[union-attr]
            scaled = vary(preset, standardize=True)
            descent = Descent(scaled.problem.objective(), frozen=scaled.frozen)
            rates = self._rates_from(scaled, start)
            rows = from_starts(descent, optimizer, np.array([start] * 4), rates, looks)
            ends = [float(np.min(rows.levels[look])) for look in (looks[0], looks[-1])]
            done["scaled inputs"] = (ends[0], ends[1])
        return done

    def _rates_from(self, preset: Preset, theta: FloatArray) -> FloatArray:
        rate = abs(self.state.learning_rate) or 0.1
        if self.state.optimizer.name in ADAPTIVE:
            return rate * np.array([1.0, 0.1, 10.0, 0.01])
        largest = floors.curvatures(preset.problem.objective(), theta, preset.frozen)[1]
        if not np.isfinite(largest) or largest <= 1e-9:
            return rate * np.array([1.0, 0.1, 10.0, 0.01])
        return np.array([rate, 1.0 / largest, 0.3 / largest, 0.05 / largest])

    def _gauge(self) -> dict[str, Any]:
        rate = self.state.learning_rate
        if rate <= 0.0:
            return {}
        lowest = math.floor(math.log10(rate)) - 2
        rates = 10.0 ** (lowest + (np.arange(96) + 0.5) / 16)
        if len(self.known) > MOST or self.known_loss < -1e6 * abs(self.loss) - 1e6:
            return {}  # too large, or a ground without a bottom
        last = self.looks[-1]
        start = float(self.session.last_losses(self.state.passes + 1)[0])
        rows = at_rates(self.descent, self.state, rates, (280, 300))
        early = np.array(self._diverged(rows.levels[280], rows.levels[300], start))
        late = early.copy()
        highest = np.flatnonzero(~early)[-20:]  # lower ones do not diverge later
        if last > 300 and len(highest):
            rows = at_rates(self.descent, self.state, rates[highest], (last - 100, last))
            late[highest] = self._diverged(rows.levels[last - 100], rows.levels[last], start)
        marks = [
            "x" if soon else "+" if then else "." for soon, then in zip(early, late, strict=True)
        ]
        return {"lowest": lowest, "diverges": "".join(marks)}

    def _diverged(self, earlier: FloatArray, end: FloatArray, start: float) -> list[bool]:
        """Not finite any more; or over ten times as high as here, and not on its way back."""
        base = max(self.loss, 1e-9 * abs(start))
        worst = max(self.loss, start) if self.state.optimizer.name in ADAPTIVE else base
        high = (end > 10.0 * worst) & (end > 0.5 * earlier)
        return [bool(flag) for flag in ~np.isfinite(end) | high]

    def _note(self, theta: FloatArray) -> None:
        value = float(self.objective.value(theta))
        if math.isfinite(value) and value < self.known_loss:
            self.known, self.known_loss = theta, value

    def _reach_slope(self, slope: float) -> float | None:
        fall = self.loss - self.known_loss
        if fall <= 0.0:
            return None
        return slope * float(np.linalg.norm(self.known - self.state.theta)) / fall


def _filled(values: FloatArray) -> FloatArray:
    """The last known value where one was not looked at."""
    known = np.where(np.isnan(values), 0, np.arange(len(values)))
    return np.asarray(values[np.maximum.accumulate(known)])


def _first(values: FloatArray, at_most: float) -> int | None:
    below = np.flatnonzero(values <= at_most)
    return int(below[0]) if len(below) else None


def _standard(inputs: FloatArray) -> FloatArray:
    spread = inputs.std(axis=1, keepdims=True)
    centered: FloatArray = inputs - inputs.mean(axis=1, keepdims=True)
    return centered / np.where(spread == 0.0, 1.0, spread)


def _condition(inputs: FloatArray, biases: bool) -> float:
    rows = np.vstack([inputs, np.ones((1, inputs.shape[1]))]) if biases else inputs
    values: FloatArray = np.linalg.eigvalsh(rows @ rows.T / rows.shape[1])
    positive = values[values > 1e-13 * values[-1]]
    return float(values[-1] / positive[0]) if len(positive) else 1.0


def floor_elsewhere(preset: Preset) -> float:
    """The lowest floor of the problem from six starts."""
    objective = preset.problem.objective()
    starts = [preset.initial_parameters()]
    others = 6 if objective.numbers < 2000 else 3
    starts += [preset.problem.new_parameters(seed) for seed in range(1, others)]
    for place, theta in enumerate(starts):
        if preset.frozen and place:
            moved = theta.copy()
            moved[list(preset.frozen)] = starts[0][list(preset.frozen)]
            starts[place] = moved
    if len(starts[0]) > MOST:
        descent = Descent(objective)
        state = descent.start(starts[0], Adam(), 0.02)
        return float(go_on(descent, state, 200).losses.min())
    steps = _steps(objective)
    with np.errstate(all="ignore"):
        return min(floors.newton(objective, theta, preset.frozen, steps)[0] for theta in starts)


def _steps(objective: Objective) -> int:
    """How many of Newton's steps are affordable."""
    return int(min(400, max(40, 2e7 / (objective.parameter_count * objective.numbers))))
