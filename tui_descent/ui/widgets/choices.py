"""What the home screen lists: lessons, problems and saved sessions, and the panels for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from msgspec import Struct
from textual import events
from textual.geometry import Size
from textual.message import Message

from tui_descent.saved.sessions import Saved
from tui_descent.ui.widgets.lines import clauses, shortened, wrapped
from tui_descent.ui.widgets.panel import Panel, Row

NOTHING = "A word of a name, a title or a summary will do, or `lesson 7`; escape shows all again."
WORD = re.compile(r"\w+")
NUMBER = 5  # cells for a lesson's number
DONE = 14  # cells for what is done of it
NAME, SHAPE = 17, 23  # cells for a problem's name and its network
WIDE = 60  # columns, from which on there is room for what is done of a lesson, and for a shape


class Choice(Struct, frozen=True):
    """A lesson or a problem to open.

    number  of a lesson; 0 for a problem
    shape   of a problem's network or surface; of a lesson what is done of it; of a saved
            session where it stands
    saved   the saved session; None for a lesson or a problem
    """

    name: str
    number: int
    title: str
    shape: str
    summary: str
    saved: Saved | None = None

    @property
    def kind(self) -> str:
        """The heading that it stands under."""
        if self.saved is not None:
            return "saved, to go on with"
        return "lessons" if self.number else "problems to look at"

    @property
    def is_problem(self) -> bool:
        """Whether it is a problem, which stands in the second list."""
        return self.saved is None and not self.number

    def matches(self, words: Sequence[str], everywhere: bool) -> bool:
        """Whether each of these is the beginning of a word of its name or title.

        everywhere  or of its summary, or any part of all these
        """
        lesson = f"lesson {self.number}" if self.number else ""
        text = f"{lesson} {self.name} {self.title}".casefold()
        if everywhere:
            text = f"{text} {self.summary.casefold()}"
            return all(word in text for word in words)
        parts = WORD.findall(text)
        return all(any(part.startswith(word) for part in (*parts, *text.split())) for word in words)


class Choices(Struct, frozen=True):
    """What matches what was typed, what the cursor is on, and the lesson to go on with."""

    found: tuple[Choice, ...]
    cursor: int
    typed: str
    go_on: str
    newcomer: bool
    said: str = ""

    @property
    def chosen(self) -> Choice | None:
        """What is under the cursor; None where nothing matches."""
        return self.found[self.cursor] if self.found else None

    @property
    def first_problem(self) -> int:
        """The place where the second list begins."""
        return next((at for at, one in enumerate(self.found) if one.is_problem), len(self.found))


def best_place(found: Sequence[Choice], typed: str) -> int:
    """The place of what is called so; else of what begins so; else the first."""
    name = typed.strip().casefold()
    for match in (str.__eq__, str.startswith):
        for place, one in enumerate(found):
            if one.saved is None and match(one.name.casefold(), name):
                return place
    return 0


DOES = "see gradient descent, pass by pass"
ROOM_FOR_BOTH = 78  # columns: for what it does, and how to begin


class Greeting(Panel[Choices]):
    """What this is, or what was typed."""

    def draw(self, choices: Choices, size: Size) -> list[Row]:
        if choices.typed:
            return [[(" search: ", "dim"), (choices.typed, "strong")]]
        if choices.said:
            return [[(f" {clauses(choices.said, size.width - 1)}", "accent")]]
        if choices.newcomer and choices.chosen and choices.chosen.name == choices.go_on:
            begin = "new here? " + "enter opens lesson 1" * (size.width >= WIDE)
            begin += "press enter" * (size.width < WIDE)
            does = f"  {DOES}; " if size.width >= ROOM_FOR_BOTH else "  "
            return [[(" tui-descent", "strong"), (does, "dim"), (begin, "accent")]]
        return [[(" tui-descent", "strong"), (f"  {shortened(DOES, size.width - 14)}", "dim")]]


class ChoiceList(Panel[Choices]):
    """The lessons by number and title, the problems by name; it scrolls with the cursor.

    second  whether it is the list of the problems; where there is room for one list only, the
            first has them, too
    """

    class Picked(Message):
        """What stands in this place of all that was found was clicked on."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, id: str, second: bool = False) -> None:
        super().__init__(id=id)
        self._second = second
        self._first = 0  # the row that is seen at the top

    def on_click(self, event: events.Click) -> None:
        edge = self.region.height - self.size.height > 1
        if self._shown is not None and 0 <= event.y - edge < self.size.height:
            place = self._at(self._shown, self._first + event.y - edge)
            if place is not None:
                self.post_message(self.Picked(place))

    def row_of(self, choices: Choices) -> int:
        """How far below the top edge the cursor stands here."""
        return max(0, self._cursor_row(choices) - self._first)

    def place_at(self, choices: Choices, row: int) -> int:
        """The place, among all that was found, nearest to this row below the top edge."""
        rows = self._rows(choices)
        places = [at for at, place in enumerate(rows) if place is not None]
        nearest = min(places, key=lambda at: abs(at - self._first - row))
        return cast(int, rows[nearest])

    def draw(self, choices: Choices, size: Size) -> list[Row]:
        rows = self._rows(choices)
        self._scroll(choices, len(rows), size.height)
        below = len(rows) - self._first - size.height
        more = [f"{self._first} more above"] if self._first > 0 else []
        more += [f"{below} more below"] if below > 0 else []
        self.entitle(self._heading(choices), ", ".join(more))
        if not choices.found and not self._second:
            return wrapped("nothing matches; backspace erases a letter", size.width, "dim")
        shown = range(self._first, min(len(rows), self._first + size.height))
        return [self._row(choices, rows, at, size.width) for at in shown]

    def _row(self, choices: Choices, rows: list[int | None], at: int, width: int) -> Row:
        place = rows[at]
        if place is None:
            return [(f" {choices.found[cast(int, rows[at + 1])].kind}", "dim")]
        return _row(choices.found[place], choices, place == choices.cursor, width)

    def _heading(self, choices: Choices) -> str:
        if self._second:
            return "problems to look at"
        kinds = dict.fromkeys(one.kind for one in choices.found if self._has(one))
        if len(kinds) == 1:
            return next(iter(kinds))
        return "lessons and problems" if self._alone else "saved sessions and lessons"

    @property
    def _alone(self) -> bool:
        """Whether there is room for one list only."""
        return self.screen.has_class("-narrow")

    def _has(self, choice: Choice) -> bool:
        """Whether it stands in this list."""
        return choice.is_problem is self._second or (self._alone and not self._second)

    def _rows(self, choices: Choices) -> list[int | None]:
        """The place in each row; None: there stands a heading."""
        mine = [at for at, one in enumerate(choices.found) if self._has(one)]
        kinds = [choices.found[at].kind for at in mine]
        rows: list[int | None] = []
        for at, kind, before in zip(mine, kinds, ["", *kinds], strict=False):
            if kind != before and len(set(kinds)) > 1:
                rows.append(None)
            rows.append(at)
        return rows

    def _at(self, choices: Choices, row: int) -> int | None:
        rows = self._rows(choices)
        return rows[row] if row < len(rows) else None

    def _cursor_row(self, choices: Choices) -> int:
        rows = self._rows(choices)
        return rows.index(choices.cursor) if choices.cursor in rows else 0

    def _scroll(self, choices: Choices, count: int, room: int) -> None:
        """Keep the cursor in sight; without it the list stays where it is."""
        if choices.cursor in self._rows(choices):
            here = self._cursor_row(choices)
            low, high = here - room + 2, here - 1  # with one more row in sight on either side
            self._first = min(max(self._first, low), high)
        self._first = min(max(self._first, 0), max(0, count - room))


def _row(choice: Choice, choices: Choices, here: bool, width: int) -> Row:
    style = "cursor" if here else "plain"
    dim = style if here else "dim"
    mark = ("▸" if here else " ", "accent")
    wide = width >= WIDE
    if not choice.number:
        name = f"{shortened(choice.name, NAME - 1):<{NAME}}"
        room = max(1, width - 1 - NAME - (SHAPE if wide else 0))
        about = choice.shape if choice.saved and not wide else choice.title
        title = f"{shortened(about, room):<{room}}"
        return [mark, (name, style), (title, dim), (f"{choice.shape:<{SHAPE}}" * wide, dim)]
    done = "▸ go on" if choice.name == choices.go_on and choice.shape != "✓ done" else choice.shape
    done = "▸ begin" if choices.newcomer and choice.name == choices.go_on else done
    state = DONE if wide else len(done) + 1
    column = max(2, width - 1 - NUMBER - state)
    title = f"{choice.number:>{NUMBER - 2}}  {shortened(choice.title, column - 1)}"
    accent = "accent" if done.startswith(("✓", "▸")) else "dim"
    return [
        mark,
        (f"{title:<{column + NUMBER}}", style),
        (f"{done:<{state}}", style if here else accent),
    ]


class Summary(Panel[Choices]):
    """What to look for in the chosen one; of a lesson its one idea."""

    def draw(self, choices: Choices, size: Size) -> list[Row]:
        chosen = choices.chosen
        self.entitle(chosen.title if chosen else "", chosen.shape if chosen else "")
        summary = chosen.summary if chosen else NOTHING
        return wrapped(summary, size.width - 1, "plain")
