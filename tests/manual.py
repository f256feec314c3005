"""The manual page, made from the commands: `python -m tests.tables` writes it."""

import re
from pathlib import Path

import click

from tui_descent import __version__
from tui_descent.cli import commands
from tui_descent.options import overrides

MANUAL = Path(__file__).parent.parent / "tui_descent" / "tui-descent.1"
FIRST = ("open", "learn", "resume", "run", "sweep", "export")  # the others follow as they come
HERE = "[and those that change a preset]"


def manual() -> str:
    """The page in troff, as `man` reads it."""
    names = [*FIRST, *(name for name in sorted(commands.commands) if name not in FIRST)]
    lines = [
        f'.TH TUI-DESCENT 1 "" "tui-descent {__version__}" "User commands"',
        ".SH NAME",
        _escaped("tui-descent - see gradient descent, one pass at a time"),
        ".SH SYNOPSIS",
        ".B tui\\-descent",
        "[options] [command] [arguments]",
        ".SH DESCRIPTION",
        *_text(commands.help or ""),
        ".SH OPTIONS",
        *_entry("-h, --help", "Say what there is, also of each command."),
        *_options(commands.params),
        ".SH COMMANDS",
        *(line for name in names for line in _command(name, commands.commands[name])),
        ".SH OPTIONS THAT CHANGE A PRESET",
        *_options(_shared()),
        ".SH FILES",
        *_entry(
            "~/.config/tui-descent/config.toml", "Keys of your own, and whether the mouse is used."
        ),
        *_entry("~/.local/state/tui-descent", "Progress in the lessons, and saved sessions."),
        ".SH ENVIRONMENT",
        *_entry("NO_COLOR", "Where it is set, nothing is coloured."),
        *_entry("TERM", "dumb: lines of text and no screen, as with --plain."),
        *_entry("XDG_CONFIG_HOME, XDG_STATE_HOME", "Where the folders above lie instead."),
        ".SH EXIT STATUS",
        *_entry("0", "Done; a run that diverges is a result, and done."),
        *_entry("2", "What was asked for cannot be done; standard error says why, in one line."),
        *_entry("130", "Interrupted."),
    ]
    return "\n".join(lines) + "\n"


def _shared() -> list[click.Parameter]:
    """The options of all commands that take a preset and change it."""

    @click.command()
    @overrides
    def nothing(**_: object) -> None:
        """Only its options are of interest."""

    return nothing.params


def _command(name: str, command: click.Command) -> list[str]:
    shared = {param.name for param in _shared()}
    own = [param for param in command.params if param.name not in shared]
    taken = [_argument(param) for param in own if isinstance(param, click.Argument)]
    usage = " ".join([name, "[options]", *taken])
    note = f" {HERE}" if len(own) < len(command.params) else ""
    return [f".SS {_escaped(usage + note)}", *_text(command.help or ""), *_options(own)]


def _argument(param: click.Argument) -> str:
    if isinstance(param.type, click.Choice):
        return "|".join(param.type.choices)
    return param.metavar or (param.name or "").upper()


def _options(params: list[click.Parameter]) -> list[str]:
    known = [param for param in params if isinstance(param, click.Option)]
    return [line for param in known for line in _entry(_spelled(param), _means(param))]


def _spelled(option: click.Option) -> str:
    """The option with what it takes; not as click says it, whose versions differ in that."""
    taken = option.metavar or "N"
    if isinstance(option.type, click.Choice):
        taken = "|".join(option.type.choices)
    return ", ".join(option.opts) + (f" {taken}" if not option.is_flag else "")


def _means(option: click.Option) -> str:
    default = f" Default: {option.default}." if option.show_default else ""
    return f"{(option.help or '').rstrip('.')}.{default}"


def _entry(name: str, means: str) -> list[str]:
    return [".TP", f".B {_escaped(name)}", _escaped(means)]


def _text(text: str) -> list[str]:
    """Paragraphs, each after a line that begins one."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip())]
    return [line for part in paragraphs for line in (".PP", _escaped(part))]


def _escaped(text: str) -> str:
    text = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{text}" if text[:1] in (".", "'") else text
