"""The plain mode's own commands: looking, ways through a lesson, ways around."""

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tui_descent import commands
from tui_descent.commands import CommandError
from tui_descent.files import write_atomically
from tui_descent.plain import inspect as looking
from tui_descent.plain.help import EXAMPLES, TOPICS
from tui_descent.plain.inspect import Words, alone, at_most_one
from tui_descent.plain.mode import PlainMode
from tui_descent.records import lines

FORMS = (".jsonl", ".csv")


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
        parts = lines(session.objective, session.past(), form)
        write_atomically(path, _until_stopped(mode, parts))
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise CommandError(f"{name} could not be written: {reason or error}") from None
    passes = session.state.passes
    mode.out.say(f"pass 0 to {passes} are in {path.resolve()}")


def _until_stopped(mode: PlainMode, parts: Iterable[str]) -> Iterator[str]:
    """The same parts; the learner's ctrl+c ends it, and then nothing is written."""
    for part in parts:
        mode.out.stop_if_wanted()
        yield part


# lessons


def _next(mode: PlainMode, words: Words) -> None:
    alone(words)
    if not mode.lesson.next():
        mode.next_lesson()


def _read(mode: PlainMode, words: Words) -> None:
    alone(words)
    mode.lesson.read()


def _skip(mode: PlainMode, words: Words) -> None:
    alone(words)
    mode.next_lesson()


def _restart(mode: PlainMode, words: Words) -> None:
    alone(words)
    mode.restart()


# ways around


def _open(mode: PlainMode, words: Words) -> None:
    if not words:
        raise CommandError("which problem? open xor, or a number: open 5")
    mode.open(" ".join(words))


def _learn(mode: PlainMode, words: Words) -> None:
    mode.learn(" ".join(words) or None)


def _resume(mode: PlainMode, words: Words) -> None:
    mode.resume(at_most_one(words, "resume 1, or resume xor") or None)


def _list(mode: PlainMode, words: Words) -> None:
    alone(words)
    mode.list()


def _home(mode: PlainMode, words: Words) -> None:
    alone(words)
    mode.home()


def _quit(mode: PlainMode, words: Words) -> None:
    alone(words)
    mode.ended = True


def _help(mode: PlainMode, words: Words) -> None:
    name = at_most_one(words, "help rate").casefold()
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
        Word("sample", "", "in a phase: look at the next sample", looking.sample),
        Word("sweep", "[PASSES]", "where each of some rates leads from here", looking.sweep),
        Word("show", "", "what is open, where it stands, what the next pass will do", looking.show),
        Word(
            "parameters",
            "[NAME|all]",
            "value, slope and next step of each parameter",
            looking.parameters,
        ),
        Word("gradients", "[NAME|all]", "the slope along each parameter", looking.gradients),
        Word(
            "arithmetic",
            "[NAME]",
            "how the next pass makes a parameter's new value, number by number",
            looking.arithmetic,
        ),
        Word("verdict", "", "how it is going, why, and what helps", looking.verdict),
        Word("gauge", "", "what the next pass would do at each learning rate", looking.gauge),
        Word("curve", "", "the loss at some passes up to here", looking.curve),
        Word("fit", "[SAMPLES|all]", "what comes out for each sample, what should", looking.fit),
        Word("history", "", "how far this run goes, what was changed, the ghosts", looking.history),
        Word("digits", "NUMBER|all", "how many digits numbers are told with", looking.digits),
        Word("write", "FILE", "write the run to a file, as .jsonl or .csv", _write),
        Word("next", "", "read on; at the end of a lesson, open the next one", _next),
        Word("read", "", "the lesson's text up to here once more", _read),
        Word("skip", "", "leave this lesson, open the next one", _skip),
        Word("restart", "", "begin this lesson anew", _restart),
        Word("open", "NAME|NUMBER|FILE", "open a problem", _open),
        Word("learn", "[NUMBER|FILE]", "open a lesson; alone: the one that was left", _learn),
        Word("resume", "[NUMBER|NAME]", "go on with a saved session", _resume),
        Word("list", "", "the saved sessions, the lessons and the problems", _list),
        Word("home", "", "leave what is open", _home),
        Word("help", "[NAME]", "the commands, or one of them", _help),
        Word("quit", "", "end", _quit),
    )
}
