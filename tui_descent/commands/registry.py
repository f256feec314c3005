"""The one registry of commands: their names, arguments and help, what they do and by which keys."""

import difflib
from collections.abc import Callable
from dataclasses import dataclass

from tui_descent.commands import doing, keys
from tui_descent.commands.arguments import CommandError, Words, count
from tui_descent.commands.doing import Teacher
from tui_descent.presets import PresetError
from tui_descent.session.session import Session


@dataclass(frozen=True, slots=True)
class Command:
    """One thing that can be done in words.

    arguments  how it is written: `NAME VALUE`
    help       what it does, as a sentence part
    run        does it and says what happened
    keys       Textual's names of the keys that do the same; None where there are none
    """

    name: str
    arguments: str
    help: str
    run: Callable[[Session, Words, "Teacher | None"], str]
    keys: Callable[[Session, Words], list[str]] | None = None

    @property
    def usage(self) -> str:
        """Name and arguments, as one writes them."""
        return f"{self.name} {self.arguments}".strip()


def run(session: Session, line: str, teacher: Teacher | None = None) -> str:
    """Do what the line says and return a sentence; raises CommandError."""
    command, words = parse(line)
    try:
        return command.run(session, words, teacher)
    except PresetError as error:
        raise CommandError(str(error)) from None


def keys_for(session: Session, line: str) -> list[str]:
    """Return Textual's names of the keys that do what the line says; raises CommandError."""
    command, words = parse(line)
    if command.keys is None:
        raise CommandError(f"{command.name} has no keys on the training screen")
    return command.keys(session, words)


def parse(line: str) -> tuple[Command, list[str]]:
    """Split a line into its command and arguments; raises CommandError."""
    words = line.split()
    if not words:
        raise CommandError("an empty line; write a command, for example: step")
    name = words[0].casefold()
    if name not in COMMANDS:
        close = difflib.get_close_matches(name, COMMANDS, n=1)
        remedy = f"did you mean {close[0]}?" if close else f"there are: {', '.join(COMMANDS)}"
        raise CommandError(f"{words[0]!r} is no command; {remedy}")
    return COMMANDS[name], words[1:]


COMMANDS: dict[str, Command] = {
    command.name: command
    for command in (
        Command("step", "[PASSES]", "make a pass, or so many", doing.step, keys.step),
        Command("phase", "", "take a phase of a pass", doing.phase, keys.key("full_stop")),
        Command(
            "epoch",
            "[EPOCHS]",
            "make passes up to the end of the epoch",
            doing.epoch,
            lambda session, words: ["e"] * count(words, "epoch 2"),
        ),
        Command(
            "back",
            "[PASSES]",
            "go back a pass, or so many",
            doing.back,
            lambda session, words: ["b"] * count(words, "back 3"),
        ),
        Command(
            "rate",
            "VALUE|up|down",
            "set the learning rate, or move it a notch",
            doing.rate,
            keys.rate,
        ),
        Command("select", "NAME", "select a parameter", doing.select, keys.select),
        Command("set", "NAME VALUE", "give a parameter a value", doing.set_value, keys.set),
        Command("nudge", "NAME up|down", "move a parameter a little", doing.nudge, keys.nudge),
        Command(
            "reset", "", "start again from the same initial weights", doing.reset, keys.key("r")
        ),
        Command("new", "", "start from new random weights", doing.new, keys.key("n")),
        Command(
            "undo",
            "",
            "take back the last action that threw something away, and the one before it",
            doing.undo,
            keys.key("U"),
        ),
        Command("redo", "", "take back the last undo", doing.redo, keys.key("Y")),
        Command("cure", "", "do what the verdict advises", doing.cure, keys.key("M")),
        Command("fork", "", "keep this run as a ghost, go on from here", doing.fork, keys.key("f")),
        Command("swap", "", "go on with the oldest ghost", doing.swap, keys.key("x")),
        Command("drop", "", "drop all ghosts", doing.drop, keys.key("d")),
        Command(
            "optimizer",
            "NAME [SETTING=VALUE …]",
            "choose the optimizer",
            doing.optimizer,
            keys.optimizer,
        ),
        Command(
            "activation",
            "NAME [LAYER|all]",
            "choose the activation of the hidden layers, of one layer or of all; starts again",
            doing.activation,
            keys.activation,
        ),
        Command(
            "batch", "SIZE|full", "choose the batch size; starts again", doing.batch, keys.batch
        ),
        Command(
            "standardize",
            "on|off",
            "scale the inputs; starts again",
            doing.standardize,
            keys.standardize,
        ),
        Command(
            "init",
            "NAME [SCALE]",
            "choose the initial weights; starts again",
            doing.init,
            keys.init,
        ),
        Command(
            "check", "[NAME]", "check the gradient against differences", doing.check, keys.check
        ),
        Command("guess", "VALUE", "say what value you expect", doing.guess, keys.guess),
        Command("answer", "NUMBER", "answer the lesson's question", doing.answer, keys.answer),
        Command("hint", "", "one more hint", doing.hint, keys.key("t")),
        Command("goal", "", "what the lesson asks for", doing.goal),
        Command("cause", "NAME", "name what is wrong in this case", doing.cause),
        Command("case", "[NUMBER]", "go to the next case, or to this one", doing.case),
    )
}
