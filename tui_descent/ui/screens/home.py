"""The home screen: the lessons and the problems to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size

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

NOTHING = "Part of a name or a title will do, or `lesson 7`; escape shows all again."
KEYS = (("↑↓", "choose"), ("type", "to search"), ("enter", "open"), ("q", "quit"))
SEARCHING = (("↑↓", "choose"), ("escape", "all"), ("enter", "open"), ("ctrl+c", "quit"))
NUMBER = 5  # cells for a lesson's number
DONE = 14  # cells for what is done of it
NAME, SHAPE = 17, 23  # cells for a problem's name and its network
WIDE = 60  # columns, from which on a problem's title stands beside its network


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
    def searched(self) -> str:
        """What a search looks through."""
        lesson = f"lesson {self.number}" if self.number else ""
        return f"{lesson} {self.name} {self.title}".casefold()


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


class HomeScreen(KeyedScreen[None]):
    """Arrows or typing choose, enter opens."""

    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "the one above", show=False),
        Binding("down", "move(1)", "the one below", show=False),
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
        self._list = ChoiceList(id="choices", title="lessons and problems")
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
        yield self._list.add_class("framed")
        yield self._summary.add_class("framed")
        yield self._footer

    def on_mount(self) -> None:
        self._too_small.show(SMALLEST)
        self._show(self._choices)

    def read_key(self, event: events.Key) -> bool:
        """Letters search; only a q in front of nothing quits."""
        char = event.character
        if char is None or not event.is_printable or (char == "q" and not self._choices.typed):
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
        found = tuple(one for one in self._all if all(word in one.searched for word in words))
        now = self._choices
        cursor = 0 if words else self._first_place(found)
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
        for panel in (self._greeting, self._list, self._summary):
            panel.show(choices)
        mark = cast("Program", self.app).not_saved
        self._footer.show(FooterText(SEARCHING if choices.typed else KEYS, mark=mark))


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
        if choices.newcomer:
            begin = "  new here? " + "enter opens lesson 1" * (size.width >= WIDE)
            begin += "press enter" * (size.width < WIDE)
            return [[(" tui-descent", "strong"), (begin, "accent")]]
        does = "see gradient descent, pass by pass"
        return [[(" tui-descent", "strong"), (f"  {shortened(does, size.width - 14)}", "dim")]]


class ChoiceList(Panel[Choices]):
    """The lessons by number and title, the problems by name; it scrolls with the cursor."""

    def draw(self, choices: Choices, size: Size) -> list[Row]:
        if not choices.found:
            return wrapped("nothing matches; backspace erases a letter", size.width, "dim")
        rows: list[Row] = []
        here = 0
        kind = ""
        for place, choice in enumerate(choices.found):
            if choice.kind != kind:
                kind = choice.kind
                rows.append([(f" {kind}", "dim")])
            if place == choices.cursor:
                here = len(rows)
            rows.append(_row(choice, choices, place == choices.cursor, size.width))
        room = size.height
        first = min(max(0, here - room // 2), max(0, len(rows) - room))
        return rows[first : first + room]


def _row(choice: Choice, choices: Choices, here: bool, width: int) -> Row:
    style = "cursor" if here else "plain"
    dim = style if here else "dim"
    mark = ("▸" if here else " ", "accent")
    wide = width >= WIDE
    if not choice.number:
        name = f"{choice.name:<{NAME}}"
        if not wide:
            room = width - 1 - NAME
            return [mark, (name, style), (f"{shortened(choice.shape, room):<{room}}", dim)]
        title = shortened(choice.title, width - 1 - NAME - SHAPE)
        shape = f"{choice.shape:<{SHAPE}}"
        return [mark, (name, style), (shape, dim), (f"{title:<{width}}", style)]
    done = "▸ go on" if choice.name == choices.go_on and choice.shape != "✓ done" else choice.shape
    done = "▸ begin" if choices.newcomer and choice.name == choices.go_on else done
    state = DONE if wide else len(done) + 1
    column = width - 1 - NUMBER - state
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
        title = chosen.title if chosen else None
        if title != self.border_title:
            self.border_title = title
        summary = chosen.summary if chosen else NOTHING
        return wrapped(summary, size.width - 1, "plain")
