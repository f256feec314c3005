"""A situation: a preset, the words that lead there, and the facts that were found out about it."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

import msgspec

from tui_descent import actions
from tui_descent.presets import load
from tui_descent.presets.building import build
from tui_descent.presets.format import PresetFile
from tui_descent.presets.preset import Preset
from tui_descent.session.session import Session

FILE = Path(__file__).with_name("situations.json")
Half = Literal["tuned", "held"]


class Facts(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What is so at a situation, and what happens next.

    Losses are on all samples; 1e308 stands for what is not finite. "Later" is by more passes at
    the same settings; a level is the mean over some passes from there on, as many as it takes to
    look through swings and noise.

    passes, rate, optimizer  where the session stands
    loss, start       here, and at pass 0 of the same run
    led               whether a pass led here, and not a hand or a reset
    ended             whether it is not finite any more
    epoch             passes to an epoch; 1: full batch
    came, comes       up to 32 changes of the loss by the last passes, the newest last; and the
                      next 32, one pass each
    crossed           whether the gradients of the last two places are against each other, on all
                      samples; None where a pass was not made
    moved             whether the last pass changed any parameter
    batch             the loss on the last pass's own batch, before and after it
    window            passes that a level is the mean of; 1 where nothing swings
    levels            passes -> the level so much later; the first is now
    peaks             passes -> the highest loss on the way there
    bursts_at         the pass, counted from here, that led to a number that is not finite
    settled, swing    the level and the standard deviation over the end of 8,000 passes
    reach             the lowest level that this descent comes to, or that lies below it at the end
                      of Newton's way down
    halving           passes until the level has lost half of its excess over `reach`
    loss_halving      passes until it has lost half of itself
    newton            the floor of a Newton descent from here, without any push
    nudged            the same after three small random pushes, the lowest
    other_rates       the lowest at the end of 3,000 passes at 14 rates from a 1,000th to 1,000 ×
    gained            rate -> the level after 1,000 passes at it
    half              passes -> the level so much later at half the limit; for the optimizers that
                      scale each parameter plain descent's
    elsewhere         the lowest floor known of the problem, from any start
    smallest, largest eigenvalues of the exact Hessian on all samples, along what is not frozen
    gain              what Newton's step would bring by the quadratic, along positive curvature
    slope             the length of the gradient on all samples, along what is not frozen
    tilt, bend        slope · |θ| and largest curvature · |θ|², in parts of the loss; |θ| here or at
                      the start, whichever is larger
    moved_by          passes -> how far from here, in parts of that |θ|
    reach_slope       slope · distance to the best point found from here, over the fall to it
    limit             of sgd, momentum and nesterov, by the largest eigenvalue; None: none known
    convex            whether the loss is convex in the parameters: one layer, a convex loss
    dead, saturated   share of the units of the hidden layer in which it is highest
    equal             whether two hidden units of a layer have the same weights in and out
    slope_ratio       mean slope of the first layer's weights over that of the last
    condition         of the inputs' second moments (with a 1 for the bias), as they are and scaled
    late              3,000 passes, fewer for large networks
    actions           what could be done -> (loss after 300 passes, after `late`); empty where all
                      is well
    stays             the same for doing nothing
    lowest, diverges  rates of the gauge's grid, 16 to a decade, from 10 to the power of `lowest`:
                      x diverges within 300 passes, + within 3,000, · does not
    """

    passes: int
    rate: float
    optimizer: str
    loss: float
    start: float
    led: bool
    ended: bool
    epoch: int
    came: list[float]
    comes: list[float] = []
    crossed: bool | None = None
    moved: bool = True
    batch: tuple[float, float] | None = None
    window: int = 1
    levels: dict[int, float] = {}
    peaks: dict[int, float] = {}
    bursts_at: int | None = None
    settled: float = 0.0
    swing: float = 0.0
    reach: float = 0.0
    halving: int | None = None
    loss_halving: int | None = None
    newton: float = 0.0
    nudged: float = 0.0
    other_rates: float = 0.0
    gained: dict[str, float] = {}
    half: dict[int, float] = {}
    elsewhere: float = 0.0
    smallest: float | None = None
    largest: float | None = None
    gain: float | None = None
    slope: float = 0.0
    tilt: float = 0.0
    bend: float = 0.0
    moved_by: dict[int, float] = {}
    reach_slope: float | None = None
    limit: float | None = None
    convex: bool = False
    dead: float = 0.0
    saturated: float = 0.0
    equal: bool = False
    slope_ratio: float | None = None
    condition: tuple[float, float] | None = None
    late: int = 3000
    actions: dict[str, tuple[float, float]] = {}
    stays: tuple[float, float] = (1e308, 1e308)
    lowest: int = 0
    diverges: str = ""

    @property
    def before(self) -> list[float]:
        """Up to 33 losses, the newest (that of here) last."""
        losses = [self.loss]
        for change in reversed(self.came):
            losses.append(losses[-1] - change)
        return losses[::-1]

    @property
    def ahead(self) -> list[float]:
        """Up to 33 losses, that of here first."""
        losses = [self.loss]
        for change in self.comes:
            losses.append(losses[-1] + change)
        return losses


class Situation(msgspec.Struct, frozen=True, kw_only=True):
    """One place in one descent.

    problem  the name of its family in the population's problems
    words    as they are typed in the plain mode
    """

    id: str
    kind: str
    problem: str
    words: list[str]
    facts: Facts

    @property
    def half(self) -> Half:
        """Which half of the population it belongs to."""
        return half_of(self.problem)


class Population(msgspec.Struct, frozen=True):
    """All situations, and the tables of their problems."""

    problems: dict[str, dict[str, Any]]
    situations: list[Situation]


def half_of(problem: str) -> Half:
    """Tuned on, or held back: by a hash, so that nobody chooses."""
    return "held" if sha256(problem.encode()).digest()[0] % 2 else "tuned"


@cache
def population() -> Population:
    """Return what `situations.json` holds."""
    return msgspec.json.decode(FILE.read_bytes(), type=Population)


def preset_of(tables: Mapping[str, Any]) -> Preset:
    """Return the preset of a problem's tables."""
    if "shipped" in tables:
        return load(tables["shipped"])
    return build(Path("situation.toml"), msgspec.convert(tables, PresetFile))


def session_of(tables: Mapping[str, Any], words: list[str]) -> Session:
    """Return the session that the words lead to."""
    session = Session(preset_of(tables))
    for line in words:
        actions.run(session, line)
    return session
