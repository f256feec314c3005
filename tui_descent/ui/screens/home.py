"""The home screen: the lessons and the problems to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal

from tui_descent.lessons.listing import lesson_descriptions
from tui_descent.lessons.progress import Progress
from tui_descent.lessons.progress_writer import done_of, to_go_on
from tui_descent.presets import PresetError, descriptions, load
from tui_descent.saved.error import SavedError
from tui_descent.saved.sessions import Opened, Saved
from tui_descent.session.session import Session
from tui_descent.ui.screens.keyed import SMALLEST, KeyedScreen
from tui_descent.ui.screens.listed import MOVING_KEYS, moved
from tui_descent.ui.widgets.choices import (
    Choice,
    ChoiceList,
    Choices,
    Greeting,
    Summary,
    best_place,
)
from tui_descent.ui.widgets.lines import Footer, FooterText
from tui_descent.ui.widgets.too_small import TooSmall

if TYPE_CHECKING:
    from tui_descent.ui.program import Program

KEYS = (
    *(("↑↓", "choose"), ("←→", "other list"), ("type", "to search"), ("enter", "open")),
    *(("?", "help"), ("q", "quit")),
)
NARROW_KEYS = (("↑↓", "choose"), ("enter", "open"), ("?", "help"), ("q", "quit"))
SEARCHING = (
    *(("↑↓", "choose"), ("←→", "other list"), ("escape", "all"), ("enter", "open")),
    ("ctrl+c", "quit"),
)


OWN_FILE = Choice(
    "a file of yours",
    0,
    "Open your own CSV file",
    "your own data",
    "Choose a table of your own and the column to predict. Separator, names and missing cells are "
    "found automatically.",
)


class HomeScreen(KeyedScreen[None]):
    """Arrows or typing choose, enter opens."""

    CSS_PATH = "home.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *MOVING_KEYS,
        Binding("left", "change_list(-1)", "saved sessions and lessons", show=False),
        Binding("right", "change_list(1)", "problems", show=False),
        Binding("question_mark", "help", "what can be done here", show=False),
        Binding("enter", "open", "open what is chosen", show=False),
        Binding("escape", "clear", "forget what was typed", show=False),
        Binding("backspace", "erase", "erase a letter", show=False),
    ]

    def __init__(
        self,
        progress: Progress,
        saved: Sequence[Saved] = (),
        left: Opened | None = None,
        files: bool = True,
    ) -> None:
        """Show what there is to open.

        left   what was open until now: the cursor stands on it
        files  whether a file of the learner's own may be opened
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
        own = (OWN_FILE,) if files else ()
        self._all = (*map(_of_saved, saved), *lessons, *own, *problems)
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
            cursor = moved(now.cursor, offset, len(now.found))
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

        names = cast("Program", self.app).key_names
        self.app.push_screen(HelpScreen(of_home(), names))

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
        elif chosen is OWN_FILE:
            app.open_own_file()
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


def _of_saved(saved: Saved) -> Choice:
    passes = f"pass {saved.header.passes}"
    return Choice(saved.name, 0, saved.title, passes, saved.summary, saved)


def _told(left: Opened | None) -> str:
    """What became of what was open."""
    if left is None or left.file is None:
        return ""
    return f"{left.where}: saved as {left.file.name}; enter goes on there"
