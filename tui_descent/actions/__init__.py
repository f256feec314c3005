"""Actions: all that a learner can do, each as one record.

A key press, a line of the plain mode, a lesson's solution and a script make the same calls
to the Session. A command that is run returns a sentence about what happened; a mistake is
one sentence with its remedy.
"""

from tui_descent.actions.action import Action, Key, Teacher
from tui_descent.actions.arguments import CommandError, parameter
from tui_descent.actions.registry import COMMANDS, KEYS, WORDS, named, parse, run

__all__ = [
    "COMMANDS",
    "KEYS",
    "WORDS",
    "Action",
    "CommandError",
    "Key",
    "Teacher",
    "named",
    "parameter",
    "parse",
    "run",
]
