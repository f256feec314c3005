"""The two lines at the bottom: the verdict, and the keys."""

import re
from textwrap import wrap

from msgspec import Struct
from rich.cells import cell_len
from textual import events
from textual.geometry import Size
from textual.message import Message

from tui_descent.session.frame import Frame, Heading
from tui_descent.ui.widgets.panel import Panel, Piece, Row

MARK = 24  # cells at least for a lasting mark
ALWAYS = 2  # keys at the end of the footer that are there in any case: help and quit
CURE = "cure"  # the key that does what the verdict suggests
UNDER_WAY = "in the middle of a pass: the verdict comes once it is finished"


class VerdictLine(Panel[Frame]):
    """What the verdict rests on, why it is so, and what helps, as far as there is room.

    The word itself stands in the first line of the screen.

    introduces  whether it says before the first pass what there is to see; a lesson says it itself
    """

    introduces = True

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        verdict = frame.verdict
        if verdict is None:
            told = (
                UNDER_WAY
                if frame.under_way
                else f"no pass has been made with {frame.optimizer} yet"
            )
            return [[(f" {clauses(told, size.width - 1)}", "dim")]]
        untouched = verdict.word == "starting" and frame.passes == 0 and not frame.changed
        if untouched and self.introduces and frame.heading.summary:
            return _introduced(verdict.evidence, frame.heading, size)
        for said in verdict.shorter(self.key_names[CURE]):
            told = said.removeprefix(f"{verdict.word}: ")
            lines = wrap(told, size.width - 1) if len(told) >= size.width else [told]
            if len(lines) <= size.height:
                break
        return [[(f" {line}", "plain")] for line in lines]


def _introduced(evidence: str, heading: Heading, size: Size) -> list[Row]:
    """The reason, and then what there is to see: sentences of the summary, or else the title."""
    told = f"{evidence}."
    texts = [evidence, f"{told} {heading.title}"]
    for sentence in re.split(r"(?<=[.!?]) (?=[A-Z])", heading.summary):
        told = f"{told} {sentence}"
        texts.append(told)
    wrapped_texts = [wrap(text, size.width - 1) for text in texts]
    fitting = [lines for lines in wrapped_texts if len(lines) <= size.height]
    lines = fitting[-1] if fitting else wrapped_texts[0][: size.height]
    return [[(f" {line}", "plain")] for line in lines]


class FooterText(Struct, frozen=True):
    """What the last line says: the keys, or for a moment something else.

    keys    (key, word) pairs, the most important ones first
    notice  stands in their place while it is not empty
    mark    stands before both of them for as long as it is true, with a part of the room
    """

    keys: tuple[tuple[str, str], ...]
    notice: str = ""
    mark: str = ""


class Footer(Panel[FooterText]):
    """As many of the keys as there is room for; a click on one presses it."""

    class Clicked(Message):
        """A key was clicked on; it is written so. "": what stands in their place was."""

        def __init__(self, key: str) -> None:
            super().__init__()
            self.key = key

    def show(self, shown: FooterText) -> None:
        """Draw only another text: most of the time it is the same."""
        if shown != self._shown:
            super().show(shown)

    def on_click(self, event: events.Click) -> None:
        text = self._shown
        if text is None:
            return
        if text.notice:
            event.stop()
            self.post_message(self.Clicked(""))
            return
        column = event.x
        for piece, style in self.draw(text, self.size)[0]:
            if style == "strong":
                key = piece[1:]
            if column < len(piece) and not piece[column].strip():
                event.stop()  # between two keys, or behind the last
                return
            if column < len(piece) and style != "alarm":
                pair = style == "strong" and len(key) == len("↑↓") and not key.isalnum()
                event.stop()
                self.post_message(self.Clicked(key[column - 1] if pair else key))
                return
            column -= len(piece)

    def draw(self, text: FooterText, size: Size) -> list[Row]:
        mark = shortened(text.mark, max(MARK, size.width // 2))
        before: list[Piece] = [(f" {mark} ", "alarm")] if mark else []
        room = size.width - sum(len(piece) for piece, _ in before)
        if text.notice:
            return [[*before, (f" {clauses(text.notice, room - 1)}", "accent")]]
        width = room + 1
        last = text.keys[-ALWAYS:]
        room = width - sum(map(_width, last))
        shown = []
        for entry in text.keys[:-ALWAYS]:
            room -= _width(entry)
            if room < 0:
                break
            shown.append(entry)
        row = before
        for key, word in (*shown, *last):
            row += [(f" {key}", "strong"), (f" {word} ", "dim")]
        return [row]


def _width(entry: tuple[str, str]) -> int:
    key, word = entry
    return len(key) + len(word) + 3


def shortened(text: str, room: int) -> str:
    """The text; one that is too long ends with an … behind a whole word, if one fits."""
    if cell_len(text) <= room:
        return text
    if room < 1:
        return ""
    cut = text[: room - 1]
    words = cut.rpartition(" ")[0] if text[room - 1].isalnum() else cut
    return f"{words.rstrip(' ,:;·') or cut}…"


def clauses(text: str, width: int) -> str:
    """As many of a sentence's clauses as there is room for; of a long one what fits, with …"""
    if len(text) <= width:
        return text
    ends = [end.start() for end in re.finditer(r"(?<=\S)[,:;.] ", text[: width + 2])]
    return text[: ends[-1]] if ends else f"{text[: width - 1]}…"


def wrapped(text: str, width: int, style: str) -> list[Row]:
    """A sentence in as many rows as it takes, a cell from the left edge."""
    return [[(f" {line}", style)] for line in wrap(text, max(1, width - 1))]
