"""Several runs at once: a race, and runs kept as ghosts."""

from tui_descent.actions.action import Action, Key, Teacher, Words
from tui_descent.actions.arguments import CommandError, exactly, no_words
from tui_descent.session import other_runs
from tui_descent.session.session import Session

CHOICES = "race optimizers, race rates, race 2 or race off"
NO_RACE = "there is no race; race optimizers or race rates begins one"


def race(session: Session, words: Words, _: Teacher | None) -> str:
    if not words and session.number:
        return ""  # the standings follow
    (word,) = exactly(words, 1, CHOICES)
    if word == "off":
        return _end(session)
    if word.isdecimal() and len(word) < 3:
        return _look_at(session, int(word))
    if word not in ("optimizers", "rates"):
        raise CommandError(f"{word!r} is not a race; write {CHOICES}")
    may_race(session)
    from tui_descent.session import race as racing

    if word == "optimizers":
        line_up = racing.optimizers(session, lambda _: not session.leaving)
        if line_up is None:
            raise CommandError("the search for the best rates was stopped: there is no race")
    else:
        try:
            line_up = racing.rates(session)
        except ValueError as error:
            raise CommandError(str(error)) from None
    racing.start(session, line_up)
    return begun(session)


def may_race(session: Session) -> None:
    """Raise CommandError where no run can start."""
    if session.ended:
        raise CommandError("it has diverged: no race starts here; {back} goes back")


def begun(session: Session) -> str:
    """What is said at the start of a race."""
    return f"{session.runners} runs start here, each pass moves all; {{swap}} looks at the next"


def _look_at(session: Session, number: int) -> str:
    if not session.number:
        raise CommandError(NO_RACE)
    if number == session.number:
        return f"you look at runner {number} already"
    if not other_runs.swap(session, number):
        known = sorted(run.number for run in session.others if run.number)
        raise CommandError(f"there is no runner {number}; there are {', '.join(map(str, known))}")
    return _looked_at(session)


def _looked_at(session: Session) -> str:
    state = session.state
    return f"this is runner {session.number}: {state.optimizer.name}, lr {state.learning_rate:g}"


def _end(session: Session) -> str:
    if not session.number:
        raise CommandError(NO_RACE)
    from tui_descent.session import race as racing

    racing.stop(session)
    return f"the race is over; {session.state.optimizer.name} goes on alone"


def fork(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    if not other_runs.fork(session):
        raise CommandError("there are four ghosts already: {drop} drops them")
    return "kept as a ghost; {back} and another rate lead to another future"


def swap(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    if not other_runs.swap(session):
        raise CommandError("there is no ghost yet: {fork} keeps one")
    if session.number:
        return _looked_at(session)
    state = session.state
    run = f"lr {state.learning_rate:g} {state.optimizer.name}, pass {state.passes}"
    return f"the other run goes on: {run}; this one is its ghost"


def drop(session: Session, words: Words, _: Teacher | None) -> str:
    no_words(session, words)
    raced = session.number > 0
    other_runs.drop(session)
    return "no other runs any more" if raced else "no ghosts any more"


ACTIONS = (
    Action(
        "race",
        "[optimizers|rates|NUMBER|off]",
        "let several optimizers or rates run from here, or look at one; alone: who is where",
        race,
        "race optimizers, race rates; race 2 looks at runner 2, race off ends the race.",
        (
            Key(
                "race",
                "O",
                "race: several optimizers or rates start here and step together",
                "race",
                call="dialog('race')",
                words="race",
            ),
        ),
        moves=True,
        loses=True,
        then="race",
    ),
    Action(
        "fork",
        "",
        "keep this run as a ghost, go on from here",
        fork,
        keys=(Key("fork", "f", "keep this run as a ghost, go on from here", line="fork"),),
    ),
    Action(
        "swap",
        "",
        "go on with the oldest ghost; in a race, look at the next runner",
        swap,
        keys=(
            Key(
                "swap",
                "x",
                "go on with the oldest ghost, keep this run in its place; in a race: the next "
                "runner",
                line="swap",
            ),
        ),
        moves=True,
        then="pass",
    ),
    Action(
        "drop",
        "",
        "drop all other runs: ghosts, and the runners of a race",
        drop,
        keys=(Key("drop", "d", "drop all other runs: ghosts and runners", line="drop"),),
        loses=True,
    ),
)
