"""Passes: forwards, backwards, phase by phase, and by the clock."""

from tui_descent.actions.action import Action, Key, Teacher, Words
from tui_descent.actions.arguments import CommandError, count, exactly, no_words, number
from tui_descent.session.session import Session

DIVERGED = "diverged: {back} goes back, {reset} starts again"


def step(session: Session, words: Words, _: Teacher | None) -> str:
    return _go_on(session, count(words, "step 3"))


def epoch(session: Session, words: Words, _: Teacher | None) -> str:
    for _epoch_number in range(count(words, "epoch 2")):
        if session.leaving:
            break
        _go_on(session, session.walk.passes_left_in_epoch)
    return ""


def _go_on(session: Session, passes: int) -> str:
    may_go_on(session)
    session.step(passes)
    return ""


def may_go_on(session: Session) -> None:
    """Raise CommandError where there is no next pass."""
    if session.ended:
        raise CommandError(DIVERGED)


def back(session: Session, words: Words, _: Teacher | None) -> str:
    passes = count(words, "back 3")
    before = session.state
    session.back(passes)
    rate = session.state.learning_rate
    if before.passes == 0:
        return "this is pass 0, where the descent starts"
    if rate != before.learning_rate:
        return f"the learning rate is {rate:g} again, as it was here"
    return ""


def phase(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    may_go_on(session)
    session.next_phase()
    return ""


def until(session: Session, words: Words, _: Teacher | None) -> str:
    from tui_descent.session.until import MOST, Until

    (word,) = exactly(words, 1, "until converged, or until 0.01")
    may_go_on(session)
    goal = Until(session, None if word == "converged" else number(word, "0.01"))
    goal.step(MOST)
    return goal.said


ACTIONS = (
    Action(
        "step",
        "[PASSES]",
        "make one pass, or this many",
        step,
        "step 3 makes three passes.",
        (
            Key("pass", "space", "make one pass", "pass", call="step(1)"),
            Key(
                "hundred",
                "greater_than_sign",
                "make 100 passes",
                call="step(100)",
                words="step 100",
            ),
        ),
        moves=True,
        then="state",
    ),
    Action(
        "phase",
        "",
        "take a phase of a pass",
        phase,
        keys=(
            Key(
                "phase",
                "full_stop",
                "take one phase of a pass: forward, loss, backward, layer by layer, update",
                "phase",
                line="phase",
            ),
        ),
        moves=True,
        then="phase",
    ),
    Action(
        "sample",
        "",
        "in a phase: look at the next sample",
        keys=(Key("sample", "i", "look at the next sample on its way through"),),
    ),
    Action(
        "epoch",
        "[EPOCHS]",
        "make passes up to the end of the epoch",
        epoch,
        "epoch 2 goes on to the end of this epoch, and then of the next one.",
        (Key("epoch", "e", "make passes up to the end of the epoch"),),
        moves=True,
        then="state",
    ),
    Action(
        "until",
        "converged|LOSS",
        "go on until it has converged, or the loss is this low",
        until,
        "until converged goes on until there is nothing left to gain; until 0.01 until the loss "
        "is 0.01 or "
        "less.",
        (
            Key("until", "E", "go on until it has converged", words="until converged"),
            Key(
                "until-loss",
                "B",
                "go on until the loss is below what is typed",
                call="type_until",
                words="until LOSS",
            ),
        ),
        moves=True,
        then="state",
    ),
    Action(
        "back",
        "[PASSES]",
        "go back one pass, or this many",
        back,
        "back 3 goes back three passes; everything is as it was there.",
        (
            Key(
                "back",
                "b,backspace",
                "go back one pass, exactly (also backspace)",
                "back",
                line="back",
            ),
        ),
        then="state",
    ),
    Action(
        keys=(Key("play", "p", "play, pause", "play", words="step 20"),),
        moves=True,
    ),
    Action(
        keys=(
            Key("slower", "comma", "play slower", call="speed(-1)"),
            Key("faster", "semicolon", "play faster", call="speed(1)"),
        ),
    ),
)
