"""The plain mode's own commands: looking, ways through a lesson, ways around."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tui_descent import glossary
from tui_descent.actions import WORDS, CommandError, named
from tui_descent.actions.registry import GROUPS, SAID, key_in_words
from tui_descent.files import write_atomically
from tui_descent.plain import inspect as looking
from tui_descent.plain.inspect import Words, alone, at_most_one
from tui_descent.plain.mode import PlainMode
from tui_descent.plain.speech import spelled
from tui_descent.presets.loading import is_csv
from tui_descent.presets.recipe import preset_file
from tui_descent.readable import notch_down, notch_up
from tui_descent.records import lines_of_runs
from tui_descent.session.elsewhere import pasts
from tui_descent.session.session import Session
from tui_descent.text import did_you_mean
from tui_descent.views.view import ALL

FORMS = (".jsonl", ".csv", ".toml", ".py")


OTHER_WORDS = {  # that people try first
    **{name: view.word for view in ALL for name in (view.id, view.title) if name not in WORDS},
    **dict.fromkeys(("pass", "passes", "train", "run", "go", "play", "continue", "repeat"), "step"),
    **dict.fromkeys(("forward", "backward"), "phase"),
    **dict.fromkeys(("exit", "bye", "stop", "close", "q"), "quit"),
    **dict.fromkeys(("status", "summary", "where"), "show"),
    **dict.fromkeys(("weights", "biases", "values"), "parameters"),
    **dict.fromkeys(("gradient", "slope", "slopes"), "gradients"),
    **dict.fromkeys(("lr", "eta", "speed"), "rate"),
    **dict.fromkeys(("faster", "increase"), "rate up"),
    **dict.fromkeys(("slower", "decrease"), "rate down"),
    **dict.fromkeys(("map", "ground", "zoom"), "look"),
    **dict.fromkeys(("plot", "graph", "losses"), "curve"),
    **dict.fromkeys(("error", "errors", "accuracy", "points", "predictions"), "fit"),
    **dict.fromkeys(("why", "what"), "verdict"),
    **dict.fromkeys(("lessons", "problems", "presets", "menu"), "list"),
    **dict.fromkeys(("start", "begin", "clear"), "reset"),
    **dict.fromkeys(("units", "neurons", "layers", "layer", "drawing"), "network"),
    "ghosts": "compare",
    "save": "write",
    "load": "open",
    "change": "set",
    "lesson": "learn",
    "how": "help",
    "?": "help",
}
NOTCHES = {"rate up": notch_up, "rate down": notch_down}


def _write(mode: PlainMode, words: Words) -> None:
    name, session = " ".join(words), mode.session
    mode.need_files()
    if Path(name).suffix.lower() == ".cast":
        raise CommandError(
            "only the screen can be recorded: press w there, or use `tui-descent record`"
        )
    if Path(name).suffix.lower() not in FORMS:
        raise CommandError(
            "the name's ending says what is written: run.jsonl, run.csv, problem.toml or script.py"
        )
    try:
        path = Path(name).expanduser()
        if path.exists():
            raise CommandError(f"{name} exists already; take another name")
        form = path.suffix.lower().lstrip(".")
        if form == "toml":
            write_atomically(path, [preset_file(session.walk.beginning(session.seed))])
            mode.out.say(f"the problem and its start are in {path.resolve()}")
            return
        if form == "py":
            write_atomically(path, [_script(session, path)])
            mode.out.say(f"a script that goes on from here is in {path.resolve()}")
            return
        held_out = session.preset.problem.held_out_objective()
        parts = lines_of_runs(session.objective, pasts(session), form, held_out)
        write_atomically(path, _until_stopped(mode, parts))
    except (OSError, RuntimeError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise CommandError(f"{name} could not be written: {reason or error}") from None
    passes = session.state.passes
    mode.out.say(f"pass 0 to {passes} are in {path.resolve()}")


def _script(session: Session, path: Path) -> str:
    from tui_descent.export import Departure, ExportError, script, target_of

    departure = Departure(session.preset, session.state, session.walk.schedule or {})
    try:
        return script(departure, target_of(path))
    except ExportError as error:
        raise CommandError(str(error)) from None


def _until_stopped(mode: PlainMode, parts: Iterable[str]) -> Iterator[str]:
    """The same parts; the learner's ctrl+c ends it, and then nothing is written."""
    for number, part in enumerate(parts):
        mode.out.goes_on(f"{number} lines written")
        mode.out.stop_if_wanted()
        yield part


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
    if mode.told is None and mode.has_session:
        raise CommandError("restart begins a lesson again; for this problem it is: reset")
    mode.restart()


def _open(mode: PlainMode, words: Words) -> None:
    if not words:
        raise CommandError("which problem? open xor, or a number: open 5")
    file, *target = (word for word in words if word != "--target")
    if is_csv(file):
        mode.open_table(file, " ".join(target) or None)
    else:
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
    name = " ".join(words)
    if name.casefold() == "words":
        _list_terms(mode)
    elif name:
        _explain(mode, name)
    else:
        for group, actions in GROUPS.items():
            mode.out.say(f"{group}:")
            mode.out.say(*(f"  {one.usage}: {one.help}" for one in actions if one.word))
        mode.out.say("an empty line makes one pass; a line that begins with # does nothing")
        mode.out.say(
            "help NAME explains a command or any word you read here; help words lists them"
        )


def _list_terms(mode: PlainMode) -> None:
    """The names of all terms, in their groups."""
    for group, terms in glossary.GROUPS.items():
        names = [term.name for term in terms if not term.drawn]
        if names:
            mode.out.say(f"{group}:")
            mode.out.tell(f"{', '.join(names)}.")
    mode.out.say("help and one of these explains it, as in: help limit")


def _explain(mode: PlainMode, name: str) -> None:
    """A command, a term of the glossary, or both where they are called alike."""
    command, found = WORDS.get(name.casefold()), glossary.find(name)
    if mode.out.spell is not None and not found:
        found = _heard(name)
    terms = [term for term in found if not term.drawn]
    if found and not terms and command is None:
        raise CommandError(f"{name} is only drawn on a screen; no line here says it")
    if command is None and not terms:
        raise CommandError(f"there is no command and no word {name!r}; {_nearest(name)}")
    if command is not None:
        mode.out.say(command.usage)
        mode.out.tell(command.help)
        if command.example:
            mode.out.tell(f"for example: {command.example}")
    for term in terms:
        word = _word_of(term)
        if not word:
            mode.out.tell(named(term.line, SAID))
        elif command is None or command.word != word:
            mode.out.tell(f"{term.name}: the command {word} says it: {WORDS[word].help}.")


def _heard(name: str) -> tuple[glossary.Term, ...]:
    """The terms with a name that a voice says like this."""
    wanted = spelled(name, {}).casefold()
    return tuple(
        term
        for terms in glossary.GROUPS.values()
        for term in terms
        if wanted in (spelled(one, {}).casefold() for one in term.names_in_words)
    )


def _word_of(term: glossary.Term) -> str:
    """The command that says what a view shows; "": the term is none."""
    views = (view.word for view in ALL if term.where == "view" and view.title == term.name)
    return next(views, "")


def _nearest(name: str) -> str:
    """What was probably meant, as a remedy."""
    known = (*WORDS, *(each.casefold() for each in glossary.NAMES_IN_WORDS))
    meant = OTHER_WORDS.get(name.casefold(), name.casefold())
    return did_you_mean(meant, known, "help lists the commands, help words the words")


def unknown(name: str, rate: float | None = None) -> str:
    """What to say to a word that is no command: the one that was meant, or the nearest.

    rate  the learning rate now, from which a notch leads up or down
    """
    meant = OTHER_WORDS.get(name.casefold(), "")
    if not meant and (told := key_in_words(name)):
        return told
    if rate is not None and meant in NOTCHES:
        meant = f"rate {NOTCHES[meant](rate):g}"
    remedy = did_you_mean(name.casefold(), WORDS, "help lists all commands")
    return f"{name!r} is not a command; {f'did you mean {meant}?' if meant else remedy}"


DOES: dict[str, Callable[[PlainMode, Words], None]] = {  # what only the plain mode does
    **{
        function.__name__: function
        for function in (
            looking.sample,
            looking.sweep,
            looking.show,
            looking.parameters,
            looking.gradients,
            looking.arithmetic,
            looking.verdict,
            looking.gauge,
            looking.curve,
            looking.fit,
            looking.network,
            looking.directions,
            looking.sharpness,
            looking.look,
            looking.compare,
            looking.history,
            looking.digits,
            looking.speech,
        )
    },
    "write": _write,
    "next": _next,
    "read": _read,
    "skip": _skip,
    "restart": _restart,
    "open": _open,
    "learn": _learn,
    "resume": _resume,
    "list": _list,
    "home": _home,
    "help": _help,
    "quit": _quit,
}
