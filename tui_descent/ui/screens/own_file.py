"""A file of one's own: which, and then its target and inputs among its columns."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar, cast

from msgspec import Struct
from msgspec.structs import replace
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size

from tui_descent.presets.browsing import OwnFile, facts_of, file_of, files_in, own_file
from tui_descent.presets.errors import FaultsError, PresetError
from tui_descent.presets.inputs import why_not
from tui_descent.session.session import Session
from tui_descent.text import safe
from tui_descent.ui.screens.keyed import SMALLEST, KeyedScreen
from tui_descent.ui.screens.listed import MOVING_KEYS, moved
from tui_descent.ui.widgets.lines import Footer, FooterText, shortened
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from tui_descent.presets import Preset
    from tui_descent.ui.program import Program

OF_FILES = (("enter", "open"), ("↑↓", "choose"), ("escape", "back"))
OF_COLUMNS = (
    *(("enter", "train"), ("↑↓", "choose"), ("t", "target"), ("space", "input or not")),
    ("escape", "other file"),
)
NO_FILE = "There is no CSV file here. Choose another folder, or give a file to the command: "
NO_FILE += "tui-descent open houses.csv --target price."
NAME, KIND, MISSING = 20, 14, 12  # cells


class Browsing(Struct, frozen=True, eq=False):
    """Where one is: in a folder, or in a file; and why something could not be done."""

    folder: Path
    files: tuple[Path, ...]
    file: OwnFile | None = None
    cursor: int = 0
    notice: str = ""

    @property
    def count(self) -> int:
        """How many rows there are."""
        return len(self.files) if self.file is None else len(self.file.table.columns)


class OwnFileScreen(KeyedScreen[None]):
    """Enter opens a folder or a file, then trains; t and space choose target and inputs."""

    CSS_PATH = "own_file.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVING_KEYS,
        Binding("t", "target", "predict this column", show=False),
        Binding("space", "input", "predict from this column, or not", show=False),
        Binding("enter", "open", "open what is chosen", show=False),
        Binding("escape,h", "back", "back", show=False),
    ]

    def __init__(self, preset: Preset | None = None) -> None:
        """Show the files of the present folder, or the columns of a problem's file."""
        super().__init__()
        folder = Path.cwd() if preset is None else preset.path.parent.absolute()
        self._too_small = TooSmall(id="too-small")
        self._rows = BrowsingRows(id="rows")
        self._said = BrowsingWords(id="said")
        self._footer = Footer(id="footer")
        self._now = Browsing(folder, files_in(folder))
        if preset is not None:
            try:
                self._now = replace(self._now, file=file_of(preset))
            except PresetError as error:
                self._now = replace(self._now, notice=str(error))

    def compose(self) -> ComposeResult:
        yield self._too_small
        yield self._rows.add_class("framed")
        yield self._said.add_class("framed")
        yield self._footer

    def on_mount(self) -> None:
        self._too_small.show(SMALLEST)
        self._show(self._now)

    def wheel(self, direction: int, x: int, y: int) -> None:
        self.action_move(direction)

    def on_panel_row_picked(self, message: Panel.RowPicked) -> None:
        """The first click chooses, one on what is chosen opens it."""
        place = self._rows.first_row(self._now) + message.row
        if place == self._now.cursor and self._now.file is None:
            self.action_open()
        elif place < self._now.count:
            self.action_move(place - self._now.cursor)

    def action_move(self, offset: int) -> None:
        now = self._now
        cursor = moved(now.cursor, offset, now.count)
        self._show(replace(now, cursor=cursor, notice=""))

    def action_target(self) -> None:
        file = self._now.file
        if file is not None:
            place = file.table.columns[self._now.cursor].place
            self._show(replace(self._now, file=file.with_target(place), notice=""))

    def action_input(self) -> None:
        file = self._now.file
        if file is not None:
            place = file.table.columns[self._now.cursor].place
            self._show(replace(self._now, file=file.turned(place), notice=""))

    def action_open(self) -> None:
        now = self._now
        try:
            if now.file is not None:
                own = now.file.opened()
                cast("Program", self.app).open(Session(own.preset), said=own.lines[0])
                return
            chosen = now.files[now.cursor]
            if chosen.is_dir():
                self._show(Browsing(chosen, files_in(chosen)))
            else:
                self._show(replace(now, file=own_file(chosen), cursor=0, notice=""))
        except FaultsError as error:
            self._show(replace(now, notice=" ".join(error.lines)))
        except PresetError as error:
            self._show(replace(now, notice=str(error)))

    def action_back(self) -> None:
        now = self._now
        if now.file is None:
            cast("Program", self.app).action_home()
            return
        cursor = now.files.index(now.file.path) if now.file.path in now.files else 0
        self._show(replace(now, file=None, cursor=cursor, notice=""))

    def _show(self, now: Browsing) -> None:
        self._now = now
        self._rows.show(now)
        self._said.show(now)
        self._footer.show(FooterText(OF_FILES if now.file is None else OF_COLUMNS))


class BrowsingRows(Panel[Browsing]):
    """The files, or the columns of one with kind, first values and missing cells."""

    is_list = True

    def first_row(self, now: Browsing) -> int:
        """The place of the row that is seen at the top."""
        height = self.size.height
        return min(max(0, now.cursor - height // 2), max(0, now.count - height))

    def draw(self, now: Browsing, size: Size) -> list[Row]:
        if now.file is None:
            self.entitle("a file of yours", safe(str(now.folder)))
        else:
            self.entitle("columns", safe(now.file.path.name))
        first = self.first_row(now)
        places = range(first, min(now.count, first + size.height))
        return [_row(now, place, size.width) for place in places]


def _row(now: Browsing, place: int, width: int) -> Row:
    here = place == now.cursor
    style = "cursor" if here else "plain"
    mark = ("▸" if here else " ", "accent")
    if now.file is None:
        path = now.files[place]
        name = ".. (the folder above)" if path == now.folder.parent else path.name
        name = f"{name}/" if path.is_dir() and path != now.folder.parent else name
        return [mark, (f"{shortened(safe(name), width - 2):<{width}}", style)]
    column, file = now.file.table.columns[place], now.file
    use = "target" if column.place == file.target else ""
    use = use or ("input" if column.place in file.inputs else "")
    kind, values, missing = facts_of(column)
    return [
        mark,
        (f"{use:<7}", "accent" if use and not here else style),
        (f"{shortened(safe(column.name), NAME):<{NAME}} ", style),
        (f"{shortened(kind, KIND):<{KIND}} ", style),
        (f"{missing:<{MISSING}} ", style if here else "dim"),
        (f"{values:<{width}}", style if here else "dim"),
    ]


class BrowsingWords(Panel[Browsing]):
    """What is wrong, or what enter will do."""

    def draw(self, now: Browsing, size: Size) -> list[Row]:
        width = size.width - 2
        style = "alarm" if now.notice else "plain"
        text = now.notice or _words(now)
        return [[(f" {line}", style)] for line in wrap(text, width)[: size.height]]


def _words(now: Browsing) -> str:
    if now.file is None:
        any_file = any(not path.is_dir() for path in now.files)
        return "Choose a CSV file: a table of numbers and words." if any_file else NO_FILE
    file = now.file
    column = file.table.columns[now.cursor]
    target = next(one.name for one in file.table.columns if one.place == file.target)
    count = len(file.inputs)
    inputs = f"{count} column{'' if count == 1 else 's'}"
    words = f"Enter predicts {safe(target)} from {inputs}; {file.table.rows} rows."
    why = why_not(column)
    if why and column.place not in file.inputs and column.place != file.target:
        words += f" {safe(column.name)} is left out: {why}."
    return words
