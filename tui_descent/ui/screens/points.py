"""Points set by hand: a cursor on the fit puts them, moves them and takes them away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.types import CSSPathType
from textual.widget import Widget

from tui_descent.engine.batches import Dataset, Scaling
from tui_descent.engine.objective import NetworkObjective
from tui_descent.presets import PresetError
from tui_descent.presets.change import Change, changed
from tui_descent.presets.points import HandPoints, Place
from tui_descent.presets.preset import NetworkProblem
from tui_descent.readable import plain
from tui_descent.session.points import points_of
from tui_descent.session.session import Session
from tui_descent.ui.screens.popup import Popup
from tui_descent.ui.theme import SHADES
from tui_descent.ui.widgets.axes import across, upright
from tui_descent.ui.widgets.cells import Cells
from tui_descent.ui.widgets.fit_plane import letters_of
from tui_descent.ui.widgets.lines import FooterText, clauses
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.views.axis import Axis, around
from tui_descent.views.fit import Classes, classes_of

FAR = 5  # cells at once, with shift
REACH = 2.5  # cells within which a point is meant
MOST_UNDONE = 50
HELD_KEYS = (("arrows", "carry it"), ("space", "put it down"), ("escape", "leave it"))
ROOMY = 60  # columns, from which on there is room for many words in the footer
NOBODY = "no point is near the cursor"
CARRIED = "space puts it down where the cursor is"
LEAST = 12, 6  # columns and rows of the plane
NUMBERS = 6  # cells for the numbers beside it
GROUND = ("shade 1", "shade 4")  # what the network says now, of two classes
NOTCH = 9, 4  # columns and rows for each number on an axis, about


class Editing(Struct, frozen=True):
    """The points so far, where the cursor is, and what is being done.

    cursor  column and row of the plane
    last    the class that was put last
    held    the place of the point that is being moved
    notice  what is to be said
    before  the points as they were, which undo brings back
    leaving whether the next escape throws them away
    """

    points: HandPoints
    cursor: tuple[int, int] = (0, 0)
    last: int = 0
    held: int | None = None
    notice: str = ""
    before: tuple[HandPoints, ...] = ()
    leaving: bool = False

    def changed(self, points: HandPoints, notice: str = "") -> Editing:
        """With other points; undo brings these back."""
        before = (*self.before, self.points)[-MOST_UNDONE:]
        return replace(self, points=points, held=None, notice=notice, before=before, leaving=False)


class PointsScreen(Popup[Change | None]):
    """The plane with its points; the result is the data that they make."""

    CSS_PATH: ClassVar[CSSPathType | None] = ["popup.tcss", "points.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(f"{far}{key}", f"move({x * times}, {y * times})", "move", show=False)
            for far, times in (("", 1), ("shift+", FAR))
            for key, x, y in (("left", -1, 0), ("right", 1, 0), ("up", 0, -1), ("down", 0, 1))
        ),
        *(Binding(str(number), f"put({number - 1})", "put", show=False) for number in range(1, 10)),
        Binding("space", "put", "put", show=False),
        Binding("m", "hold", "move a point", show=False),
        Binding("x,delete,backspace", "take_away", "take away", show=False),
        Binding("c", "clear", "take all away", show=False),
        Binding("u,U", "undo", "undo", show=False),
        Binding("enter", "take", "learn from these", show=False),
        Binding("escape,q,D", "leave", "go back without a change", show=False),
    ]

    def __init__(self, session: Session, points: HandPoints) -> None:
        super().__init__()
        self._session = session
        self._editing = Editing(points)
        self._plane = PointsPanel(session, id="plane", title="points")

    def panels(self) -> Iterable[Widget]:
        return (self._plane.add_class("framed"),)

    def on_mount(self) -> None:
        super().on_mount()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        width, height = self._plane.room
        self._show(replace(self._editing, cursor=(width // 2, height // 2)))

    def action_move(self, right: int, down: int) -> None:
        width, height = self._plane.room
        x, y = self._editing.cursor
        cursor = min(max(x + right, 0), width - 1), min(max(y + down, 0), height - 1)
        notice = CARRIED if self._editing.held is not None else ""
        self._show(replace(self._editing, cursor=cursor, notice=notice))

    def action_put(self, kind: int | None = None) -> None:
        """Put a point of this class, or one like the last; or put down the one that is held."""
        editing, place = self._editing, self._plane.place_at(self._editing.cursor)
        kinds = max(1, len(editing.points.classes))
        if kind is not None and kind >= kinds:
            self._show(replace(editing, notice=f"there is no class {kind + 1}"))
            return
        points, kind = editing.points, editing.last if kind is None else kind
        if editing.held is not None:
            kind = points.kinds[editing.held]
            points = points.without(editing.held)
        points = points.put(place, kind)
        self._show(replace(editing.changed(points), last=kind))

    def action_hold(self) -> None:
        """Pick up the nearest point; the next key that puts one puts it down."""
        editing = self._editing
        at = self._nearest()
        notice = NOBODY if at is None else CARRIED
        self._show(replace(editing, held=at, notice=notice))

    def action_take_away(self) -> None:
        at = self._nearest()
        if at is None:
            self._show(replace(self._editing, notice=NOBODY))
        else:
            self._show(self._editing.changed(self._editing.points.without(at)))

    def action_clear(self) -> None:
        points = replace(self._editing.points, places=(), kinds=())
        self._show(self._editing.changed(points, "all are gone; u brings them back"))

    def action_undo(self) -> None:
        editing = self._editing
        if not editing.before:
            self._show(replace(editing, notice="nothing was changed here"))
            return
        *before, points = editing.before
        self._show(replace(editing, points=points, held=None, notice="", before=tuple(before)))

    def action_take(self) -> None:
        points = self._editing.points
        if self._editing.held is not None:
            self.action_put()
            return
        if not points.places:
            self._show(replace(self._editing, notice="put at least one point"))
            return
        change = Change("points", points.table(self._session.preset))
        try:
            changed(self._session.preset, (change,))
        except PresetError as error:
            notice = str(error).partition(": ")[2]
            self._show(replace(self._editing, notice=notice))
        else:
            self.dismiss(change if points != points_of(self._session) else None)

    def action_leave(self) -> None:
        editing = self._editing
        if editing.held is not None:
            self._show(replace(editing, held=None, notice="it stays where it was"))
        elif editing.before and not editing.leaving:
            notice = "enter learns from these points; escape again leaves them"
            self._show(replace(editing, leaving=True, notice=notice))
        else:
            self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        """The cursor goes where it is clicked; a click on the cursor puts a point."""
        region = self._plane.content_region
        if not region.contains(event.screen_x, event.screen_y):
            return
        clicked = self._plane.cell_at(event.screen_x - region.x, event.screen_y - region.y)
        if clicked == self._editing.cursor:
            self.action_put()
        elif clicked is not None:
            self._show(replace(self._editing, cursor=clicked, notice=""))

    def _nearest(self) -> int | None:
        place = self._plane.place_at(self._editing.cursor)
        unit = self._plane.unit
        at = self._editing.points.nearest(place, unit)
        if at is None:
            return None
        x, y = self._editing.points.places[at]
        near = abs(x - place[0]) <= REACH * unit[0] and abs(y - place[1]) <= REACH * unit[1]
        return at if near else None

    def _show(self, editing: Editing) -> None:
        self._editing = editing
        self._plane.show(editing)
        classes = editing.points.classes
        put = f"1-{len(classes)}" if len(classes) > 1 else "1"
        keys = ((put, "put"), ("m", "move"), ("x", "away"), ("u", "undo"))
        learn = "learn from these" if self.app.size.width >= ROOMY else "learn"
        ends = ("enter", learn), ("escape", "back")
        held = editing.held is not None
        self.footer.show(FooterText(HELD_KEYS if held else (*keys, *ends)))


class PointsPanel(Panel[Editing]):
    """The plane, what the network says of it now, the points, and the cursor."""

    def __init__(self, session: Session, **more: str) -> None:
        super().__init__(**more)
        problem = session.preset.problem
        assert isinstance(problem, NetworkProblem)
        self._problem, self._theta = problem, session.state.theta
        self._known: tuple[Size, list[list[str]]] | None = None

    @property
    def room(self) -> tuple[int, int]:
        """Columns and rows of the plane."""
        width, height = self.size
        return max(LEAST[0], width - NUMBERS - 1), max(LEAST[1], height - 3)

    @property
    def axes(self) -> tuple[Axis, Axis]:
        """What lies across and upwards: around the points of the problem."""
        data = self._problem.data
        values = data.given if len(data.given) == 2 else np.vstack([data.given, data.targets])
        cells = [max(2, room // notch) for room, notch in zip(self.room, NOTCH, strict=True)]
        names = ("x1", "x2") if len(data.given) == 2 else ("x1", "target")
        first, second = (
            around(name, *_wide(float(one.min()), float(one.max())), most)
            for name, one, most in zip(names, values, cells, strict=True)
        )
        return first, second

    @property
    def unit(self) -> Place:
        """How far apart two cells are, across and upwards."""
        (width, height), (x, y) = self.room, self.axes
        return (x.high - x.low) / width, (y.high - y.low) / height

    def place_at(self, cell: tuple[int, int]) -> Place:
        """What lies in the middle of a cell of the plane."""
        (x, y), (wide, high) = self.axes, self.unit
        return x.low + (cell[0] + 0.5) * wide, y.high - (cell[1] + 0.5) * high

    def cell_at(self, column: int, row: int) -> tuple[int, int] | None:
        """The cell of the plane at a place of the panel; None: it is no part of it."""
        x, y = column - NUMBERS - 1, row - 1
        return (x, y) if 0 <= x < self.room[0] and 0 <= y < self.room[1] else None

    def draw(self, editing: Editing, size: Size) -> list[Row]:
        cells, (width, height) = Cells(size.width, size.height), self.room
        left, top = NUMBERS + 1, 1
        x_axis, y_axis = self.axes
        for y, styles in enumerate(self._ground(size), top):
            cells.fill(left, y, [self._sign(style) for style in styles], styles)
        upright(cells, y_axis, left - 1, top, top + height - 1)
        across(cells, x_axis, left, top + height)
        points = editing.points
        signs = letters_of(Classes(points.classes)) if points.classes else "o"
        for number, (at, kind) in enumerate(zip(points.places, points.kinds, strict=True)):
            column = min(int(x_axis.part(at[0]) * width), width - 1)
            row = min(int((1.0 - y_axis.part(at[1])) * height), height - 1)
            below = self._ground(size)[row][column]
            on = f"on {below}" if below.startswith("shade") else "strong"
            style = "alarm" if number == editing.held else on
            cells.put(left + column, top + row, signs[kind], style)
        column, row = editing.cursor
        cells.put(left + column, top + row, "+", "ball")
        said = editing.notice or self._said(editing)
        cells.write(0, 0, f" {clauses(said, size.width - 1)}", "alarm" if editing.notice else "dim")
        return cells.rows()

    def _sign(self, style: str) -> str:
        """The character of a cell of the ground; without colours it tells what they would."""
        if style == "accent":
            return "·"
        kind, _, number = style.partition(" ")
        return SHADES[int(number)] if self.flat and kind in ("shade", "class") else " "

    def _said(self, editing: Editing) -> str:
        x, y = self.place_at(editing.cursor)
        count = len(editing.points.places)
        named = zip(editing.points.classes, range(1, 10), strict=False)
        signs = letters_of(Classes(editing.points.classes)) if editing.points.classes else ""
        kinds = ", ".join(f"{at} puts {signs[at - 1]} (class {name})" for name, at in named)
        points = "1 point" if count == 1 else f"{count} points"
        return f"{points}; here {plain(x, 3)}, {plain(y, 3)}{'; ' * bool(kinds)}{kinds}"

    def _ground(self, size: Size) -> list[list[str]]:
        """The style of each cell: which class the network says there, or its curve."""
        if self._known is not None and self._known[0] == size:
            return self._known[1]
        width, height = self.room
        x_axis, y_axis = self.axes
        x = x_axis.low + (np.arange(width) + 0.5) * (x_axis.high - x_axis.low) / width
        y = y_axis.high - (np.arange(height) + 0.5) * (y_axis.high - y_axis.low) / height
        problem, classes = self._problem, classes_of(self._problem)
        on_plane = len(problem.data.given) == 2
        places = np.vstack([np.tile(x, height), np.repeat(y, width)]) if on_plane else x[None, :]
        seen = (problem.data.units or Scaling()).seen(places)
        targets = np.zeros((len(problem.data.targets), seen.shape[1]))
        objective = NetworkObjective(problem.network, Dataset(seen, targets), problem.loss)
        with np.errstate(all="ignore"):
            said = np.nan_to_num(objective.predictions(self._theta))
        if on_plane and classes is not None:
            kinds = classes.of(said).reshape(height, width)
            two = len(classes.names) == 2
            styles = [
                [GROUND[kind] if two else f"class {kind % 6}" for kind in row]
                for row in kinds.tolist()
            ]
        else:
            parts = (said[0] - y_axis.low) / (y_axis.high - y_axis.low)
            rows = np.clip((1.0 - parts) * height, -1, height).astype(int)
            styles = [
                ["accent" if row == at else "plain" for at in rows.tolist()]
                for row in range(height)
            ]
        self._known = size, styles
        return styles


def _wide(low: float, high: float) -> tuple[float, float]:
    """The range with some room on either side, so that points can be put beyond the others."""
    margin = 0.15 * (high - low)
    return low - margin, high + margin
