"""From lines that are typed, or come from a pipe, to commands, until they end."""

from typing import TextIO

import numpy as np

from tui_descent import actions
from tui_descent.actions import WORDS, CommandError
from tui_descent.actions.arguments import MOST_PASSES, number
from tui_descent.actions.registry import hidden_commands
from tui_descent.plain.cut import read
from tui_descent.plain.mode import PlainMode
from tui_descent.plain.output import BREATH, LONGEST, Output, StopError
from tui_descent.plain.passes import heard
from tui_descent.plain.report import pass_line
from tui_descent.plain.speech import as_typed, phrases
from tui_descent.plain.words import DOES, unknown
from tui_descent.presets import PresetError
from tui_descent.session.elsewhere import is_quick

TAKES_LONG = {  # and says nothing on the way
    "check": "the slopes are checked one by one; it takes some seconds",
    "race optimizers": "the best rate of each optimizer is looked for; it takes some seconds",
}
DONE, SOME_FAILED, INTERRUPTED = 0, 2, 130
PROMPT = "> "


def converse(mode: PlainMode, typed: TextIO, errors: Output | None = None) -> int:
    """Do what the lines say, and return the exit status.

    errors  where to say what is wrong with a line of a script, with its number; without it
            somebody types, who gets a prompt, and is told where everything else is told

    A line that is wrong does not end it. The status says whether all lines of a script were
    right.
    """
    status, at, dropped = DONE, 0, False
    while not mode.ended:
        prompt = f"{mode.not_saved} {PROMPT}".lstrip() if errors is None else ""
        try:
            line = read(mode, typed, prompt)
        except StopError:
            if dropped:
                mode.out.say("")
                return INTERRUPTED
            dropped = True
            mode.out.say(
                "", "the line is dropped; quit ends the program, and so does ctrl+c once more"
            )
            continue
        dropped = False
        if not line:
            if errors is None:
                mode.out.say("")
            break
        at += 1
        try:
            do(mode, line)
        except StopError:
            mode.out.say("", "stopped")
            if mode.has_session:
                mode.out.say(pass_line(mode.session, mode.out, mode.hidden))
        except (CommandError, PresetError) as error:
            if errors is None:
                mode.out.say(*phrases(f"error: {error}", LONGEST))
            else:
                mode.out.stream.flush()
                errors.spell = mode.out.spell
                where = f"tui-descent: line {at}" if errors.spell is None else f"error in line {at}"
                errors.say(f"{where}: {error}")
                status = SOME_FAILED
        mode.out.stream.flush()
    return status


@np.errstate(all="ignore")  # numbers that overflow are told
def do(mode: PlainMode, line: str) -> None:
    """Do what one line says; raises CommandError or PresetError."""
    line = line.strip() if mode.out.spell is None else as_typed(line.strip())
    if line.startswith("#") or not (line or mode.has_session):
        return
    mode.out.begin()
    name, *words = line.split() or ["step"]
    name = name.casefold()
    if name not in WORDS:
        word = line.split()[0]
        rate = mode.session.state.learning_rate if mode.has_session else None
        number_alone = not words and _is_number(word)
        raise CommandError(_alone(mode, word) if number_alone else unknown(word, rate))
    _allow(mode, name, words)
    if name in DOES:
        mode.out.interruptible = WORDS[name].looks
        try:
            DOES[name](mode, words)
        finally:
            mode.out.interruptible = False
    else:
        _run(mode, name, " ".join([name, *words]), words)
    if mode.told is not None:
        mode.told.look()
        mode.told.finish()


def _allow(mode: PlainMode, name: str, words: list[str]) -> None:
    """Raise CommandError for what the open lesson does without, or not yet."""
    if mode.told is None:
        return
    written = " ".join([name, *words[-1:]])
    hidden = _hidden(mode)
    if name in hidden or written in hidden:
        raise CommandError(f"this lesson does without {name}")
    if WORDS[name].moves:
        mode.told.must_have_predicted()
        mode.told.must_have_named()


def _hidden(mode: PlainMode) -> set[str]:
    """The commands that the open lesson does without."""
    return set() if mode.told is None else hidden_commands(mode.told.lesson.hide_keys)


def _is_number(word: str) -> bool:
    try:
        number(word, "6")
    except CommandError:
        return False
    return True


def _alone(mode: PlainMode, word: str) -> str:
    """What to say to a number that stands alone: the commands that would take it."""
    whole, told, hidden = word.isdecimal(), mode.told, _hidden(mode)
    if not mode.has_session:
        meant = [f"open {word}", f"learn {word}"] if whole else []
    elif told is not None and told.is_asking:
        meant = [f"answer {word}"] if whole else []
    else:
        set_it = f"set {mode.session.name()}"
        meant = [
            *([f"guess {word}"] if told is not None and told.run.guess_asked else []),
            *([f"cause {word}"] if told is not None and told.run.case_now and whole else []),
            *([f"step {word}"] if "step" not in hidden and whole else []),
            *([f"rate {word}"] if "rate" not in hidden else []),
            *([f"{set_it} {word}"] if "set" not in hidden else []),
        ]
    choice = " or ".join(filter(None, [", ".join(meant[:-1]), *meant[-1:]]))
    remedy = f"did you mean {choice}?" if choice else "help lists all commands"
    return f"{word!r} alone is not a command; {remedy}"


def _run(mode: PlainMode, name: str, line: str, words: list[str]) -> None:
    """Do a command of the registry, and print what comes of it."""
    if name == "answer" and mode.told is not None and len(words) == 1 and words[0].isdecimal():
        mode.told.answer(int(words[0]))
        return
    if name == "goal" and mode.told is not None and not words:
        mode.told.show_goals()
        return
    session, teacher = mode.session, mode.told.run if mode.told else None
    passes = _passes(words) if name == "step" else None
    if passes is not None:
        mode.step(passes)
        return
    if name == "undo" and session.undoing.last is None and mode.former:
        mode.reopen_former()
        return
    before, discarded = session.state, session.undoing.last
    slow = TAKES_LONG.get(name) or TAKES_LONG.get(f"{name} {' '.join(words)}")
    if slow and mode.out.awaited and not is_quick(session):
        mode.out.say(slow)
        mode.out.stream.flush()
    with heard(session, mode.out):
        said = actions.run(session, line, teacher)
    action = WORDS[name]
    if said and mode.told is not None and not action.then:
        mode.told.say_markdown(said)
    elif said:
        room = BREATH if action.then in {"state", "pass", "race"} else LONGEST
        mode.out.say(*phrases(said, room))
    if action.then == "phase":
        mode.tell_phase()
    elif action.then == "pass":
        mode.out.say(pass_line(session, mode.out, mode.hidden))
    elif action.then == "state" and session.state is not before:
        mode.stand()
    if action.loses and session.undoing.last not in (None, discarded):
        back = session.undoing.brings_back
        mode.out.say(f"undo brings back {back}" if back else "undo takes that back")
    if action.then == "race":
        mode.tell_race()
    if action.then == "forecast":
        mode.foresee()


def _passes(words: list[str]) -> int | None:
    """The number of passes after `step`; None: not a number, as the registry will say."""
    if not words:
        return 1
    if len(words) > 1 or not words[0].isdecimal() or len(words[0]) > 9:
        return None
    return min(int(words[0]), MOST_PASSES)
