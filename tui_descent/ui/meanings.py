"""What each thing on the screen is: a sentence or two, with its numbers as they are now.

A thing is told by the panel it stands in, by its place there, and by the sign or word that
stands in that place.
"""

import re
from collections.abc import Callable, Mapping

from msgspec import Struct

from tui_descent.actions import named
from tui_descent.glossary import about
from tui_descent.glossary import meaning as meaning_of
from tui_descent.readable import plain
from tui_descent.session.frame import Frame, Standing
from tui_descent.session.own_units import own_words
from tui_descent.ui.widgets.gauge import BEFORE, WORDS, bar_width, rate_at, zones_of
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


PARTS_OF_SLOPE = {"l2": "l2", "l1": "l1", "‖g‖": "clip", "clipped": "clip"}  # in a line: the term
BELOW = ("predicted", "got", "λmin", "λmax", "velocity", "limit")  # the gauge, in a sentence
SIGNS = ("●", "◌", "○", "◇", "•", "^", "┆", "◦", "░", "━", "╌")
LIMIT = re.compile(r"limit \S+")
DOWNHILL, STEP = "⇑⇗⇒⇘⇓⇙⇐⇖", "↑↗→↘↓↙←↖"
DIRECTIONS = ("climbs", "zigzags", "swings", "settles", "creeps", "level", "escapes")
OF_DIRECTION = {
    **{word: about(word, "directions") for word in DIRECTIONS},
    **{word: about("condition number") for word in ("condition", "number")},
    **{word: about("made of") for word in ("made", "of")},
    **{sign: about(sign) for sign in "╵║┊"},
    "λmax": about("λmax"),
    "limit": about("╵").replace("╵", "limit of a direction", 1),
    "▲": "▲: the learning rate now",
    "●": "●: a ball let go here, some way from the bottom ┊",
    "○": "○: where the next pass takes the ball",
    "•": "•: where later passes take it",
    "◂": about("◂"),
    "▸": about("◂").replace("◂", "▸", 1),
}
OF_COLUMN = {
    "values": "{name} = {value}: a number of the network that every pass of training changes",
    "gradients": "{name} has the gradient {gradient}, its slope: make {name} a little larger, and "
    "the loss changes by that many times as much",
    "steps": "the step {step} is what the next pass adds to {name}: {rule}; the bar compares it "
    "with the largest step",
}


def meaning(spot: Spot, frame: Frame) -> str:
    """The explanation of what is at a spot; "" for nothing in particular."""
    own = OF_PANEL.get(spot.panel.id or "", _in_picture)
    return own(spot, frame)


def _in_status(spot: Spot, frame: Frame) -> str:
    verdict, word = frame.verdict, spot.word
    if verdict is not None and word.lower() == verdict.word:
        return f"{about(verdict.word, 'verdict')} Here: {verdict.evidence}."
    line = spot.panel.render_line(spot.y).text
    before = line[: spot.x]
    if not word:
        return ""
    rule = frame.schedule.split()
    if "lr " in before or word == "lr":
        by = f", by the schedule {rule[0]}" if len(rule) == 1 else ""
        return f"lr = {plain(frame.learning_rate)}{by}. {meaning_of('lr')}"
    if "loss " in before or word == "loss":
        return _of_loss(frame)
    if rule and word.strip(",·") in rule:
        off = "" if len(rule) == 1 else " It is off, because you have set the rate by hand."
        return f"{about(rule[0], 'schedule')}{off}"
    if "pass " in before or word == "pass":
        return f"pass {frame.passes}: all weights have been changed that often since the start"
    if word == frame.optimizer:
        return about(word, "optimizer")
    return f"what is trained: {frame.heading.title}"


def _of_loss(frame: Frame) -> str:
    name = frame.heading.loss_name
    how = f"loss ({name}): {meaning_of(name, 'loss')}" if name else about("loss")
    if frame.penalty is None:
        return f"{how} ▲ ▼ say where the last pass led."
    return f"{how} {plain(frame.penalty, 4)} of it is the penalty on large weights."


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
    rule = "−lr · gradient" if by_slope else f"{frame.optimizer} makes it from the gradient"
    if column == "labels":
        count = len(frame.labels)
        own = own_words(frame, index)
        if own:
            return f"{name} = {plain(float(frame.values[index]))} for scaled inputs; {own}"
        return f"{name}: one of the {count} parameters that are trained; ▸ marks the selected one"
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
            return about("limit")
        if spot.x > width * 2 // 3 and spot.word:
            return (
                f"the next pass will lead to a loss of {shown.predicted:.6g}, computed in advance"
            )
        return "learning rates: each number is ten times the one before it" if spot.word else ""
    column = spot.x - BEFORE
    if not 0 <= column < width:
        return "the gauge: what the next pass would do at each learning rate"
    if spot.sign == "▲":
        return f"▲: the learning rate now, {plain(frame.learning_rate)}; ↑ ↓ move it"
    zone = about(WORDS[zones_of(shown, width)[column]], "gauge")
    return f"{zone} Here: lr {rate_at(shown, column, width):.2g}."


def _in_verdict(spot: Spot, frame: Frame) -> str:
    verdict, word = frame.verdict, spot.word.strip(".,;:")
    if verdict is None or not word:
        return ""
    before = spot.panel.render_line(spot.y).text[: spot.x].split()
    for near in (word, *before[:-3:-1]):  # `predicted −1.2`, `λmin = −0.3`
        if near in BELOW:
            return about(near)
    cure = verdict.cure
    if cure is not None and word in cure.action.split():
        return f"advice: {verdict.suggestion}"
    if verdict.cause is not None and word in verdict.cause.text.split():
        return f"why: {verdict.cause.text}"
    return f"why the verdict is {verdict.word}: {verdict.evidence}"


def _in_arithmetic(spot: Spot, frame: Frame) -> str:
    if not spot.word:
        return ""
    name = frame.name(frame.selected)
    line = spot.panel.render_line(spot.y).text
    for sign, term in PARTS_OF_SLOPE.items():
        if sign in line:
            return about(term)
    return f"how the next pass computes the new {name}, number by number; ← → pick another"


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
    """The runner whose number is drawn at this spot, in the style of runners' numbers."""
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
        return "the area below the curve: the higher, the larger the loss after that pass"
    if "\u2800" < sign <= "\u28ff":
        return "the curve: the loss after each pass, from pass 0 on"
    if sign in "┤┬└─│" or sign.isdigit():
        return "the axes: up is a larger loss, to the right are later passes"
    return about(sign) if sign == "^" else ""


def _in_picture(spot: Spot, frame: Frame) -> str:
    """In one of the other views: its sign, or what the view shows."""
    sign = spot.sign
    runner = _runner_at(spot, frame) if isinstance(spot.panel, Grounded) else None
    if runner is not None:
        return _of_runner(runner)
    if sign in SIGNS:
        loss = "" if frame.loss is None or sign not in "●◌" else f" The loss is {frame.loss:.6g}."
        return f"{about(sign, 'drawing')}{loss}"
    if sign in DOWNHILL or sign in STEP:
        return about(sign)
    if isinstance(spot.panel, Grounded):
        height = spot.panel.height_at(spot.x, spot.y)
        if height is not None:
            return f"the ground: with the values of this place the loss would be {plain(height, 4)}"
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
