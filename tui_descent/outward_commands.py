"""The commands that lead out of the program: files and scripts, and what a shell completes."""

import os
import sys
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from tui_descent import completion
from tui_descent.console import complain, say, tell, until_nobody_reads
from tui_descent.options import (
    LEARNING_RATE,
    PRESET,
    csv_options,
    from_csv,
    is_table,
    opened,
    overrides,
    variations,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tui_descent.engine.optimizers import Optimizer
    from tui_descent.lessons.lesson import Lesson


@click.command()
@PRESET
@click.option(
    "--to",
    "library",
    required=True,
    type=click.Choice(["torch", "numpy"]),
    help="What the script is written with.",
)
@click.option(
    "--passes",
    default=20,
    type=click.IntRange(min=0),
    show_default=True,
    help="How many losses the script prints.",
)
@click.option(
    "--after", default=0, type=click.IntRange(min=0), help="Go on after this many passes."
)
@csv_options
@overrides
def export(
    preset: str,
    library: str,
    passes: int,
    after: int,
    of_csv: dict[str, Any],
    learning_rate: float | None,
    rates: dict[int, float],
    optimizer: "Optimizer | None",
    seed: int | None,
    varied: dict[str, Any],
) -> None:
    """Print a script that trains PRESET without this program, with PyTorch or numpy alone.

    PRESET may be a file, too: a .toml, or a .csv with --target.
    """
    from tui_descent.export import Departure, ExportError, script

    loaded, lines = opened(preset, of_csv, varied, learning_rate)
    tell(lines)
    descent = loaded.descent(rates)
    state = descent.start(
        loaded.initial_parameters(seed),
        optimizer or loaded.optimizer,
        loaded.learning_rate if learning_rate is None else learning_rate,
    )
    state = descent.advance(state, after)
    try:
        text = script(Departure(loaded, state, rates, passes), library)
    except ExportError as error:
        raise click.UsageError(f"{preset}: {error}") from None
    with until_nobody_reads():
        click.echo(text, nl=False)


@click.command()
@click.argument("file", metavar="FILE.csv")
@click.option("--output", metavar="FILE.toml", help="Default: beside FILE; - prints it.")
@LEARNING_RATE
@csv_options
@variations
def new(
    file: str,
    output: str | None,
    learning_rate: float | None,
    of_csv: dict[str, Any],
    varied: dict[str, Any],
) -> None:
    """Write a preset from a CSV file, with each decision in it and a comment on each."""
    from pathlib import Path

    from tui_descent.files import write_atomically
    from tui_descent.presets.written import written_preset

    if not is_table(file, of_csv):
        raise click.UsageError(f"{file} is not a CSV file; give one, such as houses.csv")
    own = from_csv(file, of_csv, varied, learning_rate)
    text = written_preset(own.decision, own.preset, own.baselines)
    tell(own.lines)
    if output == "-":
        with until_nobody_reads():
            click.echo(text, nl=False)
        return
    path = Path(output) if output else Path(file).with_suffix(".toml")
    if path.parent.absolute() != Path(file).parent.absolute():
        raise click.UsageError(
            f"--output: {path} is not beside {file}, where a preset looks for it"
        )
    try:
        write_atomically(path, [text])
    except FileExistsError:
        raise click.UsageError(f"{path} exists; give another name with --output") from None
    say(f"{path} written; tui-descent open {path} opens it")


@click.command("completion")
@click.argument("shell", type=click.Choice(completion.SHELLS))
def completion_command(shell: str) -> None:
    """Print what makes a shell complete commands, presets, lessons and the options' values.

    For bash: eval "$(tui-descent completion bash)" in ~/.bashrc; zsh has the same in ~/.zshrc;
    for fish: tui-descent completion fish > ~/.config/fish/completions/tui-descent.fish
    """
    with until_nobody_reads():
        click.echo(completion.source(click.get_current_context().find_root().command, shell))


@click.command()
@PRESET
@click.argument("pressed", nargs=-1, metavar="[KEY]...")
@click.argument("file", shell_complete=completion.file_names)
@click.option("--size", default="80x24", show_default=True, metavar="COLSxROWS", help="Its cells.")
@click.option(
    "--pace",
    default=0.5,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(0.01, 60.0),
    help="From one key to the next.",
)
@click.option("--learn", is_flag=True, help="PRESET is a lesson: its name, number or file.")
@csv_options
@overrides
def record(
    preset: str,
    pressed: tuple[str, ...],
    file: str,
    size: str,
    pace: float,
    learn: bool,
    learning_rate: float | None,
    rates: dict[int, float],
    optimizer: "Optimizer | None",
    seed: int | None,
    of_csv: dict[str, Any],
    varied: dict[str, Any],
) -> None:
    """Press each KEY in PRESET, and write what the screen shows to FILE: .cast or .svg.

    PRESET may be a file, too: a .toml, or a .csv with --target.

    A key is a character, or a name: space, up, tab, enter, escape. space*7 is seven of them, wait
    is none. A .cast is for asciinema; an .svg is a picture that moves. No terminal is needed, and
    the same keys give the same file.
    """
    import asyncio
    from pathlib import Path
    from tempfile import TemporaryDirectory

    from tui_descent.files import write_atomically
    from tui_descent.lessons.loading import load_lesson
    from tui_descent.session.session import Session
    from tui_descent.start import prepare_environment

    path = Path(file)
    _check_recording(path)
    columns, rows = _cells(size)
    if learn:
        _refuse_overrides()
        shown: Session | Lesson = load_lesson(preset)
    else:
        loaded, _ = opened(preset, of_csv, varied, learning_rate)
        shown = Session(loaded, learning_rate, optimizer, seed, rates)
    prepare_environment()
    os.environ |= {"TERM": "xterm-256color", "COLORTERM": ""}  # the same colours everywhere
    os.environ.pop("NO_COLOR", None)
    from tui_descent.terminal.moving_picture import moving_picture
    from tui_descent.terminal.recording import cast
    from tui_descent.ui.recording import read_keys
    from tui_descent.ui.recording import record as recorded

    try:
        keys = read_keys(pressed)
    except ValueError as error:
        raise click.UsageError(f"record: {error}") from None
    with TemporaryDirectory() as state:  # nothing of the user's is read or changed
        os.environ["XDG_STATE_HOME"] = state
        recorder = asyncio.run(recorded(shown, keys, columns, rows, pace))
    title, seconds = f"tui-descent {'learn' if learn else 'open'} {preset}", (len(keys) + 1) * pace
    made = [moving_picture(recorder, title, seconds)]
    parts = cast(recorder, title, seconds) if path.suffix == ".cast" else made
    write_atomically(path, parts, overwrite=True)


def _check_recording(path: "Path") -> None:
    """Raise UsageError if no recording can be written to this path."""
    if path.suffix not in (".cast", ".svg"):
        raise click.UsageError(f"{path}: its name must end in .cast or .svg")
    if not path.parent.is_dir():
        raise click.UsageError(f"{path}: there is no folder {path.parent}; make it first")


def _refuse_overrides() -> None:
    """A lesson says itself what it is about: options of a problem would change nothing."""
    context = click.get_current_context()
    own = ("size", "pace", "learn")
    for option in context.command.params:
        given = context.get_parameter_source(str(option.name)) is ParameterSource.COMMANDLINE
        if isinstance(option, click.Option) and given and option.name not in own:
            raise click.UsageError(
                f"{option.opts[0]}: a lesson sets this itself; leave it out, or record a preset"
            )


def _cells(size: str) -> tuple[int, int]:
    columns, _, rows = size.partition("x")
    if not (columns.isdecimal() and rows.isdecimal() and 0 < int(columns) * int(rows) <= 100_000):
        raise click.UsageError(f"--size: {size!r} is not COLSxROWS; give, for example, 80x24")
    return int(columns), int(rows)


@click.command()
@click.option("--port", default=8000, type=click.IntRange(0, 65535), show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to answer at.")
@click.option(
    "--visitors", default=20, type=click.IntRange(min=1), show_default=True, help="At a time."
)
@click.option(
    "--idle",
    metavar="MINUTES",
    type=click.FloatRange(min=0.0, min_open=True),
    help="End a visit after so long without a key.  [default: 30]",
)
@click.option(
    "--keep",
    metavar="FOLDER",
    type=click.Path(file_okay=False),
    help="Keep there what visitors do, browser by browser.  [default: nothing is kept]",
)
def serve(port: int, host: str, visitors: int, idle: float | None, keep: str | None) -> None:
    """Show the program in browsers, to each visitor a process of its own; ctrl+c ends it.

    Visitors may do what a class may: lessons and shipped problems, and no file of yours. Port 0
    is any that is free.
    """
    import asyncio
    from importlib.util import find_spec
    from pathlib import Path

    if os.name != "posix":
        raise click.UsageError("serve: Windows has not what this needs; start it in WSL")
    if find_spec("textual_serve") is None:
        remedy = f"{sys.executable} -m pip install textual-serve"
        raise click.UsageError(f"serve: textual-serve is not installed; {remedy}")
    from tui_descent.browser.serving import Rules, serve
    from tui_descent.permissions import IDLE_MINUTES

    if not _is_loopback(host):
        warning = f"warning: whoever reaches this machine at {host} may use it, without a password"
        complain(f"{warning}, unencrypted; a class comes through JupyterHub or SSH")
    if keep is not None:
        Path(keep).mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = None if keep is None else Path(keep).absolute()
    rules = Rules(visitors, IDLE_MINUTES if idle is None else idle, kept)

    def tell(address: str) -> None:
        say(f"{address} shows tui-descent; ctrl+c ends it")

    try:
        asyncio.run(serve(host, port, rules, tell))
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else str(error)
        remedy = "give another --port, or 0 for any that is free"
        raise click.UsageError(f"serve: {host}, port {port}: {reason}; {remedy}") from None


def _is_loopback(host: str) -> bool:
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
