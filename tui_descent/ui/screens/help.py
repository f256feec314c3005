"""The help: every key, what the gauge's zones mean and why, the verdict, and the glossary."""

import sys
from collections.abc import Mapping
from textwrap import wrap
from typing import ClassVar

from msgspec import Struct
from msgspec.structs import replace
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.geometry import Size

from tui_descent.actions import Key, named
from tui_descent.actions.registry import GROUPS
from tui_descent.analysis.words import WORDS
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.glossary import NAMES, about, find, search
from tui_descent.session.frame import Frame
from tui_descent.text import did_you_mean
from tui_descent.ui.screens.keyed import KeyedScreen
from tui_descent.ui.widgets.lines import Footer, FooterText, shortened
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.views.view import ALL, Entry

WHEEL = 3  # lines of one notch
GLOSSARY = "words"  # the page that can be searched
SCROLL = ("↑↓", "scroll")
SEARCH = ("a word", "finds it")
OWN = ("up", "down", "pageup", "pagedown", "home", "end", "tab", "shift+tab", "ctrl+c", "ctrl+l")

NARROWEST = 30

ZONES = (("·", "slow"), ("━", "good"), ("≈", "overshoots"), ("!", "loss rises"))

GAUGE: tuple[Entry, ...] = (
    ("", "The loss after the next pass, computed in advance at 64 learning rates:"),
    *((sign, about(zone, "gauge")) for sign, zone in ZONES),
    ("▲", "The learning rate now; `next loss` says where the next pass will land."),
    ("┆", about("limit")),
    ("", ""),
    ("", "Why they change there, for plain descent in a valley that is a parabola:"),
    ("", "The slope there is curvature × distance from the bottom."),
    ("", "So a step is lr × slope = lr × curvature × distance."),
    ("lr", "= 1 / curvature: the step equals the distance and lands on the bottom."),
    ("", "Larger: the step crosses the bottom. It overshoots, but comes closer."),
    ("lr", "= 2 / curvature, the limit: it lands as far beyond, at the same height."),
    ("", "Larger still: it lands higher. The loss rises, and the next step is longer."),
)
EXPLAINED = ("predicted", "got", "λmin", "velocity")  # of what stands below the gauge
VERDICT: tuple[Entry, ...] = (
    *WORDS.items(),
    (
        "advice",
        "Follows the reason where something is wrong. It has been tried: some hundred passes "
        "with it, and as many without. {cure} does it, {undo} takes it back.",
    ),
    *((word, find(word)[0].text) for word in EXPLAINED),
)
ABOUT = (
    "Here you train a small neural network one pass at a time and see all of it: weights, "
    "gradients, arithmetic, loss. Lessons explain, with something to try on every page; problems "
    "are there to play with."
)
HOME: tuple[Entry, ...] = (
    ("↑ ↓", "choose; below the lists you read what the chosen lesson or problem is about"),
    ("← →", "from the lessons to the problems and back"),
    ("a word", "finds the lessons and problems that have it in their name, title or summary"),
    ("escape", "shows all of them again"),
    ("enter", "opens what is chosen; a click on it does the same"),
    ("q", "quits; what you leave is saved by itself, and comes first next time"),
)
VIEWS: tuple[Entry, ...] = (
    ("", "{view} goes to the next one; in a large window several stand side by side."),
    *(entry for view in ALL for entry in view.help),
)


def _named(entries: tuple[Entry, ...], keys: tuple[Key, ...]) -> tuple[Entry, ...]:
    """The same entries with each {id of a key} replaced by how that key is written now."""
    names = {key.id: key.shown for key in keys}
    return tuple((named(sign, names), named(means, names)) for sign, means in entries)


def gauge_page(frame: Frame) -> tuple[Entry, ...]:
    """What the gauge shows, and the limit here; where it is 2 / curvature, these numbers, too."""
    limit = frame.gauge.limit if frame.gauge else None
    return GAUGE if limit is None or limit <= 0.0 else (*GAUGE, ("", _here(frame, limit)))


def _here(frame: Frame, limit: float) -> str:
    """The numbers of the derivation at this place, as far as it holds for this descent."""
    name = frame.optimizer
    if OPTIMIZERS[name].scales:
        return (
            f"Here the limit for {name} is {limit:.4g}. Above it steps grow only until {name} "
            "divides them by more."
        )
    if frame.example is not None and frame.example.batch:
        return f"Here the limit is {limit:.4g}: mini-batches have one of their own."
    if name != "sgd":
        return f"Here the limit is {limit:.4g}: {name} has one of its own."
    largest = "curvature" if len(frame.values) == 1 else "largest curvature"
    return (
        f"Here the {largest} is {2.0 / limit:.6g}: 1 / curvature is {limit / 2.0:.4g}, "
        f"and the limit is {limit:.4g}."
    )


class Help(Struct, frozen=True):
    """A title, what to look for, and pages of entries, the last of them the glossary.

    first   the line at the top
    typed   what is searched for in the glossary
    """

    title: str
    summary: str
    pages: tuple[tuple[str, tuple[Entry, ...]], ...]
    page: int = 0
    first: int = 0
    typed: str = ""

    @property
    def searches(self) -> bool:
        """Whether letters are a search: on the page of the glossary."""
        return self.pages[self.page][0] == GLOSSARY

    def turned(self, offset: int) -> "Help":
        """Another page, from its top."""
        return replace(self, page=(self.page + offset) % len(self.pages), first=0, typed="")


def help_of(frame: Frame, keys: tuple[Key, ...]) -> Help:
    """The help to a session: its keys in groups, the gauge, the verdict, the views."""
    pages = (
        ("keys", _in_groups(keys)),
        ("the gauge", gauge_page(frame)),
        ("the verdict", _named(VERDICT, keys)),
        ("the views", _named(VIEWS, keys)),
        (GLOSSARY, ()),
    )
    return Help(frame.heading.title, frame.heading.summary, pages)


def of_home() -> Help:
    """The help to the home screen."""
    return Help("tui-descent", ABOUT, (("the first screen", HOME), (GLOSSARY, ())))


def _in_groups(keys: tuple[Key, ...]) -> tuple[Entry, ...]:
    """The keys below the name of what they are about."""
    known = {key.id: key for key in keys}
    entries: list[Entry] = []
    for name, actions in GROUPS.items():
        mine = [known[key.id] for action in actions for key in action.keys if key.id in known]
        if mine:
            entries += [("", ""), ("", f"{name}:")] if entries else [("", f"{name}:")]
            entries += [(key.shown, key.does) for key in mine]
    return tuple(entries)


class HelpScreen(KeyedScreen[None]):
    """Pages that scroll with the arrows; tab turns them, any other key closes the help.

    On the glossary's page letters search.
    """

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "up", show=False),
        Binding("down", "scroll(1)", "down", show=False),
        Binding("pageup", "page_up", "page up", show=False),
        Binding("pagedown", "page_down", "page down", show=False),
        Binding("home", f"scroll({-sys.maxsize})", "the first line", show=False),
        Binding("end", f"scroll({sys.maxsize})", "the last line", show=False),
        Binding("tab", "turn", "next page", show=False),
        Binding("shift+tab", "turn(-1)", "page before", show=False),
    ]

    def __init__(self, shown: Help, names: dict[str, str]) -> None:
        super().__init__()
        self._names = names
        self._text = HelpText(id="keys")
        self._footer = Footer(id="footer")
        self._help = shown

    def compose(self) -> ComposeResult:
        yield self._text.add_class("framed")
        yield self._footer

    def on_mount(self) -> None:
        self._show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def action_turn(self, offset: int = 1) -> None:
        self._help = self._help.turned(offset)
        self._show()

    def wheel(self, direction: int, x: int, y: int) -> None:
        self.action_scroll(WHEEL * direction)

    def action_scroll(self, offset: int) -> None:
        panel = self._text
        most = max(0, len(self._rows(panel.size.width)) - panel.size.height)
        self._help = replace(self._help, first=min(max(self._help.first + offset, 0), most))
        self._show()

    def action_page_up(self) -> None:
        self.action_scroll(-self._text.size.height)

    def action_page_down(self) -> None:
        self.action_scroll(self._text.size.height)

    def _rows(self, width: int) -> list[Row]:
        return rows_of(self._help, width, self._names)

    def _show(self) -> None:
        panel, shown = self._text, self._help
        name = shown.pages[shown.page][0]
        below = len(self._rows(panel.size.width)) - shown.first - panel.size.height
        more = "more below ↓, " if below > 0 else ""
        page = f"{more}page {shown.page + 1} of {len(shown.pages)}"
        panel.entitle(f"help: {name}{f' · {shown.typed}' * bool(shown.typed)}", page)
        panel.key_names = self._names
        panel.show(shown)
        self._footer.show(FooterText(_keys_of(shown)))

    def read_key(self, event: events.Key) -> bool:
        if event.key in OWN:
            return False
        if not (self._help.searches and self._search(event)):
            self.dismiss()
        return True

    def _search(self, event: events.Key) -> bool:
        """Type in the search, or take back what was typed; False: the key is none for it."""
        typed, char = self._help.typed, event.character
        if event.key == SEARCH[0]:  # its place in the footer was clicked on
            return True
        if event.key == "backspace":
            typed = typed[:-1]
        elif event.key == "escape" and typed:
            typed = ""
        elif char is not None and event.is_printable and char != "?":
            typed = f"{typed}{char}".lstrip()
        else:
            return False
        self._help = replace(self._help, typed=typed, first=0)
        self._show()
        return True


def _keys_of(shown: Help) -> tuple[tuple[str, str], ...]:
    """The footer: scrolling, the pages beside this one, the search or the way back."""
    following, before = (shown.turned(by).pages[shown.turned(by).page][0] for by in (1, -1))
    if shown.searches:
        back = "all words" if shown.typed else "back"
        return SCROLL, ("tab", following), SEARCH, ("escape", back)
    return SCROLL, ("shift+tab", before), ("tab", following), ("any other key", "back")


class HelpText(Panel[Help]):
    """The visible part of the help."""

    def draw(self, shown: Help, size: Size) -> list[Row]:
        return rows_of(shown, size.width, self.key_names)[shown.first :]


def rows_of(shown: Help, width: int, names: Mapping[str, str]) -> list[Row]:
    """All lines of the page, wrapped to this width; `names`: how keys are called, by their ids."""
    width = max(width, NARROWEST)  # smaller ones are on their way to another size
    if shown.searches:
        return _rows_of_glossary(shown.typed, width, names)
    rows: list[Row] = []
    if shown.page == 0:
        rows.append([(f" {shown.title}", "strong")])
        rows += [[(f" {line}", "plain")] for line in wrap(shown.summary, width - 2)]
        rows.append([])
    _, entries = shown.pages[shown.page]
    margin = 3 + max(len(sign) for sign, _ in entries)
    for sign, meaning in entries:
        indent = margin if sign else 1
        first, *more = wrap(meaning, width - indent - 1) or [""]
        rows.append([(f" {sign:<{indent - 1}}", "strong"), (first, "plain")])
        rows += [[(" " * indent + line, "plain")] for line in more]
    return rows


def _rows_of_glossary(typed: str, width: int, names: Mapping[str, str]) -> list[Row]:
    """Each term with its meaning and example below it."""
    rows: list[Row] = []
    for term in search(typed):
        rows.append([(f" {shortened(term.heading, width - 2)}", "strong")])
        rows += [[(f"   {line}", "plain")] for line in wrap(named(term.text, names), width - 4)]
    if not rows:
        near = did_you_mean(typed.casefold(), NAMES, "backspace takes back a letter")
        rows = [
            [(f" {line}", "plain")] for line in wrap(f"no word like {typed!r}; {near}", width - 2)
        ]
    return rows
