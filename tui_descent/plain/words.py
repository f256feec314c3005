"""The plain mode's own commands: what a screen shows by itself, and ways around."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui_descent import commands
from tui_descent.atomic import write_atomically
from tui_descent.commands import CommandError
from tui_descent.plain.mode import PlainMode
from tui_descent.plain.phases import arithmetic_lines
from tui_descent.plain.standing import (
    curve_lines,
    gauge_line,
    heading_lines,
    history_lines,
    zone_lines,
)
from tui_descent.plain.tables import (
    MOST,
    fit_lines,
    gradient_lines,
    outcome_lines,
    parameter_lines,
    sweep_rates,
)
from tui_descent.presets.preset import NetworkProblem
from tui_descent.records import lines

Words = Sequence[str]
FORMS = (".jsonl", ".csv")
USUAL = 100  # passes of a sweep
MOST_SWEPT = 100_000
WORST = 10  # samples that are told of many
MOST_DIGITS = 17


@dataclass(frozen=True, slots=True)
class Word:
    """One command, as commands.Command is one; `run` prints what there is to say."""

    name: str
    arguments: str
    help: str
    run: Callable[[PlainMode, Words], None]

    @property
    def usage(self) -> str:
        """Name and arguments, as one writes them."""
        return f"{self.name} {self.arguments}".strip()


def _alone(words: Words) -> None:
    if words:
        raise CommandError(f"{' '.join(words)!r} is too much; this command stands alone")


def _at_most_one(words: Words, usage: str) -> str:
    if len(words) > 1:
        raise CommandError(f"that is written: {usage}")
    return words[0] if words else ""


def _not_hidden(mode: PlainMode, *panels: str) -> None:
    if any(panel in mode.hidden for panel in panels):
        raise CommandError("this lesson does without it: it would give the answer away")


# looking


def _show(mode: PlainMode, words: Words) -> None:
    _alone(words)
    session = mode.session
    mode.out.say(*heading_lines(session))
    mode.out.say(f"rate {mode.out.number(session.state.learning_rate)}")
    mode.out.say(f"selected parameter {session.labels[session.selected]}")
    validation = session.validation_loss
    if validation is not None:
        mode.out.say(f"loss on the points held out {mode.out.number(validation)}")
    mode.stand()
    mode.foresee()


def _parameters(mode: PlainMode, words: Words) -> None:
    _not_hidden(mode, "parameters")
    session = mode.session
    indices, left = _chosen(mode, words, "parameters W1")
    mode.out.say(*parameter_lines(session, session.frame(), mode.out, indices, mode.hidden))
    _more(mode, left, "parameters")


def _gradients(mode: PlainMode, words: Words) -> None:
    _not_hidden(mode, "parameters", "gradients")
    session = mode.session
    indices, left = _chosen(mode, words, "gradients W1")
    mode.out.say(*gradient_lines(session, session.frame(), mode.out, indices))
    _more(mode, left, "gradients")


def _chosen(mode: PlainMode, words: Words, usage: str) -> tuple[list[int], int]:
    """Which parameters to tell, and how many are left out."""
    word, labels = _at_most_one(words, f"{usage}, or all"), mode.session.labels
    everything = list(range(len(labels)))
    if word == "all":
        return everything, 0
    inside = [at for at in everything if labels[at].startswith(f"{word}[")] if word else everything
    if not inside:
        return [commands.parameter(mode.session, word)], 0
    return inside[:MOST], len(inside) - len(inside[:MOST])


def _more(mode: PlainMode, left: int, name: str) -> None:
    if left:
        mode.out.say(f"and {left} more; {name} all tells every one, {name} W2 those of W2")


def _arithmetic(mode: PlainMode, words: Words) -> None:
    _not_hidden(mode, "arithmetic", "working")
    name = _at_most_one(words, "arithmetic w1")
    if name:
        mode.session.select_index(commands.parameter(mode.session, name))
    if mode.session.ended:
        raise CommandError("it has diverged: there is no next pass; go back")
    mode.out.say(*arithmetic_lines(mode.session.frame()))


def _sample(mode: PlainMode, words: Words) -> None:
    _alone(words)
    session = mode.session
    if session.frame().signals is None:
        raise CommandError("samples go through a network phase by phase; begin with: phase")
    session.next_sample()
    _not_hidden(mode, "arithmetic", "working")
    mode.out.say(*arithmetic_lines(session.frame()))


def _gauge(mode: PlainMode, words: Words) -> None:
    _alone(words)
    _not_hidden(mode, "gauge")
    frame = mode.session.frame()
    mode.out.say(gauge_line(frame, mode.out))
    if frame.gauge is not None:
        mode.out.say(*zone_lines(frame.gauge))


def _curve(mode: PlainMode, words: Words) -> None:
    _alone(words)
    _not_hidden(mode, "loss")
    mode.out.say(*curve_lines(mode.session, mode.out))


def _history(mode: PlainMode, words: Words) -> None:
    _alone(words)
    mode.out.say(*history_lines(mode.session.frame(), mode.out))


def _fit(mode: PlainMode, words: Words) -> None:
    _not_hidden(mode, "fit")
    word, problem = _at_most_one(words, "fit 5, or fit all"), mode.session.preset.problem
    if not isinstance(problem, NetworkProblem):
        raise CommandError("this is a surface: it has no points to fit")
    if word not in ("", "all") and not (word.isdecimal() and 0 < int(word) < 10**9):
        raise CommandError(f"{word!r} is no number of samples; write: fit 5, or fit all")
    most = problem.data.samples if word == "all" else int(word or WORST)
    mode.out.say(*fit_lines(mode.session, problem, mode.out, most))


def _sweep(mode: PlainMode, words: Words) -> None:
    word, session = _at_most_one(words, "sweep 100"), mode.session
    if word and not (word.isdecimal() and 0 < int(word) <= MOST_SWEPT):
        raise CommandError(f"{word!r} is no number of passes; write 1 to {MOST_SWEPT}")
    if session.ended:
        raise CommandError("it has diverged; go back, or reset and lower the learning rate")
    rates = sweep_rates(session.state.learning_rate)
    outcomes = session.sweep(rates, int(word or USUAL), lambda done: True)
    mode.out.say(*outcome_lines(outcomes, mode.out))


def _digits(mode: PlainMode, words: Words) -> None:
    word = _at_most_one(words, "digits 6, or digits all")
    if word == "all":
        mode.out.digits = None
    elif word.isdecimal() and 1 <= int(word) <= MOST_DIGITS:
        mode.out.digits = int(word)
    else:
        raise CommandError(f"write a number of digits, 1 to {MOST_DIGITS}, or: digits all")
    told = "as many digits as it takes" if mode.out.digits is None else f"{word} digits"
    mode.out.say(f"numbers are told with {told}")


def _write(mode: PlainMode, words: Words) -> None:
    name, session = " ".join(words), mode.session
    mode.need_files()
    if Path(name).suffix.lower() not in FORMS:
        raise CommandError("the name's ending says what is written: write run.jsonl, or run.csv")
    try:
        path = Path(name).expanduser()
        if path.exists():
            raise CommandError(f"{name} exists already; take another name")
        form = path.suffix.lower().lstrip(".")
        write_atomically(path, lines(session.objective, session.past(), form))
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise CommandError(f"{name} could not be written: {reason or error}") from None
    passes = session.state.passes
    mode.out.say(f"pass 0 to {passes} are in {path.resolve()}")


# lessons


def _next(mode: PlainMode, words: Words) -> None:
    _alone(words)
    if not mode.lesson.next():
        mode.next_lesson()


def _read(mode: PlainMode, words: Words) -> None:
    _alone(words)
    mode.lesson.read()


def _skip(mode: PlainMode, words: Words) -> None:
    _alone(words)
    mode.next_lesson()


def _restart(mode: PlainMode, words: Words) -> None:
    _alone(words)
    mode.restart()


# ways around


def _open(mode: PlainMode, words: Words) -> None:
    if not words:
        raise CommandError("which problem? open xor, or a number: open 5")
    mode.open(" ".join(words))


def _learn(mode: PlainMode, words: Words) -> None:
    mode.learn(" ".join(words) or None)


def _list(mode: PlainMode, words: Words) -> None:
    _alone(words)
    mode.list()


def _home(mode: PlainMode, words: Words) -> None:
    _alone(words)
    mode.home()


def _quit(mode: PlainMode, words: Words) -> None:
    _alone(words)
    mode.ended = True


def _help(mode: PlainMode, words: Words) -> None:
    name = _at_most_one(words, "help rate").casefold()
    if name:
        usage, does = described(name)
        mode.out.say(usage)
        mode.out.tell(does)
        if name in EXAMPLES:
            mode.out.tell(f"for example: {EXAMPLES[name]}")
        return
    for topic, inside in TOPICS.items():
        mode.out.say(f"{topic}:")
        for one in inside:
            usage, does = described(one)
            mode.out.say(f"  {usage}: {does}")
    mode.out.say("an empty line makes one pass; a line that begins with # does nothing")
    mode.out.say("help NAME tells more of a command")


def described(name: str) -> tuple[str, str]:
    """How a command is written, and what it does; raises CommandError."""
    if name in WORDS:
        return WORDS[name].usage, WORDS[name].help
    if name in commands.COMMANDS:
        return commands.COMMANDS[name].usage, commands.COMMANDS[name].help
    raise CommandError(unknown(name))


def unknown(name: str) -> str:
    """What to say to a word that is no command: the nearest one."""
    known = [*WORDS, *commands.COMMANDS]
    close = difflib.get_close_matches(name.casefold(), known, n=1)
    remedy = f"did you mean {close[0]}?" if close else "help lists all commands"
    return f"{name!r} is no command; {remedy}"


WORDS: dict[str, Word] = {
    word.name: word
    for word in (
        Word("sample", "", "in a phase: look at the next sample", _sample),
        Word("sweep", "[PASSES]", "where each of some learning rates leads from here", _sweep),
        Word("show", "", "what is open, where it stands, what the next pass will do", _show),
        Word(
            "parameters",
            "[NAME|all]",
            "value, slope and next step of each parameter",
            _parameters,
        ),
        Word("gradients", "[NAME|all]", "the slope along each parameter", _gradients),
        Word(
            "arithmetic",
            "[NAME]",
            "how the next pass makes a parameter's new value, number by number",
            _arithmetic,
        ),
        Word("gauge", "", "what the next pass would do at each learning rate", _gauge),
        Word("curve", "", "the loss at some passes up to here", _curve),
        Word("fit", "[SAMPLES|all]", "what comes out for each sample, and what should", _fit),
        Word("history", "", "how far this run goes, what was changed, the ghosts", _history),
        Word("digits", "NUMBER|all", "how many digits numbers are told with", _digits),
        Word("write", "FILE", "write the run to a file, as .jsonl or .csv", _write),
        Word("next", "", "read on; at the end of a lesson, open the next one", _next),
        Word("read", "", "the lesson's text up to here once more", _read),
        Word("skip", "", "leave this lesson, open the next one", _skip),
        Word("restart", "", "begin this lesson anew", _restart),
        Word("open", "NAME|NUMBER|FILE", "open a problem", _open),
        Word("learn", "[NUMBER|FILE]", "open a lesson; alone: the one that was left", _learn),
        Word("list", "", "the lessons and problems", _list),
        Word("home", "", "leave what is open", _home),
        Word("help", "[NAME]", "the commands, or one of them", _help),
        Word("quit", "", "end", _quit),
    )
}

TOPICS = {
    "passes": ("step", "epoch", "back", "phase", "sample"),
    "learning rate and optimizer": ("rate", "optimizer", "sweep"),
    "parameters": ("select", "set", "nudge", "reset", "new"),
    "looking": (
        "show",
        "parameters",
        "gradients",
        "arithmetic",
        "check",
        "gauge",
        "curve",
        "fit",
        "history",
        "digits",
    ),
    "keeping": ("fork", "swap", "drop", "write"),
    "another network": ("activation", "batch", "standardize", "init"),
    "lessons": (
        "next",
        "read",
        "answer",
        "hint",
        "goal",
        "guess",
        "cause",
        "case",
        "skip",
        "restart",
    ),
    "ways around": ("open", "learn", "list", "home", "help", "quit"),
}

EXAMPLES = {
    "step": "step 3 makes three passes.",
    "epoch": "epoch 2 goes on until every sample was used twice more.",
    "back": "back 3 goes back three passes; everything is as it was there.",
    "rate": "rate 0.1 sets it; rate up and rate down move it a notch.",
    "optimizer": "optimizer adam; with a setting: optimizer momentum momentum=0.5.",
    "sweep": "sweep 20 makes twenty passes at each rate; you stay where you are.",
    "select": "select W1[x1->h2] or x1->h2; check and arithmetic then look at it.",
    "set": "set w1 0.5, or set x1->h2 0.5.",
    "nudge": "nudge w1 up adds 0.1 to it.",
    "parameters": "parameters W1 tells those of the first layer, parameters w1 one of them.",
    "gradients": "gradients W1 tells those of the first layer.",
    "arithmetic": "arithmetic x1->h2 looks at the weight from x1 to h2.",
    "check": "check w1 compares the slope of w1 with a difference of the loss.",
    "fit": "fit 5 tells the five worst samples where there are many.",
    "digits": "digits 3 tells three; digits all as many as it takes to read a number back.",
    "write": "write run.jsonl; a file that exists is not overwritten.",
    "activation": "activation relu; activation tanh 2 changes the second layer alone.",
    "batch": "batch 5 uses five samples in a pass, batch full all of them.",
    "standardize": "standardize on gives each input mean 0 and standard deviation 1.",
    "init": "init normal 0.1; init zeros.",
    "answer": "answer 2 chooses the second answer.",
    "guess": "guess 2.24.",
    "cause": "cause 2 names the second of the causes.",
    "case": "case 3 goes to the third one, case alone to the next.",
    "open": "open xor; open 5 opens the fifth of the list; open my.toml a file.",
    "learn": "learn 3 opens the third lesson, learn my-lesson.toml a file.",
    "help": "help rate.",
}
