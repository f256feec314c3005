"""The commands. Each is thin: it reads its options, hands them on and prints.

Nothing here imports the screen until a screen opens, and a mistake is one line on standard
error with exit status 2.
"""

import gc
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import click

from tui_descent import __version__
from tui_descent.class_setup import PARTS
from tui_descent.text import message, safe

if TYPE_CHECKING:
    from pathlib import Path

    from tui_descent.engine.optimizers import Optimizer
    from tui_descent.lessons.progress import Progress
    from tui_descent.permissions import Permissions
    from tui_descent.plain.start import Begin
    from tui_descent.saved.sessions import Saved

EVERY_LESSON = "*"
DONE, BAD_INPUT, INTERRUPTED = 0, 2, 130
STDOUT = 1
IN_CLASS = (None, "learn", "open", "resume")  # the commands that --class allows
GARBAGE = 50_000  # new objects after which Python looks for garbage, and
AT_FIRST = 200_000  # while modules are imported, which stay: looking only delays the first frame
BLAS_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


def main() -> None:
    """Run the command line, and end the process with its status."""
    # Small matrices are slower on several threads, and thirty learners share one machine.
    # It must be said before numpy is imported, which happens when a command needs it.
    if sys.stdout is None:  # closed by who started us: write to nobody
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    if isinstance(sys.stdout, io.TextIOWrapper):  # where a character has no bytes, its name has
        sys.stdout.reconfigure(errors="backslashreplace")
    for variable in BLAS_THREADS:
        os.environ.setdefault(variable, "1")
    gc.set_threshold(AT_FIRST)
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    from tui_descent.presets.errors import PresetError
    from tui_descent.saved.error import SavedError

    try:
        status = commands.main(arguments, prog_name="tui-descent", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else DONE
    except click.ClickException as error:
        return _complain(error.format_message())
    except (PresetError, SavedError) as error:
        return _complain(str(error))
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except MemoryError:
        return _complain("not enough memory; give fewer points, units or learning rates")
    except OSError as error:
        reason = error.strerror or str(error)
        if error.filename is not None:
            return _complain(f"{os.fsdecode(error.filename)}: {reason}")
        return _complain(f"{reason}; the output could not be written")


@contextmanager
def _until_nobody_reads() -> Iterator[None]:
    """Whoever read the output may have seen enough, as `head` has: then the command is done.

    What is still buffered goes nowhere instead of failing once more while Python shuts down.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)


def _complain(text: str) -> int:
    _say(f"tui-descent: {message(text)}", error=True)
    return BAD_INPUT


def _say(*lines: str, error: bool = False) -> None:
    """Print lines; none can do anything but be read."""
    for line in "\n".join(lines).split("\n"):
        click.echo(safe(line), err=error)


def _overrides(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that change what a preset says."""
    for option in reversed(
        (
            click.option("--learning-rate", type=float, help="Start with this learning rate."),
            click.option(
                "--learning-rate-at",
                metavar="PASS:X",
                multiple=True,
                help="After PASS passes go on with learning rate X; may be given repeatedly.",
            ),
            click.option("--optimizer", metavar="NAME", help="Use another optimizer."),
            click.option(
                "--seed", type=click.IntRange(min=0), help="Draw the initial weights with this."
            ),
        )
    ):
        command = option(command)
    return command


def _screen_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command that opens a screen."""
    for option in (
        click.option(
            "--fps", type=click.FloatRange(0.1, 60.0), help="Send at most so many screens a second."
        ),
        click.option(
            "--ascii", is_flag=True, help="Send plain ASCII only; by itself where it is needed."
        ),
        click.option(
            "--plain", is_flag=True, help="Lines of text, no screen; by itself where TERM is dumb."
        ),
    ):
        command = option(command)
    return command


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tui-descent")
@_screen_options
@click.option("--class", "in_class", is_flag=True, help="For logins: no files, no shell.")
@click.option(
    "--idle",
    metavar="MINUTES",
    type=click.FloatRange(min=0.0, min_open=True),
    help="End after so long without a key; the session is saved. Default with --class: 30.",
)
@click.pass_context
def commands(
    context: click.Context,
    in_class: bool,
    idle: float | None,
    plain: bool,
    ascii: bool,
    fps: float | None,
) -> int:
    """See gradient descent: a small network's training, one pass at a time.

    Without a command it opens a list of lessons and problems to choose from.
    """
    context.obj = permissions = _permissions(in_class, idle)
    command = context.invoked_subcommand
    if permissions.shipped_only and command not in IN_CLASS:
        known = ", ".join(name for name in IN_CLASS if name)
        raise click.UsageError(f"--class: there is no `{command}` here; there is: {known}")
    if command is not None:
        return DONE
    if not _is_plain(plain):
        return _open_screen(None, permissions, ascii, fps)
    from tui_descent.plain.start import at_home

    return _open_plain(at_home, permissions, ascii)


def _permissions(in_class: bool, idle: float | None) -> "Permissions":
    from tui_descent.permissions import IDLE_MINUTES, Permissions, class_permissions

    if not in_class:
        return Permissions(idle=idle)
    for name in [name for name in os.environ if name.startswith("TEXTUAL")]:
        del os.environ[name]  # they name files to write and modules to import
    return class_permissions(IDLE_MINUTES if idle is None else idle)


@commands.command("open")
@click.argument("preset")
@_overrides
@_screen_options
@click.pass_obj
def open_command(
    permissions: "Permissions",
    preset: str,
    plain: bool,
    ascii: bool,
    fps: float | None,
    learning_rate: float | None,
    learning_rate_at: tuple[str, ...],
    optimizer: str | None,
    seed: int | None,
) -> int:
    """Open PRESET, a shipped one's name or a TOML file, on the training screen."""
    from tui_descent.presets import load, load_shipped
    from tui_descent.session.session import Session

    loaded = load_shipped(preset) if permissions.shipped_only else load(preset)
    rate = _rate(learning_rate, "--learning-rate")
    session = Session(loaded, rate, _optimizer(optimizer), seed, _schedule(learning_rate_at))
    if not _is_plain(plain):
        return _open_screen(session, permissions, ascii, fps)
    from tui_descent.plain.start import with_session

    return _open_plain(with_session(session), permissions, ascii)


@commands.command()
@click.argument("which", required=False, metavar="[N|NAME]")
@click.option("--list", "listing", is_flag=True, help="List the saved sessions.")
@click.option("--json", "as_json", is_flag=True, help="List them as one JSON array.")
@_screen_options
@click.pass_obj
def resume(
    permissions: "Permissions",
    which: str | None,
    listing: bool,
    as_json: bool,
    plain: bool,
    ascii: bool,
    fps: float | None,
) -> int:
    """Go on with a session that was saved when its line was cut, at the very pass.

    N is its number in the list, the newest is 1. Of several the one to go on with can be
    chosen on the screen.
    """
    from tui_descent.saved.listing import to_json, to_table
    from tui_descent.saved.sessions import find, saved_sessions

    if listing or as_json:
        sessions, damaged = saved_sessions()
        with _until_nobody_reads():
            _say(to_json(sessions) if as_json else to_table(sessions))
        return max([DONE, *(_complain(str(error)) for error in damaged)])
    if which is None:
        sessions, damaged = saved_sessions()
        for error in damaged:
            _complain(str(error))
        if not sessions:
            raise click.UsageError("no session is saved; one is when its terminal is closed")
        if len(sessions) > 1 and _is_plain(plain):
            _say(to_table(sessions), error=True)
            raise click.UsageError("several are saved; choose one: tui-descent resume 1")
        if len(sessions) > 1:
            return _open_screen(None, permissions, ascii, fps)
        which = sessions[0].name
    saved = find(which)
    session, lesson = saved.open(permissions.shipped_only), saved.lesson(permissions.shipped_only)
    if not _is_plain(plain):
        return _open_screen(session, permissions, ascii, fps, lesson, saved=saved)
    from tui_descent.plain.start import with_saved

    return _open_plain(with_saved(session, lesson, saved), permissions, ascii)


@commands.command()
@click.argument("preset")
@click.option("--passes", default=100, type=click.IntRange(min=0), show_default=True)
@click.option(
    "--every",
    default=1,
    type=click.IntRange(min=1),
    show_default=True,
    help="Print only each record whose pass is a multiple of this, and the last.",
)
@_overrides
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl", "csv"]),
    help="Default: table on a terminal, jsonl into a pipe or file.",
)
def run(
    preset: str,
    passes: int,
    every: int,
    learning_rate: float | None,
    learning_rate_at: tuple[str, ...],
    optimizer: str | None,
    seed: int | None,
    form: str | None,
) -> None:
    """Train PRESET without a screen and print a record for each pass."""
    from tui_descent.engine.descent import Descent
    from tui_descent.presets import load
    from tui_descent.progress_bar import ProgressLine
    from tui_descent.records import records, to_csv, to_json, to_table

    loaded = load(preset)
    rate = _rate(learning_rate, "--learning-rate")
    descent = Descent(loaded.objective, _schedule(learning_rate_at), loaded.frozen)
    start = descent.start(
        loaded.initial_parameters(seed),
        _optimizer(optimizer) or loaded.optimizer,
        loaded.learning_rate if rate is None else rate,
    )
    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if form == "csv" and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    with _until_nobody_reads(), ProgressLine(passes) as progress:
        for one in records(descent, start, passes, every, progress.update):
            first = one["pass"] == 0
            if form == "jsonl":
                line = to_json(one)
            elif form == "csv":
                line = to_csv(one, loaded.objective.labels, first)
            else:
                line = to_table(one, first)
            progress.clear()
            print(line)


@commands.command()
@click.argument("preset")
@click.option("--from", "first", type=float, help="The smallest learning rate.")
@click.option("--to", "last", type=float, help="The largest.")
@click.option("--count", default=64, type=click.IntRange(2, 4096), show_default=True)
@click.option("--passes", default=100, type=click.IntRange(min=0), show_default=True)
@click.option("--optimizer", metavar="NAME", help="Use another optimizer.")
@click.option("--seed", type=click.IntRange(min=0), help="Draw the initial weights with this.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def sweep(
    preset: str,
    first: float | None,
    last: float | None,
    count: int,
    passes: int,
    optimizer: str | None,
    seed: int | None,
    as_json: bool,
) -> None:
    """Train PRESET at many learning rates at once and print how each ended.

    The rates lie evenly on a log scale; by default from a thousandth of the preset's own
    rate, or lower where its limit lies low, to a hundred times it.
    """
    import numpy as np

    from tui_descent.analysis.situation import Situation
    from tui_descent.analysis.sweep import sweep as run_sweep
    from tui_descent.engine.descent import Descent
    from tui_descent.presets import load
    from tui_descent.progress_bar import ProgressLine
    from tui_descent.records import outcomes_to_json, outcomes_to_table

    loaded = load(preset)
    own = abs(loaded.learning_rate) or 0.1
    descent = Descent(loaded.objective, frozen=loaded.frozen)
    start = descent.start(
        loaded.initial_parameters(seed), _optimizer(optimizer) or loaded.optimizer, own
    )
    limit = Situation.at_start(descent, start).limit
    lowest = own / 1000.0 if limit is None else min(own / 1000.0, limit.rate / 100.0)
    low, high = _range(lowest if first is None else first, own * 100.0 if last is None else last)
    with ProgressLine(passes) as progress:
        rates = np.geomspace(low, high, count)
        outcomes = run_sweep(descent, start, rates, passes, progress.goes_on)
    with _until_nobody_reads():
        click.echo(outcomes_to_json(outcomes) if as_json else outcomes_to_table(outcomes))


def _range(low: float, high: float) -> tuple[float, float]:
    for option, value in (("--from", low), ("--to", high)):
        if not 0.0 < value < float("inf"):
            raise click.UsageError(f"{option}: {value} is not a rate above 0; give one like 0.001")
    if low >= high:
        raise click.UsageError(f"--from: {low} is not below {high}; give a smaller one")
    return low, high


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
def presets(as_json: bool) -> None:
    """List the shipped presets."""
    import json

    from tui_descent.presets import descriptions

    shipped = descriptions()
    with _until_nobody_reads():
        if as_json:
            fields = ("name", "title", "summary", "shape")
            rows = [{field: getattr(one, field) for field in fields} for one in shipped]
            _say(json.dumps(rows, indent=2))
            return
        width = max(len(one.name) for one in shipped)
        for one in shipped:
            _say(f"{one.name:<{width}}  {one.shape:<22}  {one.title}")


@commands.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def check(files: tuple[str, ...]) -> int:
    """Say whether preset and lesson files are right, and what is not.

    A lesson is played: its solution must reach its goals, and every number that it claims must
    be what the program shows.
    """
    status = DONE  # where nobody reads what comes of it
    with _until_nobody_reads():
        status = _checked(files)
    return status  # noqa: RET504 - the context may swallow a broken pipe


def _checked(files: tuple[str, ...]) -> int:
    from pathlib import Path

    from tui_descent.lessons.loading import is_lesson
    from tui_descent.presets import PresetError
    from tui_descent.presets.loading import load_file

    status = DONE
    for file in files:
        try:
            if is_lesson(Path(file)):
                status = max(status, _checked_lesson(Path(file)))
            else:
                _say(f"{file}: fine ({load_file(Path(file)).shape})")
        except PresetError as error:
            status = _complain(str(error))
    return status


def _checked_lesson(path: "Path") -> int:
    from tui_descent.lessons.checking import complaints
    from tui_descent.lessons.loading import load_lesson_file

    lesson = load_lesson_file(path)
    found = complaints(lesson)
    for complaint in found:
        _complain(f"{path.name}: {complaint}")
    if found:
        return BAD_INPUT
    goals, claims = len(lesson.goals), len(lesson.expects)
    _say(f"{path}: fine (a lesson; {_count(goals, 'goal')}, {_count(claims, 'claim')})")
    return DONE


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


@commands.command()
@click.argument("lesson", required=False, metavar="[LESSON|FILE.toml]")
@_screen_options
@click.pass_obj
def learn(
    permissions: "Permissions", lesson: str | None, plain: bool, ascii: bool, fps: float | None
) -> int:
    """Go on with the lessons where you left, or open LESSON: a number, a name, or a file.

    What is done is kept; `tui-descent lessons` lists it.
    """
    if _is_plain(plain):
        from tui_descent.plain.start import with_lesson

        return _open_plain(with_lesson(lesson), permissions, ascii)
    from tui_descent.lessons.keeper import to_learn
    from tui_descent.lessons.listing import lesson_descriptions
    from tui_descent.lessons.loading import load_lesson
    from tui_descent.lessons.progress import Progress

    _need_terminal()
    progress = Progress.open()
    name = lesson or to_learn(lesson_descriptions(), progress)
    return _open_screen(
        None, permissions, ascii, fps, load_lesson(name, permissions.shipped_only), progress
    )


@commands.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array.")
@click.option(
    "--reset",
    metavar="[LESSON]",
    is_flag=False,
    flag_value=EVERY_LESSON,
    help="Forget what was done in LESSON, or in all lessons; it asks first.",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def lessons(as_json: bool, reset: str | None, yes: bool) -> int:
    """List the lessons and what is done of them."""
    import json

    from tui_descent.lessons.keeper import row_of, to_go_on
    from tui_descent.lessons.listing import lesson_descriptions
    from tui_descent.lessons.progress import Progress

    with closing(Progress.open()) as progress:
        if reset is not None:
            return _reset(progress, reset, yes)
        shipped = lesson_descriptions()
        go_on = to_go_on(shipped, progress)
        rows = [row_of(one, progress, go_on) for one in shipped]
    if progress.trouble:
        _complain(progress.trouble)
    with _until_nobody_reads():
        if as_json:
            _say(json.dumps(rows, indent=2))
            return DONE
        for row in rows:
            words = [row["progress"], "▸ go on here" if row["go_on"] else ""]
            done = "  ".join(filter(None, words))
            _say(f"{row['number']:>2}  {row['title']:<48}  {done}".rstrip())
    return DONE


def _reset(progress: "Progress", which: str, yes: bool) -> int:
    from tui_descent.lessons.keeper import name_of
    from tui_descent.lessons.loading import load_lesson

    lesson = None if which == EVERY_LESSON else load_lesson(which)
    what = "all lessons" if lesson is None else f"lesson {lesson.number or which}: {lesson.title}"
    if not yes:
        if not sys.stdin.isatty():
            raise click.UsageError("--reset asks first, which needs a terminal; --yes does not ask")
        if not click.confirm(safe(f"Forget what was done in {what}?")):
            _say("nothing was changed")
            return DONE
    if not progress.reset(None if lesson is None else name_of(lesson)):
        return _complain(progress.trouble or "progress is not saved")
    _say(f"forgotten: {what}")
    return DONE


@commands.command("class-setup")
@click.argument("part", required=False, type=click.Choice(PARTS))
def class_setup(part: str | None) -> None:
    """Print what lets a class in over SSH: sshd's configuration and a wrapper.

    Both say where they belong. With the name of one it is printed alone, to be put there:
    tui-descent class-setup wrapper > tui-descent-class
    """
    from tui_descent.class_setup import part as text_of

    with _until_nobody_reads():
        click.echo(
            "\n".join(text_of(name, sys.executable) for name in PARTS if part in (None, name)),
            nl=False,
        )


def _rate(value: float | None, option: str) -> float | None:
    import math

    if value is not None and not math.isfinite(value):
        raise click.UsageError(f"{option}: {value} is not a finite number; give one like 0.1")
    return value


def _schedule(entries: tuple[str, ...]) -> dict[int, float]:
    schedule = {}
    for entry in entries:
        place, _, rate = entry.partition(":")
        try:
            number, value = int(place), float(rate)
        except ValueError:
            number, value = -1, 0.0
        if number < 0:
            wrong = f"--learning-rate-at: {entry!r} is not PASS:X"
            raise click.UsageError(f"{wrong}; write, for example, 20:0.05")
        schedule[number] = _rate(value, "--learning-rate-at") or 0.0
    return schedule


def _optimizer(name: str | None) -> "Optimizer | None":
    from tui_descent.engine.optimizers import OPTIMIZERS

    if name is None:
        return None
    if name not in OPTIMIZERS:
        known = ", ".join(OPTIMIZERS)
        raise click.UsageError(f"--optimizer: {name!r} is not known; choose one of: {known}")
    return OPTIMIZERS[name]()


def _wants_plain() -> bool:
    """Whether this terminal can show lines of text only."""
    return os.environ.get("TERM", "").lower() in ("dumb", "unknown")


def _is_plain(asked: bool) -> bool:
    """Whether to print lines: asked for, here or before the command, or all there can be."""
    root = click.get_current_context().find_root()
    return asked or bool(root.params["plain"]) or (_has_terminal() and _wants_plain())


def _has_terminal() -> bool:
    streams = (sys.stdin, sys.stdout, sys.stderr)
    return all(stream is not None and stream.isatty() for stream in streams)  # None: closed


def _need_terminal() -> None:
    if not _has_terminal():
        raise click.UsageError(
            "this needs a terminal for input and output; with --plain it needs none, nor does "
            "`tui-descent run PRESET`"
        )


def _open_plain(begin: "Begin", permissions: "Permissions", ascii: bool) -> int:
    from tui_descent.actions import CommandError
    from tui_descent.plain.start import run
    from tui_descent.terminal.capabilities import terminal

    utf8_mode = bool(sys.flags.utf8_mode)
    ascii = terminal(os.environ, sys.stdout.encoding, utf8_mode, ascii).ascii
    status = DONE  # where nobody reads what comes of it
    with _until_nobody_reads():
        try:
            status = run(begin, ascii, not permissions.shipped_only, permissions.idle)
        except CommandError as error:  # by what it was to begin with
            status = _complain(str(error))
    return status


def _open_screen(
    session: Any,
    permissions: "Permissions",
    ascii: bool,
    fps: float | None,
    lesson: Any = None,
    progress: Any = None,
    saved: "Saved | None" = None,
) -> int:
    _need_terminal()
    if not os.environ.get("NO_COLOR"):
        os.environ.pop("NO_COLOR", None)  # empty counts as absent, which Textual does not know
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)  # they were right once; the terminal knows its size now
    # Textual reads these once, while it is imported; what the user has set stays.
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    # The escape key is told from a key's sequence by the silence after it, in milliseconds.
    os.environ.setdefault("ESCDELAY", "200" if "SSH_CONNECTION" in os.environ else "25")
    from tui_descent.actions import KEYS
    from tui_descent.files import remove_leftovers
    from tui_descent.paths import class_files, unusable_state
    from tui_descent.preferences import load_remembered, load_settings, save_remembered
    from tui_descent.presets.errors import UnreadableError
    from tui_descent.terminal.capabilities import terminal
    from tui_descent.ui.app import DescentApp

    keymap = {}
    if not permissions.shipped_only:
        try:
            keymap = load_settings({*KEYS}).keys
        except UnreadableError as error:
            _complain(f"{error}; the keys are the usual ones")
    if trouble := unusable_state():
        _complain(trouble)
    elif permissions.one_folder:
        remove_leftovers(class_files())
    remembered = load_remembered()
    utf8_mode = bool(sys.flags.utf8_mode)
    look = terminal(os.environ, sys.stderr.encoding, utf8_mode, ascii, fps)
    app = DescentApp(
        session, keymap, remembered, look, lesson, progress, permissions=permissions, saved=saved
    )
    gc.freeze()
    gc.set_threshold(GARBAGE)
    app.run(mouse=False)
    app.left.set()
    status = app.return_code or DONE
    if status != DONE:  # also where a mistake of ours has ended it
        app.forget_failed_view()
        app.saver.save()
    else:
        app.saver.close()
    save_remembered(remembered)
    if app.saver.notice:
        _complain(app.saver.notice)
    return status
