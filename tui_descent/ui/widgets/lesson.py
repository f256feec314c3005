"""The lesson's text, and the line that says what is to be reached."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from rich.cells import cell_len
from textual.geometry import Size

from tui_descent.lessons.markdown import Part
from tui_descent.ui.widgets.lines import shortened
from tui_descent.ui.widgets.panel import Panel, Piece, Row

STYLES = {"plain": "plain", "strong": "strong", "code": "accent", "dim": "dim"}
REACHED, OPEN = "✓", "☐"
Parts = tuple[Part, ...]
Word = list[tuple[str, str]]  # (character, style)


class Tick(Struct, frozen=True):
    """A goal of the checklist."""

    text: str
    reached: bool
    waits: bool


class LessonShown(Struct, frozen=True):
    """A page of a lesson, and the goals.

    earlier  the pages before, for a panel that has room for them
    with_goals
             whether the panel shows them below the page
    section  of a page that is too long for the panel: which part of it, from 0
    wanted   the words of the goal that is next
    next     what to press to go on
    done     whether all goals are reached
    """

    page: Parts
    earlier: tuple[Parts, ...]
    ticks: tuple[Tick, ...]
    with_goals: bool
    section: int
    wanted: str
    next: str
    done: bool


class LessonPanel(Panel[LessonShown]):
    """The page; in a tall panel also what was read before it, and below it the goals."""

    def draw(self, shown: LessonShown, size: Size) -> list[Row]:
        below = _checklist(shown, size.width) if shown.with_goals else []
        room = size.height - len(below)
        sections = cut(laid_out(shown.page, size.width), room)
        page = sections[min(shown.section, len(sections) - 1)][: max(0, room)]
        if not shown.with_goals:
            return page
        above = _earlier(shown, size.width, room - len(page))
        blank: list[Row] = [[]] * max(0, room - len(page) - len(above))
        return [*above, *page, *blank, *below]

    def sections(self, shown: LessonShown) -> int:
        """Into how many parts the page falls here."""
        below = len(_checklist(shown, self.size.width)) if shown.with_goals else 0
        return len(cut(laid_out(shown.page, self.size.width), self.size.height - below))


class GoalLine(Panel[LessonShown]):
    """Each goal as a tick or a dot, and the words of the one that is next."""

    def draw(self, shown: LessonShown, size: Size) -> list[Row]:
        several = len(shown.ticks) > 1
        row: list[Piece] = [(" goals" if several else " goal", "dim")]
        for number, tick in enumerate(shown.ticks, start=1):
            mark = REACHED if tick.reached else OPEN
            style = "accent" if tick.reached else "plain"
            row.append((f" {number}{mark}" if several else f" {mark}", style))
        if shown.done:
            row += [("  ", "plain"), (" GOAL REACHED ", "cursor")]
        room = size.width - sum(cell_len(piece) for piece, _ in row) - 3
        if shown.done:
            row.append((f"  {shown.next if cell_len(shown.next) <= room else ''}", "strong"))
            return [row]
        row.append((f"  {shortened(shown.wanted, room)}", "strong"))
        return [row]


def _checklist(shown: LessonShown, width: int) -> list[Row]:
    """The goals, as they stand below a page."""
    head: Row = [
        (" GOAL REACHED ", "cursor") if shown.done else (" to be reached", "dim"),
        (f"  {shown.next}" if shown.done else "", "strong"),
    ]
    named = any(tick.text == shown.wanted for tick in shown.ticks) or not shown.wanted
    wanted = () if named else (Part(((shown.wanted, "plain"),)),)
    return [[], head, *laid_out((*wanted, *map(part_of, shown.ticks)), width)]


def part_of(tick: Tick) -> Part:
    """A goal as an item of a list."""
    style = "dim" if tick.waits and not tick.reached else "plain"
    return Part(((tick.text, style),), f"{REACHED if tick.reached else OPEN} ")  # type: ignore[arg-type]


def _earlier(shown: LessonShown, width: int, room: int) -> list[Row]:
    """As many of the pages before as there is room for, each followed by a blank row."""
    rows: list[Row] = []
    for page in reversed(shown.earlier):
        before: list[Row] = [
            [("".join(text for text, _ in row), "dim")] for row in laid_out(page, width)
        ]
        if len(before) + 1 + len(rows) > room:
            break
        rows = [*before, [], *rows]
    return rows


def rows_of(page: Parts, width: int) -> int:
    """How many rows a page takes up."""
    return len(laid_out(page, width))


def cut(rows: list[Row], room: int) -> list[list[Row]]:
    """A page in parts of at most `room` rows, between two paragraphs where that can be."""
    parts: list[list[Row]] = []
    room = max(1, room)
    while len(rows) > room:
        blank = max((place for place in range(1, room + 1) if not rows[place]), default=0)
        parts.append(rows[: blank or room])
        rows = rows[blank + 1 :] if blank else rows[room:]
    return [*parts, rows]


def laid_out(page: Sequence[Part], width: int) -> list[Row]:
    """Wrap a page, a cell of margin on both sides; items of a list follow each other closely."""
    rows: list[Row] = []
    for place, part in enumerate(page):
        if place and not (part.mark and page[place - 1].mark):
            rows.append([])
        rows += _wrapped(part, width)
    return rows


def _wrapped(part: Part, width: int) -> list[Row]:
    indent = cell_len(part.mark)
    room = max(8, width - 2 - indent)
    lines: list[list[Word]] = [[]]
    used = 0
    for word in _pieces_of(_words(part), room):
        length = sum(cell_len(char) for char, _ in word)
        if lines[-1] and used + 1 + length > room:
            lines.append([])
            used = 0
        used += length + bool(lines[-1])
        lines[-1].append(word)
    return [
        [(f" {part.mark if not at else ' ' * indent}", "accent"), *_pieces(line)]
        for at, line in enumerate(lines)
    ]


def _pieces_of(words: list[Word], room: int) -> Iterator[Word]:
    """The words; one that is too long, as an address may be, in pieces."""
    for word in words:
        for at in range(0, len(word), room):
            yield word[at : at + room]


def _words(part: Part) -> list[Word]:
    words: list[Word] = [[]]
    for text, style in part.runs:
        for char in text:
            if char != " ":
                words[-1].append((char, STYLES[style]))
            elif words[-1]:
                words.append([])
    return [word for word in words if word]


def _pieces(words: list[Word]) -> list[Piece]:
    """Runs of one style; a blank between two words of a style has it too."""
    pieces: list[Piece] = []
    for place, word in enumerate(words):
        if place:
            same = words[place - 1][-1][1] == word[0][1]
            pieces.append((" ", word[0][1] if same else "plain"))
        pieces += word
    joined: list[Piece] = []
    for text, style in pieces:
        if joined and joined[-1][1] == style:
            joined[-1] = (joined[-1][0] + text, style)
        else:
            joined.append((text, style))
    return joined
