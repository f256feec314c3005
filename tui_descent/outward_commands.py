"""The commands that lead out of the program: scripts, and what a shell completes."""

from typing import TYPE_CHECKING, Any

import click

from tui_descent import completion
from tui_descent.console import until_nobody_reads
from tui_descent.options import PRESET, overrides, varied_preset

if TYPE_CHECKING:
    from tui_descent.engine.optimizers import Optimizer


@click.command()
@PRESET
@click.option(
    "--to",
    "target",
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
@overrides
def export(
    preset: str,
    target: str,
    passes: int,
    after: int,
    learning_rate: float | None,
    rates: dict[int, float],
    optimizer: "Optimizer | None",
    seed: int | None,
    varied: dict[str, Any],
) -> None:
    """Print a script that trains PRESET without this program, with PyTorch or numpy alone."""
    from tui_descent.export import Departure, ExportError, script
    from tui_descent.presets import load

    loaded = varied_preset(load(preset), varied, learning_rate)
    descent = loaded.descent(rates)
    state = descent.start(
        loaded.initial_parameters(seed),
        optimizer or loaded.optimizer,
        loaded.learning_rate if learning_rate is None else learning_rate,
    )
    for _ in range(after):
        state = descent.advance(state)
    try:
        text = script(Departure(loaded, state, rates, passes), target)
    except ExportError as error:
        raise click.UsageError(f"{preset}: {error}") from None
    with until_nobody_reads():
        click.echo(text, nl=False)


@click.command("completion")
@click.argument("shell", type=click.Choice(completion.SHELLS))
def completion_command(shell: str) -> None:
    """Print what makes a shell complete commands, presets, lessons and the options' values.

    For bash: eval "$(tui-descent completion bash)" in ~/.bashrc; zsh has the same in ~/.zshrc;
    for fish: tui-descent completion fish > ~/.config/fish/completions/tui-descent.fish
    """
    with until_nobody_reads():
        click.echo(completion.source(click.get_current_context().find_root().command, shell))
