"""The selected parameter, values by hand, and where the descent starts."""

import math

from tui_descent.actions.action import Action, Key, Teacher, Words
from tui_descent.actions.arguments import CommandError, exactly, no_words, number, one_of, parameter
from tui_descent.session.session import Session

STEPS = {"next": 1, "previous": -1}
DIRECTIONS = {"up": 1, "down": -1}


def select(session: Session, words: Words, _: Teacher | None) -> str:
    (name,) = exactly(words, 1, "select W1[x1->h2]")
    if name in STEPS:
        session.select(STEPS[name])
    else:
        session.selected = parameter(session, name)
    index = session.selected
    return f"{session.name()} is selected: {session.state.theta[index]:.6g}"


def set_value(session: Session, words: Words, _: Teacher | None) -> str:
    name, value = exactly(words, 2, "set W1[x1->h2] 0.5")
    index, wanted = parameter(session, name), number(value, "0.5")
    session.selected = index
    session.set_parameter(wanted)
    return _moved(session)


def nudge_selected(session: Session, direction: int) -> None:
    """Move the selected parameter by 0.1, or by a unit of its second digit above 10."""
    value = float(session.state.theta[session.selected])
    if math.isfinite(value):
        size = 10.0 ** max(-1, math.floor(math.log10(max(abs(value), 1.0))) - 1)
        moved = float(f"{value + direction * size:.12g}")
        if math.isfinite(moved):
            session.set_parameter(moved)


def nudge(session: Session, words: Words, _: Teacher | None) -> str:
    *name, direction = words or [""]
    if len(name) > 1 or not direction:
        raise CommandError("write it like this: nudge w1 up")
    index = parameter(session, name[0]) if name else session.selected
    offset = DIRECTIONS[one_of(direction, list(DIRECTIONS))]
    session.selected = index
    nudge_selected(session, offset)
    return _moved(session)


def _moved(session: Session) -> str:
    at = session.selected
    value = session.state.theta[at]
    return f"{session.name()} is {value:.6g}; the loss is {session.loss:.6g}"


def reset(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    session.reset()
    return "the same initial weights again"


def new(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    session.new_weights()
    return "new random weights"


ACTIONS = (
    Action(
        "select",
        "NAME",
        "select a parameter",
        select,
        "select W1[x1->h2] or x1->h2; check and arithmetic then look at it.",
        (
            Key("previous", "left", "select the parameter before", "pick", line="select previous"),
            Key("next", "right", "select the next parameter", line="select next"),
        ),
        seen=True,
    ),
    Action(
        "set",
        "NAME VALUE",
        "give a parameter a value",
        set_value,
        "set w1 0.5, or set x1->h2 0.5.",
        (
            Key(
                "edit", "enter", "type a value for the selected parameter", "set", call="type_value"
            ),
        ),
        moves=True,
        seen=True,
    ),
    Action(
        "nudge",
        "[NAME] up|down",
        "move a parameter a little",
        nudge,
        "nudge w1 up adds 0.1 to it; from 10 on it adds 1, from 100 on 10.",
        (
            Key("nudge-up", "plus", "nudge the selected parameter up", line="nudge up"),
            Key("nudge-down", "minus", "nudge the selected parameter down", line="nudge down"),
        ),
        moves=True,
        seen=True,
    ),
    Action(
        "reset",
        "",
        "start again from the same initial weights",
        reset,
        keys=(
            Key(
                "reset", "r", "reset to the same initial weights", "reset", line="reset", stays=True
            ),
        ),
        loses=True,
        then="pass",
    ),
    Action(
        "new",
        "",
        "start from new random weights",
        new,
        keys=(Key("new", "n", "start from new random weights", line="new"),),
        moves=True,
        loses=True,
        then="pass",
    ),
)
