"""The help: every key, what the gauge's zones mean and why, and the words of the verdict."""

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
from tui_descent.analysis.verdict import WORDS
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.session.frame import Frame
from tui_descent.ui.screens.keyed import KeyedScreen
from tui_descent.ui.widgets.lines import Footer, FooterText
from tui_descent.ui.widgets.panel import Panel, Row
from tui_descent.views.view import ALL, Entry

WHEEL = 3  # lines of one notch
KEYS = (("↑↓", "scroll"), ("tab", "next page"), ("any other key", "back"))
OWN = ("up", "down", "pageup", "pagedown", "tab", "ctrl+c", "ctrl+l")

NARROWEST = 30

GAUGE: tuple[Entry, ...] = (
    ("", "The loss after the next pass, computed beforehand at 64 learning rates:"),
    ("·", "slow: it falls by less than a tenth of what a good rate would bring"),
    ("━", "good: it falls by more, up to the best rate that the limit allows"),
    ("≈", "overshoots: a longer step than that, and still lower than it began"),
    ("!", "loss rises: so long a step that it lands higher than it began"),
    ("▲", "the learning rate now; `next loss` is where the next pass will land"),
    ("┆", "the limit here: longer steps swing ever wider, until the ground changes"),
    ("", ""),
    ("", "Why they change there, for plain descent in a valley that is a parabola:"),
    ("", "The slope grows with the distance from the bottom: curvature × distance."),
    ("", "So a step = lr × slope = lr × curvature × distance."),
    ("lr", "= 1 / curvature: as long as the distance: the step lands on the bottom."),
    ("", "Above that it crosses the bottom: it overshoots, but comes nearer."),
    ("lr", "= 2 / curvature, the limit: it lands as far beyond, at the same height."),
    ("", "Above that it lands higher: the loss rises, and the next step is longer."),
)


PREDICTED: tuple[Entry, ...] = (
    (
        "predicted",
        "What the slope alone said of the last pass: slope × step, over all parameters; with sgd "
        "that is −lr × slope².",
    ),
    ("got", "What the pass brought. The further apart, the more the ground bends in a step."),
    (
        "λmin",
        "The curvature in the direction where it is smallest. Where the slope is 0: above 0 the "
        "loss rises to all sides, below 0 a way down curves away.",
    ),
    (
        "velocity",
        "Momentum and Adam have one. It may carry a step uphill: then `predicted` is above 0, "
        "and a smaller rate only climbs less far. Give it some passes: its speed wears off.",
    ),
)
ADVICE: Entry = (
    "advice",
    "Follows the reason where something is wrong. It was tried: some hundred passes with it, "
    "beside as many without. One key does it; see the keys.",
)
ABOUT = (
    "A small neural network is trained one pass at a time, and you see all of it: weights, "
    "gradients, arithmetic, loss. Lessons explain, with something to try on every page; problems "
    "are there to play with."
)
HOME: tuple[Entry, ...] = (
    ("↑ ↓", "choose; what the chosen one is about stands below the lists"),
    ("← →", "from the lessons to the problems and back"),
    ("a word", "finds what has it in its name or its title, and else in its summary"),
    ("escape", "shows all again"),
    ("enter", "opens what is chosen; so does a click on it"),
    ("q", "quits; what you leave is saved by itself, and stands here first"),
)
VIEWS: tuple[Entry, ...] = (
    ("", "{view} goes through them; in large windows several stand side by side."),
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
    """A title, what to look for, and pages of entries; `first` is the line at the top."""

    title: str
    summary: str
    pages: tuple[tuple[str, tuple[Entry, ...]], ...]
    page: int = 0
    first: int = 0


def help_of(frame: Frame, keys: tuple[Key, ...]) -> Help:
    """The help to a session: its keys in groups, the gauge, the verdict, the views."""
    pages = (
        ("keys", _in_groups(keys)),
        ("the gauge", gauge_page(frame)),
        ("the verdict", (*WORDS.items(), ADVICE, *PREDICTED)),
        ("the views", _named(VIEWS, keys)),
    )
    return Help(frame.heading.title, frame.heading.summary, pages)


def of_home() -> Help:
    """The help to the home screen."""
    return Help("tui-descent", ABOUT, (("the first screen", HOME),))


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
    """Pages that scroll with the arrows; tab turns them, any other key closes the help."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "scroll(-1)", "up", show=False),
        Binding("down", "scroll(1)", "down", show=False),
        Binding("pageup", "page_up", "page up", show=False),
        Binding("pagedown", "page_down", "page down", show=False),
        Binding("tab", "turn", "next page", show=False),
    ]

    def __init__(self, shown: Help) -> None:
        super().__init__()
        self._text = HelpText(id="keys")
        self._footer = Footer(id="footer")
        self._help = shown

    def compose(self) -> ComposeResult:
        yield self._text.add_class("framed")
        yield self._footer

    def on_mount(self) -> None:
        several = len(self._help.pages) > 1
        self._footer.show(FooterText(KEYS if several else (KEYS[0], KEYS[-1])))
        self._show()

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    def action_turn(self) -> None:
        page = (self._help.page + 1) % len(self._help.pages)
        self._help = replace(self._help, page=page, first=0)
        self._show()

    def wheel(self, direction: int, x: int, y: int) -> None:
        self.action_scroll(WHEEL * direction)

    def action_scroll(self, offset: int) -> None:
        panel = self._text
        most = max(0, len(rows_of(self._help, panel.size.width)) - panel.size.height)
        self._help = replace(self._help, first=min(max(self._help.first + offset, 0), most))
        self._show()

    def action_page_up(self) -> None:
        self.action_scroll(-self._text.size.height)

    def action_page_down(self) -> None:
        self.action_scroll(self._text.size.height)

    def _show(self) -> None:
        panel = self._text
        names = [name for name, _ in self._help.pages]
        below = len(rows_of(self._help, panel.size.width)) - self._help.first - panel.size.height
        more = "more below ↓, " if below > 0 else ""
        page = f"page {self._help.page + 1} of {len(names)}" if len(names) > 1 else ""
        panel.entitle(f"help: {names[self._help.page]}", f"{more}{page}".rstrip(", "))
        panel.show(self._help)

    def read_key(self, event: events.Key) -> bool:
        if event.key in OWN:
            return False
        self.dismiss()
        return True


class HelpText(Panel[Help]):
    """The visible part of the help."""

    def draw(self, shown: Help, size: Size) -> list[Row]:
        return rows_of(shown, size.width)[shown.first :]


def rows_of(shown: Help, width: int) -> list[Row]:
    """All lines of the page, wrapped to this width."""
    width = max(width, NARROWEST)  # smaller ones are on their way to another size
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
