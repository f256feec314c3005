"""Where the descent stands, in lines: pass, loss, verdict, gauge, and the way up to here."""

import math
from collections.abc import Collection, Iterator, Sequence

import numpy as np

from tui_descent.analysis.gauge import AT_REST, Gauge
from tui_descent.analysis.probe import ZONES, Probe, probe
from tui_descent.engine.arrays import FloatArray
from tui_descent.plain.output import DIGITS, Output, in_a_breath
from tui_descent.presets.preset import NetworkProblem
from tui_descent.presets.variation import written_schedule
from tui_descent.session.frame import Frame, Standing
from tui_descent.session.session import Session

Hidden = Collection[str]  # ids of panels that a lesson does not show

CURE = "cure"  # the command that does what the verdict suggests
FEW = 3  # parameters, up to which each pass tells all of them
MOST_UNITS = (10, 6, 4, 2)  # that are named of those that have stopped learning
POINTS = 10  # passes of a curve that are told
FEWER_DIGITS = (DIGITS, 5, 4, 3)  # of a pass's numbers, until they fit into a breath
FINER = 32  # rates between two neighbours of the gauge, to tell where a zone ends
ZONE_WORDS = {"rises": "the loss rises"}


def pass_line(session: Session, out: Output, hidden: Hidden = ()) -> str:
    """`pass 3  w1 2.598  loss 4.86  falling`, in a breath.

    The loss on points that are held out is told beside the loss; with many parameters the
    learning rate instead of them.
    """
    told = (
        *(_pass_line(session, out, hidden, digits) for digits in FEWER_DIGITS),
        _pass_line(session, out, (*hidden, "parameters"), DIGITS),
    )
    return in_a_breath(told)


def _pass_line(session: Session, out: Output, hidden: Hidden, digits: int) -> str:
    state, held_out = session.state, session.walk.validation_loss
    parts = [f"pass {state.passes}"]
    if len(state.theta) <= FEW and "parameters" not in hidden:
        parts += [
            f"{session.name(index)} {out.number(value, digits)}"
            for index, value in enumerate(state.theta)
        ]
    if session.known.loss:
        parts.append(f"loss {out.number(session.loss, digits)}")
        if held_out is not None:
            parts.append(f"held out {out.number(held_out, digits)}")
        parts.append(_trend(session))
    else:
        parts.append("loss not known yet")
    if len(state.theta) > FEW and held_out is None:
        parts.append(f"rate {out.number(state.learning_rate)}")
    return "  ".join(filter(None, parts))


def _trend(session: Session) -> str:
    if session.ended:
        return "diverged"
    losses = session.walk.last_losses(2)
    if len(losses) < 2:
        return "start"
    change = float(losses[1] - losses[0])
    return "falling" if change < 0.0 else "rising" if change > 0.0 else "unchanged"


def verdict_line(session: Session) -> str:
    """How the descent is doing: a word, what it rests on, what could be tried."""
    return f"verdict {session.advice.verdict(lambda: not session.leaving).told(CURE)}"


def verdict_in_a_breath(session: Session) -> str:
    """The same in as many clauses as one takes in at once."""
    verdict = session.advice.verdict(lambda: not session.leaving)
    told = (verdict.told(CURE), *verdict.shorter(CURE), verdict.word)
    return in_a_breath(f"verdict {text}" for text in told)


def unit_lines(session: Session) -> list[str]:
    """The units that have stopped learning, in a breath: `dead units h2, h5: …`."""
    lines = []
    for word, names in session.advice.idle_units:
        whose = "its" if len(names) == 1 else "their"
        means = {"dead": f"{whose} output is always 0", "saturated": "the activation is flat there"}
        told = [_units(word, names, most) for most in MOST_UNITS]
        lines.append(in_a_breath([f"{told[0]}: {means[word]}", *told]))
    return lines


def _units(word: str, names: Sequence[str], most: int) -> str:
    """`dead units h1, h2 and 7 more`."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return f"{word} {'unit' if len(names) == 1 else 'units'} {', '.join(names[:most])}{more}"


def heading_lines(session: Session) -> list[str]:
    """What is trained, on what, and how."""
    heading, problem, state = session.heading, session.preset.problem, session.state
    lines = [f"problem {heading.name}: {heading.title}", f"shape {heading.shape}"]
    if isinstance(problem, NetworkProblem):
        samples = problem.data.samples
        batches = session.objective.passes_per_epoch
        whole = "all in each pass" if batches == 1 else f"{batches} passes to an epoch"
        lines += [f"loss is {heading.loss_name}", f"samples {samples}, {whole}"]
    lines += [
        f"parameters {session.parameter_count}",
        f"optimizer {state.optimizer.name}",
        *recipe_lines(session),
    ]
    return lines


def recipe_lines(session: Session) -> list[str]:
    """What else the way down is made of: penalty, clipping, schedule, features."""
    training, data = session.preset.tables.training, session.preset.tables.data
    lines = []
    for name, value in (("l1", training.l1), ("l2", training.l2)):
        if value:
            lines.append(f"penalty {name} {value:g}")
    if session.preset.clip_norm is not None:
        lines.append(f"gradients longer than {session.preset.clip_norm:g} are shortened to that")
    if training.schedule is not None:
        follows = "" if session.walk.follows_plan else ", until you changed it by hand"
        lines.append(f"learning rate by schedule {written_schedule(training.schedule)}{follows}")
    if data is not None and data.features is not None:
        lines.append(f"features {', '.join(data.features)}")
    return lines


def gauge_line(session: Session, out: Output, whole: bool) -> str:
    """What the next pass will lead to at the present rate; `whole`: what its limit means, too."""
    gauge, rate = session.gauge, session.state.learning_rate
    if not session.known.step:
        return "next loss not known yet: this pass is not finished"
    if gauge is None:
        return "no next pass: the descent has diverged"
    word = _zone_word(gauge, rate, session.loss)
    told = f"next loss {out.number(gauge.predicted)} at rate {out.number(rate)}: {word}"
    limit = str(gauge.bound or "no limit here: in no direction does the loss curve up")
    return f"{told}; {limit if whole else limit.partition(':')[0]}"


def _zone_word(gauge: Gauge, rate: float, now: float) -> str:
    if rate == 0.0:
        return "nothing moves"
    if gauge.changes_nothing(rate, gauge.predicted, now):
        return AT_REST
    word = ZONE_WORDS.get(gauge.zone, gauge.zone)
    return f"{word}, because a negative rate walks up the slope" if rate < 0.0 else word


def zone_lines(session: Session, gauge: Gauge) -> list[str]:
    """Which rates would be slow, good, overshoot or raise the loss, in the next pass."""
    seen = _looked_at_closely(session, gauge)
    lines = []
    for zone, first, last in _runs(seen):
        low, high = _border(seen.rates, first), _border(seen.rates, last + 1)
        where = f"from about {low} to {high}"
        if first == 0 and zone == "slow":
            where = f"below about {high}"
        elif last == len(seen.zones) - 1 and zone == "rises":
            where = f"above about {low}"
        lines.append(f"rates {where}: {ZONE_WORDS.get(zone, zone)}")
    if seen.samples < seen.all_samples:
        lines.append(f"computed on {seen.samples} of {seen.all_samples} samples")
    return lines


def _looked_at_closely(session: Session, gauge: Gauge) -> Probe:
    """The gauge's probe with many more rates where one zone passes into the next."""
    seen = gauge.probe
    rates = [seen.rates]
    for _, first, _ in _runs(seen):
        if first:
            rates.append(
                np.geomspace(float(seen.rates[first - 1]), float(seen.rates[first]), FINER)[1:-1]
            )
    chosen = np.concatenate(rates)
    chosen = chosen[np.argsort(np.abs(chosen))]
    return probe(session.walk.descent, session.state, chosen, gauge.limit)


def _border(rates: FloatArray, place: int) -> str:
    """The rate halfway, on a log scale, between this one and the one before it; or an end."""
    ends = np.abs(rates[[max(place - 1, 0), min(place, len(rates) - 1)]])
    return f"{math.copysign(math.sqrt(float(ends[0]) * float(ends[1])), float(rates[0])):.3g}"


def _runs(seen: Probe) -> Iterator[tuple[str, int, int]]:
    """(zone, first, last) of each run of rates in one zone."""
    zones = seen.zones
    first = 0
    for place in range(1, len(zones) + 1):
        if place == len(zones) or zones[place] != zones[first]:
            yield ZONES[zones[first]], first, place - 1
            first = place


def curve_lines(session: Session, out: Output) -> list[str]:
    """The loss at some passes from 0 to here, as far as it is known, and where it was lowest."""
    here = session.state.passes
    losses = session.walk.last_losses(here + 1)
    if not session.known.loss:
        here -= 1
        losses = losses[:-1]
    if not len(losses):
        return ["no loss is known yet: the first forward pass is under way"]
    places = sorted({round(place) for place in np.linspace(0, here, min(here, POINTS) + 1)})
    lines = [f"pass {place}  loss {out.number(losses[place])}" for place in places]
    finite = np.where(np.isfinite(losses), losses, np.inf)
    lowest, highest = int(np.argmin(finite)), int(np.argmax(losses))
    return [
        *lines,
        f"lowest loss {out.number(losses[lowest])} at pass {lowest}",
        f"highest loss {out.number(losses[highest])} at pass {highest}",
    ]


def history_lines(frame: Frame, out: Output) -> list[str]:
    """How far this run goes, where a hand changed it, and the runs that are kept as ghosts."""
    lines = [f"you are at pass {frame.passes} of {frame.newest} that were made"]
    if frame.changed:
        lines.append(f"changed by hand at pass {', '.join(map(str, frame.changed))}")
    lines += race_lines(frame, out)
    ghosts = [run for run in frame.others if not run.number]
    for number, ghost in enumerate(ghosts, start=1):
        lowest = out.number(float(np.fmin.reduce(ghost.curve.lowest)))
        lines.append(
            f"ghost {number}: {ghost.label}, {ghost.curve.newest} passes, lowest loss {lowest}"
        )
    return lines


def race_line(frame: Frame, out: Output) -> str:
    """`race: 1 sgd 4.86, 2 momentum 0.31 leads`, in a breath; "": there is no race.

    Where only rates differ: `race: 1: 4.86, 2: 0.31 leads`. Of many runners those are told who
    lead, and the one that is looked at.
    """
    everybody = frame.standings
    if not everybody:
        return ""
    leaders = [one for one in everybody if one.leads]
    some = [one for one in everybody if one.here or one in leaders]
    more = f", and {len(everybody) - len(some)} more"
    few = [one for one in everybody if one.here or one in leaders[:1]]
    fewer = f", and {len(everybody) - len(few)} more"
    told = (
        *(_race_line(everybody, frame, out, digits) for digits in FEWER_DIGITS),
        *(_race_line(some, frame, out, digits) + more for digits in FEWER_DIGITS),
        *(_race_line(few, frame, out, digits) + fewer for digits in FEWER_DIGITS),
        _race_line(few, frame, out, FEWER_DIGITS[-1], named=False) + fewer,
    )
    return in_a_breath(told)


def _race_line(
    some: Sequence[Standing], frame: Frame, out: Output, digits: int, named: bool = True
) -> str:
    alike = not named or len({one.optimizer for one in frame.standings}) == 1
    if out.spell is not None:
        runners = [
            f"runner {one.number}{'' if alike else f' {one.optimizer}'}"
            f"{'' if one.ended else ' at'} {_stand(one, frame, out, digits)}{' leads' * one.leads}"
            for one in some
        ]
        return f"race: {', '.join(runners)}"
    told = [
        f"{one.number}{':' if alike else f' {one.optimizer}'} {_stand(one, frame, out, digits)}"
        f"{' leads' * one.leads}"
        for one in some
    ]
    return f"race: {', '.join(told)}"


def race_lines(frame: Frame, out: Output) -> list[str]:
    """The same, one runner to a line, with its learning rate."""
    return [
        f"runner {one.number}: {one.optimizer}  rate {out.number(one.learning_rate)}"
        f"  loss {_stand(one, frame, out)}{'  leads' * one.leads}{'  you are here' * one.here}"
        for one in frame.standings
    ]


def _stand(one: Standing, frame: Frame, out: Output, digits: int | None = None) -> str:
    """The loss of a runner, and its pass where that is another."""
    if one.ended:
        return f"diverged at pass {one.passes}"
    loss = "not known yet" if one.loss is None else out.number(one.loss, digits)
    return loss if one.passes == frame.passes else f"{loss} at pass {one.passes}"
