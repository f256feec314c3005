"""A Frame: all that one screen shows, as a frozen record.

The session makes it, the widgets draw it. A widget is a function of the Frame: whatever
stands on the screen stands in here first, and can be tested without a screen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tui_descent.analysis.baselines import Baselines
from tui_descent.analysis.equations import Term
from tui_descent.analysis.gauge import Gauge
from tui_descent.analysis.probe import ROUNDING, TINIEST
from tui_descent.analysis.verdict import Verdict
from tui_descent.engine.arrays import FloatArray
from tui_descent.engine.batches import Scaling
from tui_descent.engine.history import Curve
from tui_descent.engine.network import Network
from tui_descent.engine.signals import Signals
from tui_descent.views.phases import Known, Phase


class Heading(Struct, frozen=True):
    """What stays as it is for a whole session; `network` is None on a surface.

    baselines  losses to compare with, of one's own data; None: it is not one's own
    scaling    how its inputs were scaled; None: they were not, or it is not one's own
    """

    name: str
    title: str
    summary: str
    shape: str
    loss_name: str
    network: Network | None
    baselines: Baselines | None = None
    scaling: Scaling | None = None


class Example(Struct, frozen=True, eq=False):
    """One sample of the next pass on its way through the network.

    layers   what each layer passes on, the inputs first
    target   shape (outputs,)
    number   which of the samples of that pass it is, from 0
    samples  how many samples that pass uses
    batch    whether these are not all samples
    classes  the name of each output, where the outputs are classes
    """

    layers: tuple[FloatArray, ...]
    target: FloatArray
    number: int
    samples: int
    batch: bool
    classes: tuple[str, ...]


class Working(Struct, frozen=True, eq=False):
    """Where the selected parameter's gradient comes from, and what its step is made of.

    signals, inputs  shape (samples of the batch,): gradient = Σ signal · input, without the
                     penalty; None on a surface
    terms            what the optimizer makes of the gradient, line by line
    penalty          what the penalty puts into the gradient
    clip             how the gradient is shortened; None: it is not
    """

    signals: FloatArray | None
    inputs: FloatArray | None
    terms: tuple[Term, ...]
    penalty: tuple[Term, ...] = ()
    clip: Term | None = None


class Update(Struct, frozen=True, eq=False):
    """The update that was just made.

    values     shape (P,): the parameters before it
    gradients  shape (P,): their gradients there
    steps      shape (P,): what was added to them
    """

    values: FloatArray
    gradients: FloatArray
    steps: FloatArray


class Other(Struct, frozen=True, eq=False):
    """Another run of the same problem, and where it stands.

    number  in a race; 0: it is a ghost, kept to be compared with
    loss    on all samples
    ended   whether it has diverged
    """

    number: int
    optimizer: str
    learning_rate: float
    passes: int
    loss: float
    ended: bool
    curve: Curve

    @property
    def label(self) -> str:
        """What it is called: its rate and its optimizer."""
        return f"lr {self.learning_rate:g} {self.optimizer}"


class Standing(Struct, frozen=True):
    """Where a runner of a race stands.

    loss   on all samples; None: not known yet
    here   whether it is the run that is looked at
    leads  whether no other has a lower loss, while not all have the same
    """

    number: int
    optimizer: str
    learning_rate: float
    passes: int
    loss: float | None
    ended: bool
    here: bool
    leads: bool = False


def spoken(short: str, label: str) -> str:
    """The name that books use, where there is one: w1; else the full one, W1[x1→h2].

    Of a surface it is the short one, w1, or x in a learner's own formula.
    """
    first = short.split()[0]
    if label.startswith("w["):
        return first
    return first if first.startswith("w") and first[1:].isdecimal() else label


def is_equal(loss: float, other: float) -> bool:
    """Whether two losses are the same but for rounding."""
    return math.isclose(loss, other, rel_tol=ROUNDING, abs_tol=TINIEST)


def _height(one: Standing) -> float:
    """The loss of a runner; inf where it has diverged, or is not known yet."""
    return math.inf if one.ended or one.loss is None else one.loss


class Frame(Struct, frozen=True, eq=False):
    """One moment of a session.

    In the middle of a pass it holds what the phases up to here have found out, and no more.

    epoch     how many times every sample was used
    newest    the last pass that was made; larger than `passes` after going back
    loss      on all samples; None: not known yet
    before    the loss one pass earlier; None at pass 0, where a hand has moved θ since, and
              while the loss is not known yet
    ended     whether the descent has diverged: there is no next pass
    labels    the full name of each parameter, P of them
    short     the same for a narrow column
    known     what of all this is known; everything, but in the middle of a pass
    values, gradients, steps
              shape (P,): each parameter, ∂loss/∂parameter, and the step it is about to take;
              nan where it is not known yet
    selected  the index of the selected parameter
    example   None on a surface, which has no samples, and in the middle of a pass
    curve     up to the newest pass whose loss is known
    others    other runs of the same problem: runners of a race, and ghosts, the oldest first
    number    of the present run in a race; 0: there is none
    changed   the passes at which a hand changed something
    working   the arithmetic of the selected parameter; empty in the middle of a pass
    verdict   None in the middle of a pass
    penalty   the part of the loss that is not of the data; None: there is none
    penalty_slopes
              shape (P,): its part of each gradient
    schedule  the rule that the learning rate follows, or followed until a hand changed it; "": none
    validation
              the loss on the points that are held out; None if no points are, and while
              the loss is not known yet
    held_out  the curve of that loss, at some passes
    gauge     None once the descent has diverged, and in the middle of a pass
    speed     passes a second while playing
    phase     where in the middle of a pass this is; None: between two passes
    sample    the index of the sample that is looked at, in `signals`
    signals   of the batch of the next pass (of the pass just made, in its update phase);
              None on a surface, and where neither a phase nor a view asks for them
    update    in the update phase: what it did; else None
    pictures  of the views that are looked at, by their ids; None where there is nothing to see:
              the descent has diverged, or it is not known yet in this phase
    """

    heading: Heading
    optimizer: str
    passes: int
    epoch: int
    newest: int
    loss: float | None
    before: float | None
    ended: bool
    learning_rate: float
    labels: tuple[str, ...]
    short: tuple[str, ...]
    known: Known
    values: FloatArray
    gradients: FloatArray
    steps: FloatArray
    selected: int
    example: Example | None
    curve: Curve
    others: tuple[Other, ...]
    number: int
    changed: tuple[int, ...]
    working: Working
    verdict: Verdict | None
    penalty: float | None
    penalty_slopes: FloatArray | None
    schedule: str
    validation: float | None
    held_out: Curve | None
    gauge: Gauge | None
    playing: bool
    speed: float
    phase: Phase | None
    sample: int
    signals: Signals | None
    update: Update | None
    pictures: Mapping[str, Any]

    @property
    def change(self) -> float | None:
        """What the last pass did to the loss; None where there was none, or it is not known.

        What only rounding has changed is as it was: 0.
        """
        if self.before is None or self.loss is None:
            return None
        return 0.0 if is_equal(self.loss, self.before) else self.loss - self.before

    @property
    def factor(self) -> float | None:
        """How many times as high the loss is as one pass ago; None: that cannot be told."""
        if self.before is None or self.loss is None or not 0.0 < self.before < math.inf:
            return None
        return self.loss / self.before if 0.0 < self.loss < math.inf else None

    @property
    def standings(self) -> tuple[Standing, ...]:
        """Where all runners of a race stand, by their numbers; without a race none."""
        if not self.number:
            return ()
        here = Standing(
            self.number,
            self.optimizer,
            self.learning_rate,
            self.passes,
            self.loss,
            self.ended,
            here=True,
        )
        others = [
            Standing(
                run.number,
                run.optimizer,
                run.learning_rate,
                run.passes,
                run.loss,
                run.ended,
                here=False,
            )
            for run in self.others
            if run.number
        ]
        runners = sorted((here, *others), key=lambda one: one.number)
        low = min((_height(one) for one in runners), default=math.inf)
        leading = [one for one in runners if _height(one) == low < math.inf]
        if len(leading) == len(runners):
            return tuple(runners)
        return tuple(replace(one, leads=one in leading) for one in runners)

    @property
    def under_way(self) -> bool:
        """Whether this is the middle of a pass: begun by its phases, and not made yet."""
        return not self.known.step

    def name(self, index: int) -> str:
        """What a parameter is called in a sentence: w1, or W1[x1→h2]."""
        return spoken(self.short[index], self.labels[index])
