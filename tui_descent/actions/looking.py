"""Looking: the gradient check, what the plain mode prints when asked, the views of the screen."""

from typing import TYPE_CHECKING

from tui_descent.actions.action import Action, Key, Teacher, Words
from tui_descent.actions.arguments import CommandError, parameter
from tui_descent.session.elsewhere import check_gradient
from tui_descent.session.session import Session

if TYPE_CHECKING:
    from tui_descent.analysis.gradient_check import GradientCheck


def check(session: Session, words: Words, _: Teacher | None) -> str:
    if words:
        session.selected = parameter(session, words[0])
    if not session.state.finite:
        raise CommandError("it has diverged: there is no slope to check; {back} goes back")
    check = check_gradient(session)
    place = check.indices.tolist().index(session.selected)
    corner = "; it stands at a corner of the loss" if check.kinks[place] else ""
    return (
        f"{session.labels[session.selected]}: backward pass {check.gradients[place]:.6g}, "
        f"difference of the loss {check.differences[place]:.6g}{corner}; "
        f"{_agreement(session, check)}, "
        f"largest relative error of all {check.errors.max():.2g}"
    )


def _agreement(session: Session, check: "GradientCheck") -> str:
    """What the check says of all parameters: at a corner any slope between its sides is right."""
    wrong = check.indices[~check.agrees & ~check.kinks]
    corners = int(check.kinks.sum())
    if len(wrong):
        return f"{len(wrong)} differ, the first is {session.labels[wrong[0]]}"
    return f"all agree but {corners} at a corner of the loss" if corners else "they agree"


ACTIONS = (
    Action("show", "", "what is open, where it stands, what the next pass will do", looks=True),
    Action(
        "parameters",
        "[NAME|all]",
        "value, slope and next step of each parameter",
        example="parameters W1 shows those of the first layer, parameters w1 a single one.",
        looks=True,
    ),
    Action(
        "gradients",
        "[NAME|all]",
        "the slope along each parameter",
        example="gradients W1 shows those of the first layer.",
        looks=True,
    ),
    Action(
        "arithmetic",
        "[NAME]",
        "how the next pass computes a parameter's new value, number by number",
        example="arithmetic x1->h2 looks at the weight from x1 to h2.",
    ),
    Action(
        "check",
        "[NAME]",
        "check the gradient against differences",
        check,
        "check w1 compares the slope of w1 with a difference of the loss.",
        (
            Key(
                "check",
                "g",
                "check the gradient against differences of the loss",
                "check",
                call="dialog('check')",
            ),
        ),
        moves=True,
    ),
    Action("verdict", "", "how it is going, why, and what helps", looks=True),
    Action("gauge", "", "what the next pass would do at each learning rate", looks=True),
    Action("curve", "", "the loss at some passes up to here", looks=True),
    Action(
        "fit",
        "[SAMPLES|all]",
        "the prediction and the target of each sample",
        example="fit 5 shows the five worst samples where there are many.",
        looks=True,
    ),
    Action(
        "network",
        "[SAMPLE|UNIT|all]",
        "a sample on its way through the network, unit by unit, with the weights",
        example="network 2 takes the second sample; network h1 shows all weights of one unit, "
        "network all those of every unit.",
        looks=True,
    ),
    Action(
        "directions",
        "[all]",
        "how far the next passes lead along each direction of the curvature",
        example="directions shows the steepest and the flattest; directions all shows every one.",
        looks=True,
    ),
    Action(
        "sharpness",
        "",
        "the largest curvature after each pass, and the one that the rate allows",
        looks=True,
    ),
    Action(
        "look",
        "[NAME]",
        "which way is down, how steep it is, and where two more passes lead",
        example="look w1 looks along w1 alone.",
        looks=True,
    ),
    Action(
        "compare",
        "[NUMBER]",
        "this run and a ghost: their rates, where they part, where each stands",
        example="compare 1 takes the first ghost, compare alone the last.",
        looks=True,
    ),
    Action("history", "", "how far this run goes, what was changed, the ghosts", looks=True),
    Action(
        "digits",
        "NUMBER|all",
        "how many digits numbers are shown with",
        example="digits 3 shows three; digits all shows as many as it takes to read a number back.",
    ),
    Action(
        "speech",
        "on|off",
        "spell minus signs, times, powers of ten and names for a voice",
        example="speech on; w1 and W1 then sound different.",
    ),
    Action(
        keys=(
            Key(
                "view",
                "tab",
                "next view: the curve, the arithmetic; in small windows all panels in turn",
                "view",
                words="show",
            ),
            Key("view-back", "shift+tab", "the view before", call="view(-1)", words="show"),
            Key("whole", "V", "the picture in the whole window, or everything again", "whole"),
            Key(
                "what",
                "W",
                "what is this? arrows or a click point to a thing, and it is explained",
                "what is this?",
                stays=True,
            ),
            Key("log", "l", "loss axis and levels linear, logarithmic"),
            Key(
                "zoom-in", "z", "landscape, mountain, slice: look closer", "closer", call="zoom(1)"
            ),
            Key(
                "zoom-out",
                "Z",
                "landscape, mountain, slice: look from further away",
                call="zoom(-1)",
            ),
            Key(
                "pan-left",
                "H",
                "landscape: look further left; mountain: turn it",
                "turn",
                call="pan(-1, 0)",
            ),
            Key(
                "pan-down",
                "J",
                "landscape: look further down; mountain: from lower",
                "tilt",
                call="pan(0, -1)",
            ),
            Key(
                "pan-up", "K", "landscape: look further up; mountain: from higher", call="pan(0, 1)"
            ),
            Key(
                "pan-right",
                "L",
                "landscape: look further right; mountain: turn it",
                call="pan(1, 0)",
            ),
            Key(
                "follow",
                "c",
                "landscape: centre on the point and follow it",
                "follow",
                call="landscape('follow')",
            ),
            Key(
                "plane",
                "v",
                "landscape: along two parameters, along the path",
                call="landscape('next_plane')",
            ),
            Key(
                "second",
                "m",
                "landscape: the selected parameter goes upwards",
                call="landscape('second')",
            ),
            Key("fog", "y", "fog: see only what the descent came near, or all", "fog"),
        )
    ),
)
