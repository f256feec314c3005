"""The home screen: the lessons and the problems to choose from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.geometry import Size
from textual.message import Message

from tui_descent.lessons.listing import lesson_descriptions
from tui_descent.lessons.progress import Progress
from tui_descent.lessons.progress_writer import done_of, to_go_on
from tui_descent.presets import PresetError, descriptions, load
from tui_descent.saved.error import SavedError
from tui_descent.saved.sessions import Opened, Saved
from tui_descent.session.session import Session
from tui_descent.ui.screens.keyed import SMALLEST, KeyedScreen
from tui_descent.ui.widgets.lines import Footer, FooterText, clauses, shortened, wrapped
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.ui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from tui_descent.ui.program import Program

NOTHING = "A word of a name, a title or a summary will do, or `lesson 7`; escape shows all again."
KEYS = (
    *(("↑↓", "choose"), ("←→", "other list"), ("type", "to search"), ("enter", "open")),
    *(("?", "help"), ("q", "quit")),
)
NARROW_KEYS = (("↑↓", "choose"), ("enter", "open"), ("?", "help"), ("q", "quit"))
SEARCHING = (
    *(("↑↓", "choose"), ("←→", "other list"), ("escape", "all"), ("enter", "open")),
    ("ctrl+c", "quit"),
)
NUMBER = 5  # cells for a lesson's number
WORD = re.compile(r"\w+")
DONE = 14  # cells for what is done of it
NAME, SHAPE = 17, 23  # cells for a problem's name and its network
WIDE = 60  # columns, from which on there is room for what is done of a lesson, and for a shape


@dataclass(frozen=True, slots=True)
class Choice:
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


@dataclass(frozen=True)
class Choices:
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


class HomeScreen(KeyedScreen[None]):
    """Arrows or typing choose, enter opens."""

    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "the one above", show=False),
        Binding("down", "move(1)", "the one below", show=False),
        Binding("left", "change_list(-1)", "saved sessions and lessons", show=False),
        Binding("right", "change_list(1)", "problems", show=False),
        Binding("question_mark", "help", "what can be done here", show=False),
        Binding("pageup", "move(-8)", "eight up", show=False),
        Binding("pagedown", "move(8)", "eight down", show=False),
        Binding("enter", "open", "open what is chosen", show=False),
        Binding("escape", "clear", "forget what was typed", show=False),
        Binding("backspace", "erase", "erase a letter", show=False),
    ]

    def __init__(
        self,
        progress: Progress,
        saved: Sequence[Saved] = (),
        left: Opened | None = None,
    ) -> None:
        """Show what there is to open.

        left  what was open until now: the cursor stands on it
        """
        super().__init__()
        self._too_small = TooSmall(id="too-small")
        self._greeting = Greeting(id="greeting")
        self._lists = ChoiceList(id="choices"), ChoiceList(id="problems", second=True)
        self._summary = Summary(id="summary")
        self._footer = Footer(id="footer")
        shipped = lesson_descriptions()
        lessons = (
            Choice(one.name, one.number, one.title, done_of(progress, one), one.idea)
            for one in shipped
        )
        problems = (
            Choice(one.name, 0, one.title, one.shape, one.summary) for one in descriptions()
        )
        self._all = (*map(_of_saved, saved), *lessons, *problems)
        self._left = left
        go_on = to_go_on(shipped, progress)
        newcomer = not progress.all() and not saved
        self._choices = Choices(self._all, 0, "", go_on, newcomer, _told(left))
        self._choices = self._found("")

    def compose(self) -> ComposeResult:
        yield self._too_small
        yield self._greeting
        with Horizontal(id="lists"):
            yield from (each.add_class("framed") for each in self._lists)
        yield self._summary.add_class("framed")
        yield self._footer

    def on_mount(self) -> None:
        self._too_small.show(SMALLEST)
        self._show(self._choices)

    def on_resize(self) -> None:
        self.call_after_refresh(lambda: self._show(self._choices))

    def read_key(self, event: events.Key) -> bool:
        """Letters search; only a q in front of nothing quits, and a ? always helps."""
        char = event.character
        typed = self._choices.typed
        if char is None or not event.is_printable or char == "?" or (char == "q" and not typed):
            return False
        self._search(self._choices.typed + char)
        return True

    def wheel(self, direction: int, x: int, y: int) -> None:
        self.action_move(direction)

    def action_move(self, offset: int) -> None:
        now = self._choices
        if now.found:
            cursor = min(max(now.cursor + offset, 0), len(now.found) - 1)
            self._show(replace(now, cursor=cursor))

    def action_change_list(self, offset: int) -> None:
        """Go to the place beside this one in the other list."""
        now, border = self._choices, self._choices.first_problem
        if self.has_class("-narrow") or not 0 < border < len(now.found):
            return
        rows = [each.row_of(now) for each in self._lists]
        second = now.cursor >= border
        if second is (offset > 0):
            return
        self._show(replace(now, cursor=self._lists[not second].place_at(now, rows[second])))

    def action_help(self) -> None:
        from tui_descent.ui.screens.help import HelpScreen, of_home

        self.app.push_screen(HelpScreen(of_home()))

    def on_choice_list_picked(self, message: ChoiceList.Picked) -> None:
        """The first click chooses, one on what is chosen opens it."""
        if message.place == self._choices.cursor:
            self.action_open()
        else:
            self._show(replace(self._choices, cursor=message.place))

    def action_open(self) -> None:
        chosen, app = self._choices.chosen, cast("Program", self.app)
        if chosen is None:
            return
        if chosen.saved is not None:
            try:
                app.resume(chosen.saved)
            except (SavedError, PresetError) as error:
                self._show(replace(self._choices, said=str(error)))
        elif chosen.number:
            from tui_descent.lessons.loading import load_lesson

            app.open_lesson(load_lesson(chosen.name))
        else:
            app.open(Session(load(chosen.name)))

    def action_clear(self) -> None:
        self._search("")

    def action_erase(self) -> None:
        self._search(self._choices.typed[:-1])

    def _search(self, typed: str) -> None:
        self._show(self._found(typed))

    def _found(self, typed: str) -> Choices:
        """What matches; where all does, the cursor is on the lesson to go on with."""
        words = typed.casefold().split()
        found = tuple(one for one in self._all if one.matches(words, everywhere=False))
        if not found:
            found = tuple(one for one in self._all if one.matches(words, everywhere=True))
        now = self._choices
        cursor = best_place(found, typed) if words else self._first_place(found)
        return replace(now, found=found, cursor=cursor, typed=typed)

    def _first_place(self, found: tuple[Choice, ...]) -> int:
        """Of what one came from, saved or not; else of the lesson to go on with."""
        left = self._left
        if left is not None and left.file is not None:
            for place, choice in enumerate(found):
                if choice.saved is not None and choice.saved.path == left.file.path:
                    return place
        name = self._choices.go_on
        if left is not None and not (left.run is not None and left.run.done):
            name = left.run.lesson.name if left.run is not None else left.session.heading.name
        for wanted in (name, self._choices.go_on):
            for place, choice in enumerate(found):
                if choice.saved is None and choice.name == wanted:
                    return place
        return 0

    def _show(self, choices: Choices) -> None:
        self._choices = choices
        for panel in (self._greeting, *self._lists, self._summary):
            panel.show(choices)
        mark = cast("Program", self.app).not_saved
        keys = NARROW_KEYS if self.has_class("-narrow") else KEYS
        self._footer.show(FooterText(SEARCHING if choices.typed else keys, mark=mark))


def best_place(found: Sequence[Choice], typed: str) -> int:
    """The place of what is called so; else of what begins so; else the first."""
    name = typed.strip().casefold()
    for match in (str.__eq__, str.startswith):
        for place, one in enumerate(found):
            if one.saved is None and match(one.name.casefold(), name):
                return place
    return 0


def _of_saved(saved: Saved) -> Choice:
    passes = f"pass {saved.header.passes}"
    return Choice(saved.name, 0, saved.title, passes, saved.summary, saved)


def _told(left: Opened | None) -> str:
    """What became of what was open."""
    if left is None or left.file is None:
        return ""
    return f"{left.where}: saved as {left.file.name}; enter goes on there"


class Greeting(Panel[Choices]):
    """What this is, or what was typed."""

    def draw(self, choices: Choices, size: Size) -> list[Row]:
        if choices.typed:
            return [[(" search: ", "dim"), (choices.typed, "strong")]]
        if choices.said:
            return [[(f" {clauses(choices.said, size.width - 1)}", "accent")]]
        if choices.newcomer and choices.chosen and choices.chosen.name == choices.go_on:
            begin = "  new here? " + "enter opens lesson 1" * (size.width >= WIDE)
            begin += "press enter" * (size.width < WIDE)
            return [[(" tui-descent", "strong"), (begin, "accent")]]
        does = "see gradient descent, pass by pass"
        return [[(" tui-descent", "strong"), (f"  {shortened(does, size.width - 14)}", "dim")]]


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
        name = f"{choice.name:<{NAME}}"
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
