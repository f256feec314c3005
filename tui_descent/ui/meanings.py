"""What each thing on the screen is: a sentence or two, with its numbers as they are now.

A thing is told by the panel it stands in, by its place there, and by the sign or word that
stands in that place.
"""

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from tui_descent.actions import named
from tui_descent.analysis.verdict import WORDS
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.engine.schedules import SCHEDULES
from tui_descent.readable import plain
from tui_descent.session.frame import Frame, Standing
from tui_descent.session.own_units import own_words
from tui_descent.ui.widgets.gauge import BEFORE, bar_width, rate_at, zone_at
from tui_descent.ui.widgets.ground import Grounded
from tui_descent.ui.widgets.loss import BROKE
from tui_descent.ui.widgets.panel import Panel
from tui_descent.ui.widgets.parameters import Parameters
from tui_descent.ui.widgets.plots import FILLED
from tui_descent.views.view import BY_ID


class Spot(Struct, frozen=True):
    """A place in a panel: the panel, the column and row in it, and the word at that place."""

    panel: Panel[Frame]
    x: int
    y: int
    word: str

    @property
    def sign(self) -> str:
        """The character there."""
        return self.panel.render_line(self.y).crop(self.x, self.x + 1).text


PARTS_OF_SLOPE = {
    "l2": "l2: the penalty's part of the slope; it draws each weight towards 0, large ones most",
    "l1": "l1: the penalty's part of the slope; it draws every weight towards 0 by the same amount",
    "‖g‖": "c/‖g‖: the gradient is longer than the clip norm c, so it is shortened to that length",
    "clipped": "clipped: the gradient is longer than the clip norm, so the optimizer sees it "
    "shortened to that length",
}
ZONES = {
    "slow": "slow: at this rate the loss falls by less than a tenth of what a good one would bring",
    "good": "good: at this rate the next pass lowers the loss by a good part of what can be had",
    "overshoots": "overshoots: a longer step than the best; lower than now, but past the bottom",
    "rises": "loss rises: so long a step that it lands higher than it began",
}
TERMS = {
    "predicted": "predicted: what the slope alone said of the last pass: slope × step, added up "
    "over all parameters",
    "got": "got: what the last pass really brought; the more it differs from what was predicted, "
    "the more the ground bends within one step",
    "λmin": "λmin: the curvature in the direction where it is smallest; where the slope is 0, "
    "above 0 means uphill all around, below 0 a way down",
    "λmax": "λmax: the curvature in the direction where it is largest; with plain descent 2 / λmax "
    "is the limit of the learning rate",
    "velocity": "velocity: momentum and Adam keep some of the last steps, which may carry a step "
    "uphill for a while",
    "limit": "limit: above this learning rate steps swing ever wider, until the ground changes",
}
SIGNS = {
    "●": "●: you are here",
    "◌": "◌: you are here, but the loss is not the height of this picture",
    "○": "○: the next pass leads here",
    "◇": "◇: the lowest place in sight",
    "•": "•: a pass that was made, on the way here",
    "^": "^: here you changed something by hand",
    "┆": "┆: the limit of the learning rate here",
    "◦": "◦: where a run ended that you kept beside this one",
    "░": "░: fog; what the descent came near is seen, and no more",
    "━": "━: a weight above 0; the thicker the line, the larger the weight",
    "╌": "╌: a weight below 0; the thicker the line, the larger the weight",
}
LIMIT = re.compile(r"limit \S+")
ARROWS = {
    "⇑⇗⇒⇘⇓⇙⇐⇖": "the steepest way down from here: against the slope",
    "↑↗→↘↓↙←↖": "the step that the next pass takes",
}
MADE_OF = (
    "made of: how much of each parameter there is in a step along the direction; the squares of "
    "these numbers add up to 1"
)
OF_DIRECTION = {
    "climbs": "climbs: the learning rate is above the limit of this direction, so each pass leads "
    "further from its bottom",
    "zigzags": "zigzags: each pass leads over the bottom to the other side; at the limit itself it "
    "comes no nearer",
    "swings": "swings: in time, the speed of earlier passes carries it past the bottom and back",
    "settles": "settles: half of the distance from the bottom, or more, is gone within ten passes",
    "creeps": "creeps: it takes more than ten passes until half of the distance is gone",
    "level": "level: the loss does not curve in this direction, so there is no bottom to reach",
    "escapes": "escapes: the loss curves down in this direction; each pass leads further away, "
    "downhill",
    "condition": "condition number: how many times as steep the steepest direction is as the "
    "flattest; the larger it is, the less one learning rate suits them all",
    "made": MADE_OF,
    "of": MADE_OF,
    "λmax": "λmax: the curvature in the steepest direction",
    "limit": "limit of a direction: above this learning rate the passes climb along it",
    "╵": "╵: the limit of a direction; above this learning rate the passes climb along it",
    "║": "║: the limits of several directions, which are near each other",
    "▲": "▲: the present learning rate",
    "┊": "┊: the bottom of the valley in this direction",
    "●": "●: a ball let go here, at some distance from the bottom ┊",
    "○": "○: where the next pass leads the ball",
    "•": "•: where later passes lead it",
    "◂": "◂: further out than there is room to show",
    "▸": "▸: further out than there is room to show",
}
OF_COLUMN = {
    "values": "{name} = {value}: a number of the network that training changes, pass by pass",
    "gradients": "the gradient {gradient} is the slope of the loss along {name}: a little more "
    "{name}, and the loss changes by that many times as much",
    "steps": "the step {step}: what the next pass adds to {name}, {rule}; the bar is its size "
    "beside the largest step",
}


def meaning(spot: Spot, frame: Frame) -> str:
    """The explanation of what is at a spot; "" for nothing in particular."""
    own = OF_PANEL.get(spot.panel.id or "", _in_picture)
    return own(spot, frame)


def _in_status(spot: Spot, frame: Frame) -> str:
    verdict, word = frame.verdict, spot.word
    if verdict is not None and word.lower() == verdict.word:
        return f"{verdict.word}: {WORDS[verdict.word]} Here {verdict.evidence}."
    line = spot.panel.render_line(spot.y).text
    before = line[: spot.x]
    if not word:
        return ""
    rule = frame.schedule.split()
    if "lr " in before or word == "lr":
        rate = plain(frame.learning_rate)
        by = f"; it follows the schedule {rule[0]}" if len(rule) == 1 else ""
        return f"the learning rate, lr = {rate}: how long a step is for how steep the slope is{by}"
    if "loss " in before or word == "loss":
        name = frame.heading.loss_name or "the height"
        told = f"the loss ({name}): one number for all errors; ▲ ▼ say where the last pass led"
        if frame.penalty is None:
            return told
        return f"{told}; {plain(frame.penalty, 4)} of it is the penalty on large weights"
    if rule and word.strip(",·") in rule:
        gist = SCHEDULES[rule[0]].gist
        off = "" if len(rule) == 1 else "; off, because you have set the rate by hand"
        return f"{rule[0]}, the schedule of the learning rate: {gist}{off}"
    if "pass " in before or word == "pass":
        return f"pass {frame.passes}: how often all weights were changed since the start"
    if word == frame.optimizer:
        return f"{word}, the optimizer: {OPTIMIZERS[word].gist}"
    return f"what is trained: {frame.heading.title}"


def _in_table(spot: Spot, frame: Frame) -> str:
    table = spot.panel
    assert isinstance(table, Parameters)
    index, column = table.thing_at(spot.x, spot.y)
    if not column:
        return ""
    index = frame.selected if index is None else index
    name, step = frame.name(index), float(frame.steps[index])
    gradient = float(frame.gradients[index])
    by_slope = step == -frame.learning_rate * gradient
    rule = "−lr · gradient" if by_slope else f"as {frame.optimizer} makes it of the gradient"
    if column == "labels":
        count = len(frame.labels)
        own = own_words(frame, index)
        if own:
            return f"{name} = {plain(float(frame.values[index]))} for scaled inputs; {own}"
        return f"{name}: one of {count} parameters that are trained; ▸ marks the selected one"
    numbers = {
        "value": plain(float(frame.values[index])),
        "gradient": plain(gradient),
        "step": plain(step),
    }
    if step != step and column != "values":
        return "not known yet in the middle of a pass"
    return OF_COLUMN[column].format(name=name, rule=rule, **numbers)


def _in_gauge(spot: Spot, frame: Frame) -> str:
    shown, width = frame.gauge, bar_width(spot.panel.size)
    if shown is None or not width:
        return ""
    if spot.y:
        line = spot.panel.render_line(spot.y).text
        told = LIMIT.search(line)
        if spot.sign == "┆" or (told and told.start() <= spot.x < told.end()):
            return TERMS["limit"]
        if spot.x > width * 2 // 3 and spot.word:
            return f"the next pass leads to a loss of {shown.predicted:.6g}, computed beforehand"
        return "learning rates, each number ten times the one before" if spot.word else ""
    column = spot.x - BEFORE
    if not 0 <= column < width:
        return "the gauge: what the next pass would do at each learning rate"
    if spot.sign == "▲":
        return f"▲: the learning rate now, {plain(frame.learning_rate)}; ↑ ↓ move it"
    return f"{ZONES[zone_at(shown, column, width)]}; here {rate_at(shown, column, width):.2g}"


def _in_verdict(spot: Spot, frame: Frame) -> str:
    verdict, word = frame.verdict, spot.word.strip(".,;:")
    if verdict is None or not word:
        return ""
    if word in TERMS:
        return TERMS[word]
    before = spot.panel.render_line(spot.y).text[: spot.x].split()
    if before and (before[-1] in TERMS or (before[-2:-1] and before[-2] in TERMS)):
        return TERMS[before[-1] if before[-1] in TERMS else before[-2]]
    cure = verdict.cure
    if cure is not None and word in cure.action.split():
        return f"advice: {verdict.suggestion}"
    if verdict.cause is not None and word in verdict.cause.text.split():
        return f"why: {verdict.cause.text}"
    return f"what the word {verdict.word} rests on: {verdict.evidence}"


def _in_arithmetic(spot: Spot, frame: Frame) -> str:
    if not spot.word:
        return ""
    name = frame.name(frame.selected)
    line = spot.panel.render_line(spot.y).text
    for sign, means in PARTS_OF_SLOPE.items():
        if sign in line:
            return means
    return f"how the next pass makes the new value of {name}, number by number; ← → pick another"


def _in_race(spot: Spot, frame: Frame) -> str:
    standings = frame.standings
    return _of_runner(standings[spot.y]) if spot.y < len(standings) else ""


def _of_runner(one: Standing) -> str:
    """Who that is, and how far."""
    loss = "has diverged" if one.ended or one.loss is None else f"is at a loss of {one.loss:.6g}"
    rate = plain(one.learning_rate)
    leads = ", the lowest of all" if one.leads else ""
    return f"{one.number}: runner {one.number}, {one.optimizer} at lr {rate}, {loss}{leads}"


def _runner_at(spot: Spot, frame: Frame) -> Standing | None:
    """The runner whose number stands there, highlighted as runners' numbers are."""
    line = spot.panel.render_line(spot.y).crop(spot.x, spot.x + 1)
    style = next((segment.style for segment in line), None)
    marked = style is not None and bool(style.bold or style.reverse)
    numbers = {str(one.number): one for one in frame.standings}
    return numbers.get(spot.sign) if marked else None


def _in_loss(spot: Spot, frame: Frame) -> str:
    sign = spot.sign
    runner = _runner_at(spot, frame)
    if runner is not None:
        return _of_runner(runner)
    if sign == "●" and frame.loss is not None:
        return f"●: you are here, after pass {frame.passes}, at a loss of {frame.loss:.6g}"
    if sign == "○" and frame.gauge is not None:
        return f"○: the next pass leads here, to a loss of {frame.gauge.predicted:.6g}"
    if sign == "↑" and frame.gauge is not None:
        return f"↑: the next pass leads above the axis, to a loss of {frame.gauge.predicted:.6g}"
    if sign == BROKE:
        return "✗: here the loss became too large to be a number"
    if sign == FILLED:
        return "below the curve: how high the loss was after each pass"
    if "\u2800" < sign <= "\u28ff":
        return "the loss after each pass, from pass 0 at the left"
    if sign in "┤┬└─│" or sign.isdigit():
        return "upwards the loss, to the right the passes"
    return SIGNS.get(sign, "") if sign in "^" else ""


def _in_picture(spot: Spot, frame: Frame) -> str:
    """In one of the other views: its sign, or what the view shows."""
    sign = spot.sign
    runner = _runner_at(spot, frame) if isinstance(spot.panel, Grounded) else None
    if runner is not None:
        return _of_runner(runner)
    if sign in SIGNS:
        loss = "" if frame.loss is None or sign not in "●◌" else f"; the loss is {frame.loss:.6g}"
        return f"{SIGNS[sign]}{loss}"
    for arrows, means in ARROWS.items():
        if sign in arrows:
            return f"{sign}: {means}"
    if isinstance(spot.panel, Grounded):
        height = spot.panel.height_at(spot.x, spot.y)
        if height is not None:
            return f"the ground here: with these two numbers the loss would be {plain(height, 4)}"
    return _of_view(spot)


def _in_directions(spot: Spot, frame: Frame) -> str:
    """A word or sign of a row, or what the view shows."""
    return OF_DIRECTION.get(spot.sign) or OF_DIRECTION.get(spot.word) or _of_view(spot)


def _of_view(spot: Spot) -> str:
    """What the view shows, where something of it stands."""
    record, sign = BY_ID.get(spot.panel.id or ""), spot.sign
    if record is None or not sign.strip(" \u2800"):
        return ""
    return f"{record.title}: {named(record.help[0][1], spot.panel.key_names)}"


OF_PANEL: Mapping[str, Callable[[Spot, Frame], str]] = {
    "status": _in_status,
    "parameters": _in_table,
    "gauge": _in_gauge,
    "verdict": _in_verdict,
    "arithmetic": _in_arithmetic,
    "working": _in_arithmetic,
    "loss": _in_loss,
    "directions": _in_directions,
    "race": _in_race,
}
