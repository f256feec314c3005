"""Looking: what a screen shows by itself, printed when it is asked for."""

import shlex
from collections.abc import Sequence

from tui_descent import actions
from tui_descent.actions import CommandError
from tui_descent.plain import curvature
from tui_descent.plain.around import ahead_lines, look_lines
from tui_descent.plain.compare import compare_lines, others_by_name
from tui_descent.plain.mode import PlainMode
from tui_descent.plain.network import Telling, has_unit, network_lines
from tui_descent.plain.output import DIGITS, SPOKEN_DIGITS
from tui_descent.plain.phases import arithmetic_lines
from tui_descent.plain.report import (
    curve_lines,
    gauge_line,
    heading_lines,
    history_lines,
    unit_lines,
    verdict_line,
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
from tui_descent.presets.loading import source_of
from tui_descent.presets.preset import NetworkProblem
from tui_descent.presets.recipe import command
from tui_descent.session import elsewhere
from tui_descent.text import counted

Words = Sequence[str]
USUAL = 100  # passes of a sweep
MOST_SWEPT = 100_000
WORST = 10  # samples that are told of many
MOST_DIGITS = 17
UNFINISHED = "this pass is not finished; step finishes it"


def show(mode: PlainMode, words: Words) -> None:
    """Where it stands and what the next pass will do; what changes least comes last."""
    alone(words)
    session = mode.session
    mode.stand()
    if "network" not in mode.hidden and session.known.step:
        mode.out.say(*unit_lines(session))
    mode.foresee()
    if "directions" not in mode.hidden and session.known.step:
        mode.out.say(*curvature.in_short(session, mode.out))
    mode.out.say(f"rate {mode.out.number(session.state.learning_rate)}")
    mode.out.say(f"selected parameter {session.name()}")
    if session.number:
        mode.tell_race()
    elif session.others:
        mode.out.say(f"{counted(len(session.others), 'ghost')} kept; compare shows how they differ")
    if session.undoing.last is not None:
        mode.out.say(f"undo takes back: {session.undoing.last.action}")
    mode.out.say(*heading_lines(session))
    if mode.out.spell is not None:
        mode.out.say(*_way_back(mode))
    elif mode.told is None:
        way = command(session.walk.beginning(session.seed))
        mode.out.say(f"to begin like this again: {way or 'write problem.toml, and open that'}")


def _way_back(mode: PlainMode) -> list[str]:
    """The commands here that lead back to what is open, for whoever hears no command lines."""
    session, told = mode.session, mode.told
    stays = ["when you leave, this place is saved: resume leads back to it"]
    saved = stays if mode.keeps and session.state.passes and not mode.not_saved else []
    if told is not None:
        lesson = told.lesson
        name = f"lesson {lesson.number}" if lesson.number else "lesson"
        return [
            f"{name}: {lesson.title}",
            f"to open it again: learn {lesson.number or told.name}",
            *saved,
        ]
    source = source_of(session.preset)
    if command(session.walk.beginning(session.seed)) == f"tui-descent open {shlex.quote(source)}":
        return [f"to begin like this again: open {source}", *saved]
    if mode.files:
        way = "write problem.toml, then open problem.toml"
        return [f"to begin like this again: {way}", *saved]
    return [f"to begin again without your changes: open {source}", *saved]


def verdict(mode: PlainMode, words: Words) -> None:
    """How the descent is doing, and what helps."""
    alone(words)
    _not_hidden(mode, "verdict")
    known = mode.session.known.step
    mode.out.say(verdict_line(mode.session) if known else "verdict not known yet: " + UNFINISHED)
    if known and "network" not in mode.hidden:
        mode.out.say(*unit_lines(mode.session))


def parameters(mode: PlainMode, words: Words) -> None:
    """Value, slope and next step of each parameter."""
    _not_hidden(mode, "parameters")
    session = mode.session
    indices, left = _chosen(mode, words, "parameters W1")
    mode.out.say(*parameter_lines(session, session.frame(), mode.out, indices, mode.hidden))
    _more(mode, left, "parameters")


def gradients(mode: PlainMode, words: Words) -> None:
    """The slope along each parameter."""
    _not_hidden(mode, "parameters", "gradients")
    session = mode.session
    indices, left = _chosen(mode, words, "gradients W1")
    mode.out.say(*gradient_lines(session, session.frame(), mode.out, indices))
    _more(mode, left, "gradients")


def _chosen(mode: PlainMode, words: Words, usage: str) -> tuple[list[int], int]:
    """Which parameters to tell, and how many are left out."""
    word, labels = at_most_one(words, f"{usage}, or all"), mode.session.labels
    everything = list(range(len(labels)))
    if word == "all":
        return everything, 0
    inside = [at for at in everything if labels[at].startswith(f"{word}[")] if word else everything
    if not inside:
        return [actions.parameter(mode.session, word)], 0
    return inside[:MOST], len(inside) - len(inside[:MOST])


def _more(mode: PlainMode, left: int, name: str) -> None:
    if left:
        mode.out.say(f"and {left} more; {name} all shows every one, {name} W2 those of W2")


def arithmetic(mode: PlainMode, words: Words) -> None:
    """How the selected parameter's new value comes about."""
    _not_hidden(mode, "arithmetic", "working")
    name = at_most_one(words, "arithmetic w1")
    if name:
        mode.session.selected = actions.parameter(mode.session, name)
    if mode.session.ended:
        raise CommandError("it has diverged: there is no next pass; go back")
    mode.out.say(*arithmetic_lines(mode.session.frame()))


def sample(mode: PlainMode, words: Words) -> None:
    """The next sample, in the phase that was taken."""
    alone(words)
    session = mode.session
    if session.frame().signals is None:
        raise CommandError(
            "samples go through phase by phase; begin with phase, or name one: network 2"
        )
    session.sample += 1
    _not_hidden(mode, "arithmetic", "working")
    mode.out.say(*arithmetic_lines(session.frame()))


def network(mode: PlainMode, words: Words) -> None:
    """One sample's way through the network, unit by unit."""
    _not_hidden(mode, "network")
    word, session = at_most_one(words, "network 2, network h1, or network all"), mode.session
    if not session.has_network:
        raise CommandError("this is a surface: there is no network; look shows what is around")
    if session.ended:
        raise CommandError("it has diverged: there is no next pass; go back")
    shown = curvature.picture(mode, "network")
    if shown is not None and word.isdecimal():
        if not 0 < int(word) <= shown.samples:
            raise CommandError(
                f"there is no sample {word} in this pass; write 1 to {shown.samples}"
            )
        session.sample = int(word) - 1
        shown = curvature.picture(mode, "network")
    assert shown is not None
    unit = word if word != "all" and not word.isdecimal() else ""
    if unit and not has_unit(shown, unit):
        raise CommandError(
            f"there is no unit {unit!r}; write the number of a sample, or a unit such as "
            f"{shown.layers[1].names[0]}"
        )
    telling = Telling(unit, word == "all", mode.hidden)
    mode.out.say(*network_lines(shown, session, mode.out, telling))


def gauge(mode: PlainMode, words: Words) -> None:
    """What the next pass would do at each rate."""
    alone(words)
    _not_hidden(mode, "gauge")
    mode.out.say(gauge_line(mode.session, mode.out, whole=True))
    gauge = mode.session.gauge
    if gauge is not None:
        mode.out.say(*zone_lines(mode.session, gauge))


def curve(mode: PlainMode, words: Words) -> None:
    """The loss at some passes up to here."""
    alone(words)
    _not_hidden(mode, "loss")
    mode.out.say(*curve_lines(mode.session, mode.out))


def directions(mode: PlainMode, words: Words) -> None:
    """How far the next passes carry along each direction of the curvature."""
    _not_hidden(mode, "directions")
    word = at_most_one(words, "directions, or directions all")
    if word not in ("", "all"):
        raise CommandError(f"{word!r} is not a direction; write: directions, or directions all")
    shown = curvature.picture(mode, "directions")
    if shown is None:
        raise CommandError("there are no directions here: it has diverged, or a pass is under way")
    mode.out.say(*curvature.direction_lines(shown, mode.session, mode.out, word == "all"))


def sharpness(mode: PlainMode, words: Words) -> None:
    """How steep the ground was at some passes up to here, and what the rate could bear."""
    alone(words)
    _not_hidden(mode, "sharpness")
    shown = curvature.picture(mode, "sharpness")
    if shown is None:
        raise CommandError("not known yet: " + UNFINISHED)
    mode.out.say(*curvature.sharpness_lines(shown, mode.out))


def look(mode: PlainMode, words: Words) -> None:
    """Which way is down, how steep it is, and what lies two steps on."""
    _not_hidden(mode, "slice", "gradients")
    name, session = at_most_one(words, "look w1"), mode.session
    if session.ended:
        raise CommandError("it has diverged: there is nothing to see around it; go back")
    if not session.known.step:
        raise CommandError("not known yet: " + UNFINISHED)
    chosen = [actions.parameter(session, name)] if name else []
    mode.out.say(*look_lines(session, mode.out, chosen))
    if "gauge" not in mode.hidden:
        mode.out.say(*ahead_lines(session, mode.out))
    if "directions" not in mode.hidden:
        mode.out.say(*curvature.in_short(session, mode.out))


def compare(mode: PlainMode, words: Words) -> None:
    """This run and another: a runner of the race, or a ghost."""
    word, others = at_most_one(words, "compare 1"), others_by_name(mode.session)
    if not others:
        raise CommandError("there is no other run; fork keeps this one, then make another")
    chosen = [name for name in others if not word or name.split()[1] == word]
    if not chosen:
        raise CommandError(f"there is no other run {word}; there are: {', '.join(others)}")
    mode.out.say(*compare_lines(mode.session, chosen[-1], others[chosen[-1]], mode.out))


def history(mode: PlainMode, words: Words) -> None:
    """How far the run goes."""
    alone(words)
    mode.out.say(*history_lines(mode.session.frame(), mode.out))


def fit(mode: PlainMode, words: Words) -> None:
    """What comes out for each sample."""
    _not_hidden(mode, "fit")
    word, problem = at_most_one(words, "fit 5, or fit all"), mode.session.preset.problem
    if not isinstance(problem, NetworkProblem):
        raise CommandError("this is a surface: it has no points to fit")
    if word not in ("", "all") and not (word.isdecimal() and 0 < int(word) < 10**9):
        raise CommandError(f"{word!r} is not a number of samples; write: fit 5, or fit all")
    most = problem.data.samples if word == "all" else int(word or WORST)
    if not mode.session.known.predictions:
        mode.out.say("the predictions are not known yet: the last layer has not been reached")
        return
    mode.out.say(*fit_lines(mode.session, problem, mode.out, most))


def sweep(mode: PlainMode, words: Words) -> None:
    """Where each of some rates leads."""
    word, session = at_most_one(words, "sweep 100"), mode.session
    if word and not (word.isdecimal() and 0 < int(word) <= MOST_SWEPT):
        raise CommandError(f"{word!r} is not a number of passes; write 1 to {MOST_SWEPT}")
    if session.ended:
        raise CommandError("it has diverged; go back, or reset and lower the learning rate")
    rates, passes = sweep_rates(session), int(word or USUAL)
    outcomes = elsewhere.sweep(
        session, rates, passes, lambda done: mode.out.goes_on(f"{done} of {passes} passes made")
    )
    mode.out.stop_if_wanted()
    session.sweeps += 1
    mode.out.say(*outcome_lines(outcomes, mode.out))


def digits(mode: PlainMode, words: Words) -> None:
    """With how many digits numbers are told."""
    word = at_most_one(words, "digits 6, or digits all")
    if word == "all":
        mode.out.digits = None
    elif word.isdecimal() and 1 <= int(word) <= MOST_DIGITS:
        mode.out.digits = int(word)
    else:
        raise CommandError(f"write a number of digits, 1 to {MOST_DIGITS}, or: digits all")
    told = "as many digits as it takes" if mode.out.digits is None else f"{word} digits"
    mode.out.say(f"numbers are shown with {told}")


def speech(mode: PlainMode, words: Words) -> None:
    """Whether lines are spelled so that a voice says all of them."""
    word = at_most_one(words, "speech on, or speech off")
    if word not in ("on", "off"):
        raise CommandError("write: speech on, or speech off")
    mode.out.spell = mode.spelled if word == "on" else None
    mode.out.digits = SPOKEN_DIGITS if word == "on" else DIGITS
    mode.out.say(f"speech is {word}")


def alone(words: Words) -> None:
    """Raise CommandError for words after a command that has none."""
    if words:
        raise CommandError(
            f"{' '.join(words)!r} does not belong here; this command takes nothing after it"
        )


def at_most_one(words: Words, usage: str) -> str:
    """The one word after a command, or none; raises CommandError for more."""
    if len(words) > 1:
        raise CommandError(f"write it like this: {usage}")
    return words[0] if words else ""


def _not_hidden(mode: PlainMode, *panels: str) -> None:
    if any(panel in mode.hidden for panel in panels):
        raise CommandError("this lesson does without it: it would give the answer away")
