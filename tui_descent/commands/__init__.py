"""Commands in words: all that a learner can do, as lines of text.

One registry for whoever is not at the keys: lessons (their solutions and claims), the plain
mode, tests. Running a command makes the same calls to the Session that the keys make and
returns a sentence about what happened; a mistake is one sentence with its remedy. Most
commands also know by which keys of the training screen they are done.
"""

from tui_descent.commands.arguments import CommandError, parameter
from tui_descent.commands.doing import Teacher, where
from tui_descent.commands.registry import COMMANDS, Command, keys_for, parse, run

__all__ = [
    "COMMANDS",
    "Command",
    "CommandError",
    "Teacher",
    "keys_for",
    "parameter",
    "parse",
    "run",
    "where",
]
