"""A recording: what a terminal would show and get, without one.

A frame is the whole screen after something was done; asciinema's format (version 2) holds what
would have been sent for it. https://docs.asciinema.org/manual/asciicast/v2/
"""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from textual.app import App
from textual.geometry import Size

from tui_descent.terminal.changes import ChangedCells, Run, TerminalContents, pieces_of

HIDE_CURSOR, SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"


@dataclass(frozen=True, slots=True)
class Shot:
    """One frame.

    seconds  when it begins
    sent     what a terminal gets that shows the frame before
    changed  the same as runs of cells
    """

    seconds: float
    sent: str
    changed: list[Run]


class Recorder:
    """Takes frames of an app; equal ones after each other are one.

    columns, rows  of the screen
    """

    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows
        self.shots: list[Shot] = []
        self._contents = TerminalContents()
        self._console = Console(
            file=io.StringIO(), color_system="256", force_terminal=True, legacy_windows=False
        )

    def take(self, app: App[Any], seconds: float) -> None:
        """Take the frame that the app shows now."""
        update = app.screen._compositor.render_full_update()
        size = Size(self.columns, self.rows)
        changes = ChangedCells(pieces_of(update), size, self._contents)
        if changes.changed:
            sent = changes.render_segments(self._console)
            self.shots.append(Shot(seconds, sent, changes.changed))


def cast(recorder: Recorder, title: str, seconds: float) -> Iterator[str]:
    """The lines of an asciicast; `seconds` is its length."""
    header = {
        "version": 2,
        "width": recorder.columns,
        "height": recorder.rows,
        "title": title,
        "env": {"TERM": "xterm-256color"},
    }
    yield f"{json.dumps(header)}\n"
    for number, shot in enumerate(recorder.shots):
        sent = f"{HIDE_CURSOR}{shot.sent}" if number == 0 else shot.sent
        yield f"{json.dumps([round(shot.seconds, 3), 'o', sent], ensure_ascii=False)}\n"
    yield f"{json.dumps([round(seconds, 3), 'o', SHOW_CURSOR])}\n"
