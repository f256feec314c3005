"""The commands. Each is thin: it reads its options, hands them on and prints.

Nothing here imports the screen until a screen opens, and a mistake is one line on standard
error with exit status 2.
"""

import os
import sys
from typing import TYPE_CHECKING, Any

import click

from tui_descent import __version__, completion
from tui_descent.class_commands import admit_course, class_progress, class_setup, permissions_of
from tui_descent.console import (
    DONE,
    INTERRUPTED,
    complain,
    complain_of_all,
    drop_output,
    say,
    tell,
    until_nobody_reads,
)
from tui_descent.lesson_commands import check, learn, lessons
from tui_descent.options import (
    JSON,
    LEARNING_RATE,
    OPTIMIZER,
    PRESET,
    SEED,
    Rate,
    csv_options,
    opened,
    overrides,
    screen_options,
    variations,
    varied_preset,
)
from tui_descent.outward_commands import completion_command, export, new, record, serve
from tui_descent.start import is_plain, listen_to_terminal, open_plain, open_screen

if TYPE_CHECKING:
    from tui_descent.engine.optimizers import Optimizer
    from tui_descent.permissions import Permissions

IN_CLASS = (None, "learn", "open", "resume")  # the commands that --class allows


def run_command(arguments: list[str]) -> int:
    """Run one command and return its exit status."""
    from tui_descent.presets.errors import FaultsError, PresetError
    from tui_descent.saved.error import SavedError

    try:
        status = commands.main(arguments, prog_name="tui-descent", standalone_mode=False)
        sys.stdout.flush()
        return status if isinstance(status, int) else DONE
    except click.ClickException as error:
        return complain(error.format_message())
    except FaultsError as error:
        return complain_of_all(error.lines)
    except (PresetError, SavedError) as error:
        return complain(str(error))
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except MemoryError:
        return complain("not enough memory; give fewer points, units or learning rates")
    except OSError as error:
        reason = error.strerror or str(error)
        if error.filename is not None:
            return complain(f"{os.fsdecode(error.filename)}: {reason}")
        drop_output()
        return complain(f"{reason}; the output could not be written")


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tui-descent")
@screen_options
@click.option("--class", "in_class", is_flag=True, help="For logins: no files, no shell.")
@click.option(
    "--idle",
    metavar="MINUTES",
    type=click.FloatRange(min=0.0, min_open=True),
    help="End after so long without a key; the session is saved. Default with --class: 30.",
)
@click.option("--lessons", "lessons_folder", metavar="DIR", help="List the lessons in it, too.")
@click.option("--presets", "presets_folder", metavar="DIR", help="List the presets in it, too.")
@click.pass_context
def commands(
    context: click.Context,
    in_class: bool,
    idle: float | None,
    lessons_folder: str | None,
    presets_folder: str | None,
    plain: bool,
    ascii: bool,
    fps: float | None,
) -> int:
    """See gradient descent: a small network's training, one pass at a time.

    Without a command it opens a list of lessons and problems to choose from.
    """
    context.obj = permissions = permissions_of(in_class, idle)
    command = context.invoked_subcommand
    if permissions.shipped_only and command not in IN_CLASS:
        known = ", ".join(name for name in IN_CLASS if name)
        raise click.UsageError(f"--class: there is no `{command}` here; there is: {known}")
    if lessons_folder is not None or presets_folder is not None:
        admit_course(lessons_folder, presets_folder, permissions)
    if command is not None:
        return DONE
    if not is_plain(plain):
        return open_screen(None, permissions, ascii, fps)
    from tui_descent.plain.start import at_home

    return open_plain(at_home, permissions, ascii)


@commands.command("open")
@PRESET
@csv_options
@overrides
@screen_options
@click.pass_obj
def open_command(
    permissions: "Permissions",
    preset: str,
    plain: bool,
    ascii: bool,
    fps: float | None,
    learning_rate: float | None,
    rates: dict[int, float],
    optimizer: "Optimizer | None",
    seed: int | None,
    of_csv: dict[str, Any],
    varied: dict[str, Any],
) -> int:
    """Open PRESET on the screen: a shipped one's name, a TOML file or a CSV file with --target.

    A preset named - is read from standard input.
    """
    from tui_descent.lessons.listing import refuse_lesson
    from tui_descent.presets import load_shipped
    from tui_descent.presets.loading import STANDARD_INPUT
    from tui_descent.session.session import Session

    if permissions.shipped_only and "weights" in varied:
        raise click.UsageError("--weights: no file is opened here; open one without it")
    lines: list[str] = []
    if permissions.shipped_only:
        refuse_lesson(preset)
        loaded = varied_preset(load_shipped(preset), varied, learning_rate)
    else:
        loaded, lines = opened(preset, of_csv, varied, learning_rate)
        tell(lines)
    session = Session(loaded, learning_rate, optimizer, seed, rates)
    if preset == STANDARD_INPUT:
        listen_to_terminal()
    if not is_plain(plain):
        return open_screen(session, permissions, ascii, fps)
    from tui_descent.plain.start import with_session

    return open_plain(with_session(session), permissions, ascii)


@commands.command()
@click.argument(
    "which", required=False, metavar="[N|NAME]", shell_complete=completion.session_names
)
@click.option("--list", "listing", is_flag=True, help="List the saved sessions.")
@click.option("--json", "as_json", is_flag=True, help="List them as one JSON array.")
@screen_options
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
        with until_nobody_reads():
            say(to_json(sessions) if as_json else to_table(sessions))
        return max([DONE, *(complain(str(error)) for error in damaged)])
    if which is None:
        sessions, damaged = saved_sessions()
        for error in damaged:
            complain(str(error))
        if not sessions:
            raise click.UsageError("no session is saved; one is when its terminal is closed")
        if len(sessions) > 1 and is_plain(plain):
            say(to_table(sessions), error=True)
            raise click.UsageError("several are saved; choose one: tui-descent resume 1")
        if len(sessions) > 1:
            return open_screen(None, permissions, ascii, fps)
        which = sessions[0].name
    saved = find(which)
    session, lesson = saved.open(permissions.shipped_only), saved.lesson(permissions.shipped_only)
    if not is_plain(plain):
        return open_screen(session, permissions, ascii, fps, lesson, saved=saved)
    from tui_descent.plain.start import with_saved

    return open_plain(with_saved(session, lesson, saved), permissions, ascii)


@commands.command()
@PRESET
@click.option(
    "--passes", type=click.IntRange(min=0), help="Make at most this many passes.  [default: 100]"
)
@click.option("--until-loss", type=Rate(), metavar="X", help="End once the loss is X or less.")
@click.option("--until-converged", is_flag=True, help="End once it can come no lower.")
@click.option(
    "--every",
    default=1,
    type=click.IntRange(min=1),
    show_default=True,
    help="Print only each record whose pass is a multiple of this, and the last.",
)
@csv_options
@overrides
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl", "csv"]),
    help="Default: table on a terminal, jsonl into a pipe or file.",
)
def run(
    preset: str,
    passes: int | None,
    every: int,
    learning_rate: float | None,
    rates: dict[int, float],
    optimizer: "Optimizer | None",
    seed: int | None,
    form: str | None,
    until_loss: float | None,
    until_converged: bool,
    of_csv: dict[str, Any],
    varied: dict[str, Any],
) -> None:
    """Train PRESET without a screen and print a record for each pass."""
    from tui_descent.analysis.convergence import Ending
    from tui_descent.progress_bar import ProgressLine
    from tui_descent.records import records, to_csv, to_json, to_table

    loaded, lines = opened(preset, of_csv, varied, learning_rate)
    tell(lines)
    descent = loaded.descent(rates)
    start = descent.start(
        loaded.initial_parameters(seed),
        optimizer or loaded.optimizer,
        loaded.learning_rate if learning_rate is None else learning_rate,
    )
    form = form or ("table" if sys.stdout.isatty() else "jsonl")
    if form == "csv" and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    rules = loaded.stop.or_rather(passes, until_loss, until_converged)
    ending = Ending(descent, [start], rules.loss, rules.converged)
    most = rules.most_passes
    with until_nobody_reads(), ProgressLine(most) as progress:
        held_out = loaded.problem.held_out_objective()
        for one in records(descent, start, most, every, progress.update, held_out, ending):
            first = one["pass"] == 0
            if form == "jsonl":
                line = to_json(one)
            elif form == "csv":
                line = to_csv(one, loaded.objective.recorded_labels, first)
            else:
                line = to_table(one, first)
            progress.clear()
            print(line)


@commands.command()
@PRESET
@click.option("--from", "first", type=Rate(positive=True), help="The smallest learning rate.")
@click.option("--to", "last", type=Rate(positive=True), help="The largest.")
@click.option("--count", default=64, type=click.IntRange(2, 4096), show_default=True)
@click.option("--passes", default=100, type=click.IntRange(min=0), show_default=True)
@LEARNING_RATE
@OPTIMIZER
@SEED
@csv_options
@variations
@JSON
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json", "csv"]),
    default="table",
    show_default=True,
)
def sweep(
    preset: str,
    first: float | None,
    last: float | None,
    count: int,
    passes: int,
    learning_rate: float | None,
    optimizer: "Optimizer | None",
    seed: int | None,
    of_csv: dict[str, Any],
    varied: dict[str, Any],
    as_json: bool,
    form: str,
) -> None:
    """Train PRESET at many learning rates at once and print how each ended.

    The rates lie evenly on a log scale; by default from a thousandth of the preset's own
    rate, or lower where its limit lies low, to a hundred times it.
    """
    import numpy as np

    from tui_descent.analysis.situation import Situation
    from tui_descent.analysis.sweep import sweep as run_sweep
    from tui_descent.progress_bar import ProgressLine
    from tui_descent.records import outcomes_to_csv, outcomes_to_json, outcomes_to_table

    loaded, lines = opened(preset, of_csv, varied, learning_rate)
    tell(lines)
    own = abs(loaded.learning_rate if learning_rate is None else learning_rate) or 0.1
    descent = loaded.descent()
    start = descent.start(loaded.initial_parameters(seed), optimizer or loaded.optimizer, own)
    limit = Situation.at_start(descent, start).limit
    lowest = own / 1000.0 if limit is None else min(own / 1000.0, limit.rate / 100.0)
    low, high = lowest if first is None else first, own * 100.0 if last is None else last
    if low >= high:
        raise click.UsageError(f"--from: {low} is not below {high}; give a smaller one")
    with ProgressLine(passes) as progress:
        rates = np.geomspace(low, high, count)
        outcomes = run_sweep(descent, start, rates, passes, progress.goes_on)
    forms = {"table": outcomes_to_table, "json": outcomes_to_json, "csv": outcomes_to_csv}
    with until_nobody_reads():
        click.echo(forms["json" if as_json else form](outcomes))


@commands.command()
@JSON
def presets(as_json: bool) -> None:
    """List the shipped presets."""
    import json

    from tui_descent.presets import descriptions

    shipped = descriptions()
    with until_nobody_reads():
        if as_json:
            fields = ("name", "title", "summary", "shape")
            rows = [{field: getattr(one, field) for field in fields} for one in shipped]
            say(json.dumps(rows, indent=2))
            return
        width = max(len(one.name) for one in shipped)
        for one in shipped:
            say(f"{one.name:<{width}}  {one.shape:<22}  {one.title}")


for command in (check, learn, lessons, new, export, record, serve, completion_command):
    commands.add_command(command)
for command in (class_setup, class_progress):
    commands.add_command(command)
