"""The plain mode in this process, with a script for its lines."""

import io
from dataclasses import dataclass

from tui_descent.plain.conversation import converse
from tui_descent.plain.mode import PlainMode
from tui_descent.plain.output import Output
from tui_descent.plain.start import Begin, with_session
from tui_descent.presets import load
from tui_descent.session.session import Session

SEED = 1  # of the order of cases


@dataclass(frozen=True, slots=True)
class Said:
    """What was printed, line by line, what was wrong, and the exit status."""

    lines: list[str]
    errors: list[str]
    status: int

    @property
    def text(self) -> str:
        """All that was printed."""
        return "\n".join(self.lines)


def talk(
    script: str | list[str], begin: Begin | str = "xor", ascii: bool = False, files: bool = True
) -> Said:
    """Do the lines of a script, in a problem by its name or whatever else it begins with."""
    if isinstance(begin, str):
        begin = with_session(Session(load(begin)))
    written, wrong = io.StringIO(), io.StringIO()
    mode = PlainMode(Output(written, ascii), files, SEED)
    typed = io.StringIO(script if isinstance(script, str) else "\n".join(script))
    try:
        begin(mode)
        status = converse(mode, typed, Output(wrong, ascii))
    finally:
        mode.close()
    return Said(written.getvalue().splitlines(), wrong.getvalue().splitlines(), status)
