"""Writing the run, or the picture of the screen, to a file with a name that is asked for."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from pathlib import Path
from textwrap import wrap
from threading import Event
from typing import TYPE_CHECKING, Any, ClassVar, cast

from msgspec import Struct
from msgspec.structs import replace
from textual import events
from textual.geometry import Size
from textual.timer import Timer
from textual.types import CSSPathType
from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tui_descent.analysis.sweep import Outcome
from tui_descent.export import Departure, ExportError, script, target_of
from tui_descent.files import make_private_folder, write_atomically
from tui_descent.paths import class_files
from tui_descent.presets.recipe import command, preset_file
from tui_descent.records import lines_of_runs, outcomes_to_csv
from tui_descent.session.elsewhere import pasts
from tui_descent.session.session import Session
from tui_descent.text import counted
from tui_descent.ui.replay import ReplayError, replayed
from tui_descent.ui.screens.popup import Popup
from tui_descent.ui.widgets.lines import FooterText
from tui_descent.ui.widgets.panel import Panel, Row

if TYPE_CHECKING:
    from tui_descent.ui.app import DescentApp
    from tui_descent.ui.program import Program

ENDINGS = (".jsonl", ".csv", ".toml", ".py", ".svg", ".cast")
OF_A_SWEEP = (".csv", ".svg")
PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}\.(jsonl|csv|toml|py|svg|cast)")
MOST_FILES = 50  # in the only folder there is
MOST_BYTES = 100_000_000  # of all files in it, but for the one that is written last
LONGEST = 1000
OF_THE_SWEEP = ".csv: each learning rate and how it ended; .svg: the screen"
IN_A_LESSON = "no recording: this is a lesson; `tui-descent record --learn` records one"
REPLAYING = "your keys are pressed again, out of sight"
GLANCE = 0.25  # seconds between two looks at how far it is


class Stage(Enum):
    """What the next key means."""

    NAMING = "naming"
    EXISTS = "exists"  # a file of that name is there: overwrite it?
    WRITING = "writing"
    DONE = "done"


KEYS = {
    Stage.NAMING: (("type", "a name"), ("escape", "back"), ("enter", "write it")),
    Stage.EXISTS: (("escape", "back"), ("n", "another name"), ("y", "overwrite it")),
    Stage.WRITING: (("escape", "stop"), ("ctrl+c", "quit")),
    Stage.DONE: (("any key", "back"),),
}


class Writing(Struct, frozen=True):
    """The name so far, and how it went.

    passes     the present one, with which the run ends
    text       the name as it was typed
    untouched  `text` is a suggestion, which the first typed character replaces
    notice     what went wrong, or where it is now
    """

    passes: int
    text: str
    untouched: bool = True
    phase: Stage = Stage.NAMING
    notice: str = ""

    def typed(self, characters: str) -> Writing:
        """With characters added."""
        text = (characters if self.untouched else self.text + characters)[:LONGEST]
        return Writing(self.passes, text, untouched=False)

    def erased(self) -> Writing:
        """Without the last character."""
        return Writing(self.passes, self.text[:-1], untouched=False)

    def at(self, phase: Stage, notice: str) -> Writing:
        """The same name, with something to say about it."""
        return replace(self, untouched=False, phase=phase, notice=notice)


class StoppedError(Exception):
    """The learner did not want to wait for the end."""


class WriteScreen(Popup[None]):
    """It asks for a name, writes in a thread of its own, and says where it went.

    picture  the screen below as an SVG
    sweep    what is written of a learning-rate sweep; empty: the run is written
    """

    noted = False
    CSS_PATH: ClassVar[CSSPathType | None] = ["popup.tcss", "write.tcss"]

    def __init__(self, session: Session, picture: str, sweep: Sequence[Outcome] = ()) -> None:
        super().__init__()
        self._sweep = sweep
        self._panel = WritePanel(id="writing", title="write")
        self._panel.way_here = command(session.walk.beginning(session.seed))
        self._panel.of_a_sweep = bool(sweep)
        self._session = session
        self._picture = picture
        passes = session.state.passes
        what = "sweep.csv" if sweep else f"pass-{passes}.jsonl"
        self._writing = Writing(passes, f"{session.heading.name}-{what}")
        self._stop = Event()
        self._done, self._path = 0, Path()
        self._timer: Timer | None = None

    def panels(self) -> Iterable[Widget]:
        return (self._panel.add_class("framed"),)

    def on_mount(self) -> None:
        super().on_mount()
        self._show(self._writing)

    def on_unmount(self) -> None:
        self._stop.set()

    def read_key(self, event: events.Key) -> bool:
        now, char = self._writing, event.character
        if event.key in ("ctrl+c", "ctrl+l"):
            return False
        if now.phase is Stage.WRITING:
            if event.key == "escape":
                self._stop.set()
        elif now.phase is Stage.DONE or event.key == "escape":
            self.dismiss()
        elif event.key == "enter" or (now.phase is Stage.EXISTS and char == "y"):
            self._accept(now.text.strip(), overwrite=now.phase is Stage.EXISTS)
        elif now.phase is Stage.EXISTS and char == "n":
            self._show(now.at(Stage.NAMING, ""))
        elif event.key == "backspace":
            self._show(now.erased())
        elif event.is_printable and char:
            self._show(now.typed(char))
        return True

    def on_paste(self, event: events.Paste) -> None:
        if self._writing.phase in (Stage.NAMING, Stage.EXISTS):
            text = "".join(char for char in event.text if char.isprintable())
            self._show(self._writing.typed(text))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        if event.state is WorkerState.SUCCESS:
            if self._timer is not None:
                self._timer.stop()
            outcome: Any = event.worker.result
            self._show(self._writing.at(*outcome))
            if self._writing.phase is Stage.DONE and self.app.is_web:
                self.app.deliver_binary(self._path)

    def _accept(self, text: str, overwrite: bool) -> None:
        """Write to this name, or say why not; an empty one leaves the screen."""
        if not text:
            self.dismiss()
            return
        try:
            path, wrong = self._place(text)
            wrong = wrong or obstacle(path)
            there = _is_there(path)
        except (OSError, RuntimeError, ValueError) as error:
            wrong = f"this cannot be the name of a file: {_reason(error)}"
        if wrong:
            self._show(self._writing.at(Stage.NAMING, wrong))
        elif there and not overwrite:
            self._show(self._writing.at(Stage.EXISTS, f"{path} exists: overwrite it?"))
        else:
            self._begin(path, overwrite)

    def _place(self, text: str) -> tuple[Path, str]:
        """Where a file of this name goes, and why it must not, if it must not."""
        if self._sweep and not text.lower().endswith(OF_A_SWEEP):
            return Path(text), "the name's ending says what is written: .csv or .svg"
        if not cast("Program", self.app).permissions.one_folder:
            return Path(text).expanduser().resolve(), ""
        folder = class_files()
        return folder / text, refusal(folder, text)

    def _begin(self, path: Path, overwrite: bool) -> None:
        self._stop.clear()
        self._done, self._path, self._timer = 0, path, None
        form = path.suffix.lower().lstrip(".")
        passes = self._session.state.passes
        parts: Iterable[str] = [self._picture]
        what = "the screen is in"
        if self._sweep and form == "csv":
            parts = [f"{outcomes_to_csv(self._sweep)}\n"]
            what = f"{counted(len(self._sweep), 'learning rate')}, in"
        elif form == "toml":
            begun = self._session.walk.beginning(self._session.seed)
            parts, what = [preset_file(begun)], "the problem and its start are in"
        elif form == "py":
            try:
                parts, what = [self._script(path)], "a script that goes on from here is in"
            except ExportError as error:
                self._show(self._writing.at(Stage.NAMING, str(error)))
                return
        elif form == "cast":
            app = cast("DescentApp", self.app)
            log = app.key_log
            refusal = IN_A_LESSON if log is None else log.refusal(app.size)
            if log is None or refusal:
                self._show(self._writing.at(Stage.NAMING, refusal))
                return
            parts = replayed(log, app, self._session, self._stop.is_set)
            what = "what you did since opening is in"
        elif form != "svg":
            session = self._session
            held_out = session.preset.problem.held_out_objective()
            parts = lines_of_runs(session.objective, pasts(session), form, held_out)
            raced = session.number > 0
            what = f"pass 0{f' to {passes}' * (passes > 0)}{' of all runners' * raced}, "
            what += f"{counted(self._records, 'record')}, in"
        if form != "cast":
            self._timer = self.set_interval(GLANCE, self._show_progress)
        self._show(self._writing.at(Stage.WRITING, REPLAYING if form == "cast" else "writing"))
        self.run_worker(lambda: self._write(path, parts, what, overwrite), thread=True)

    @property
    def _records(self) -> int:
        """How many records there are, of all runners."""
        runners = (run for run in self._session.others if run.number)
        return self._session.state.passes + 1 + sum(run.state.passes + 1 for run in runners)

    def _script(self, path: Path) -> str:
        """What goes on from here without this program; raises ExportError."""
        session = self._session
        departure = Departure(session.preset, session.state, session.walk.schedule or {})
        return script(departure, target_of(path))

    def _write(
        self, path: Path, parts: Iterable[str], what: str, overwrite: bool
    ) -> tuple[Stage, str]:
        """In a thread of its own."""
        try:
            write_atomically(path, self._counted(parts), overwrite)
        except ReplayError as error:
            return Stage.NAMING, str(error)
        except StoppedError:
            return Stage.NAMING, "stopped: nothing was written"
        except OSError as error:
            return Stage.NAMING, f"{path} could not be written: {_reason(error)}"
        if self.app.is_web:
            return Stage.DONE, f"{what} {path.name}, among your browser's downloads"
        return Stage.DONE, f"{what} {path}"

    def _counted(self, parts: Iterable[str]) -> Iterator[str]:
        for part in parts:
            if self._stop.is_set():
                raise StoppedError
            yield part
            self._done += 1

    def _show_progress(self) -> None:
        notice = f"{self._done} of {self._records} records"
        self._show(self._writing.at(Stage.WRITING, notice))

    def _show(self, writing: Writing) -> None:
        self._writing = writing
        self._panel.show(writing)
        self.footer.show(FooterText(KEYS[writing.phase]))


class WritePanel(Panel[Writing]):
    """The name with a block where the next character goes, and what there is to say.

    way_here  the command that leads to where this run began; None: there is none so short
    """

    way_here: str | None = None
    of_a_sweep = False

    def draw(self, writing: Writing, size: Size) -> list[Row]:
        room = size.width - 2
        text = writing.text
        space = room - len("file: ") - 1
        if len(text) > space:
            text = f"…{text[len(text) - space + 1 :]}"
        style = "dim" if writing.untouched else "strong"
        cursor = "cursor" if writing.phase is Stage.NAMING else "plain"
        told = "alarm" if writing.phase in (Stage.NAMING, Stage.EXISTS) else "accent"
        notice = wrap(writing.notice, room, break_on_hyphens=False)
        means = wrap(OF_THE_SWEEP if self.of_a_sweep else _means(writing.passes), room)
        return [
            [(" file: ", "accent"), (text, style), (" ", cursor)],
            [],
            *([(f" {line}", "dim")] for line in means),
            [],
            *([(f" {line}", told)] for line in notice),
            *self._way(room, size.height - 4 - len(means) - len(notice)),
        ]

    def _way(self, room: int, height: int) -> list[Row]:
        """How to begin like this again: the command, if all of it can be seen."""
        if self.of_a_sweep:
            return []
        lines = wrap("to begin like this again: write it as .toml, and open that", room)
        if self.way_here is not None:
            whole = wrap(self.way_here, room, break_on_hyphens=False)
            whole = ["to begin like this again:", *whole]
            lines = whole if len(whole) < height else lines
        return [[], *([(f" {line}", "dim")] for line in lines)]


def _means(passes: int) -> str:
    run = "the run, pass 0" if passes == 0 else f"the run, pass 0 to {passes}"
    files = ".toml: the problem; .py: a script; .svg: the screen; .cast: all you did since opening"
    return f".jsonl or .csv: {run}; {files}"


def refusal(folder: Path, name: str) -> str:
    """Why this name is not taken where files go into one folder only; else nothing."""
    if not PLAIN.fullmatch(name):
        return "here a name has letters, digits, - and _, and one of the endings above"
    make_private_folder(folder)
    path = folder / name
    if path.is_symlink():
        return f"{name} is a link; take another name"
    written = [file for file in os.listdir(folder) if PLAIN.fullmatch(file)]
    if not path.exists() and len(written) >= MOST_FILES:
        return f"there are {MOST_FILES} files already; overwrite one"
    others = sum((folder / file).lstat().st_size for file in written if file != name)
    if others >= MOST_BYTES:
        return f"the other files here take {MOST_BYTES / 1e6:.0f} MB already; overwrite a large one"
    return ""


def obstacle(path: Path) -> str:
    """Why nothing can be written there, as far as that can be told before; else nothing."""
    if path.suffix.lower() not in ENDINGS:
        return "the name's ending says what is written: .jsonl, .csv, .toml, .py, .svg or .cast"
    if path.is_dir():
        return f"{path} is a folder; give a file's name"
    if not path.parent.is_dir():
        return f"there is no folder {path.parent}"
    if path.exists() and not path.is_file():
        return f"{path} is not an ordinary file"
    if path.exists() and not os.access(path, os.W_OK):
        return f"{path} is write-protected"
    return ""


def _is_there(path: Path) -> bool:
    """Whether there is such a file; OSError: none can be called so."""
    try:  # Path.exists tells of no other trouble from Python 3.14 on
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _reason(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
