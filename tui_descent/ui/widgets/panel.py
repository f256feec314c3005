"""The base of everything that is painted: lines of cells that know when they changed.

A panel draws what it is shown, usually a Frame, into lines. Only lines that differ from
those drawn before are handed to Textual, and of those only the cells that differ are sent.
"""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

Shown = TypeVar("Shown")
Piece = tuple[str, str]  # a text and the name of its style
Row = Sequence[Piece]

STYLES = ("plain", "dim", "strong", "plus", "minus", "accent", "alarm", "cursor")


class Panel(Widget, Generic[Shown], can_focus=False):
    """A widget that is a function of what it is shown."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"panel--{style}" for style in STYLES}

    DEFAULT_CSS = """
    Panel {
        color: $foreground;
        & .panel--plain { color: $foreground; }
        & .panel--dim { color: $secondary; }
        & .panel--strong { color: $foreground; text-style: bold; }
        & .panel--plus { color: $success; }
        & .panel--minus { color: $warning; }
        & .panel--accent { color: $primary; }
        & .panel--alarm { color: $error; text-style: bold; }
        & .panel--cursor { color: $foreground; background: $panel; }
    }
    """

    def __init__(self, *, id: str | None = None, title: str = "") -> None:
        super().__init__(id=id)
        self.border_title = title or None
        self._shown: Shown | None = None
        self._lines: list[Strip] = []
        self._styles: dict[str, Style] = {}

    @abstractmethod
    def draw(self, shown: Shown, size: Size) -> list[Row]:
        """Return the rows of this panel, at most `size.height` of them.

        A row wider than the panel is cut off, a shorter one is filled up.
        """

    def show(self, shown: Shown) -> None:
        """Show something else, or another moment of the same."""
        self._shown = shown
        self._paint()

    def render_line(self, y: int) -> Strip:
        if y < len(self._lines):
            return self._lines[y]
        return Strip.blank(self.size.width, self.rich_style)

    def on_resize(self) -> None:
        self._paint()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._styles.clear()
        self._paint()

    def _paint(self) -> None:
        width, height = size = self.size
        if self._shown is None or not width or not height:
            return
        rows = [self._strip(row, width) for row in self.draw(self._shown, size)[:height]]
        rows += [self._strip((), width)] * (height - len(rows))
        before, self._lines = self._lines, rows
        changed = [
            Region(0, y, width, 1)
            for y, row in enumerate(rows)
            if y >= len(before) or row != before[y]
        ]
        if changed:
            self.refresh(*changed)

    def _strip(self, row: Row, width: int) -> Strip:
        segments = [Segment(text, self._style(style)) for text, style in row]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _style(self, name: str) -> Style:
        if name not in self._styles:
            self._styles[name] = self.get_component_rich_style(f"panel--{name}")
        return self._styles[name]
