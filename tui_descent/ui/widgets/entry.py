"""A line in which a number is typed, or a text."""

from msgspec import Struct
from msgspec.structs import replace
from textual.geometry import Size

from tui_descent.ui.widgets.panel import Panel, Row

USUAL = 40  # characters


class Entry(Struct, frozen=True):
    """What is being typed, and for what.

    untouched  `text` is the present value, which the first typed character replaces
    room       characters that it may have
    """

    what: str
    text: str
    untouched: bool = True
    room: int = USUAL

    def typed(self, characters: str) -> "Entry":
        """With characters added."""
        text = characters if self.untouched else self.text + characters
        return replace(self, text=text[: self.room], untouched=False)

    def erased(self) -> "Entry":
        """Without the last character."""
        return replace(self, text=self.text[:-1], untouched=False)

    def value(self) -> float | None:
        """The number, also as a fraction such as 1/9; None for an empty line.

        Raises ValueError for anything else.
        """
        text = self.text.strip().replace(",", ".").replace("−", "-")
        if not text:
            return None
        above, slash, below = text.partition("/")
        if not slash:
            return float(above)
        if float(below) == 0.0:
            raise ValueError(f"{text} divides by 0")
        return float(above) / float(below)


class EntryLine(Panel[Entry]):
    """The name of what is asked for, the text, and a block where the next character goes."""

    def draw(self, entry: Entry, size: Size) -> list[Row]:
        style = "dim" if entry.untouched else "strong"
        return [[(f" {entry.what}: ", "accent"), (entry.text, style), (" ", "cursor")]]
