"""The prompt: a line in which a number is typed, and whoever asked gets it."""

from collections.abc import Callable

from textual import events

from tui_descent.ui.widgets.entry import Entry, EntryLine

Take = Callable[[float], str | None]  # what to say of it; ValueError: the number will not do


class Prompt:
    """Asks for one number at a time.

    show   say something in the footer
    typing is told whether a number is being typed
    """

    def __init__(self, show: Callable[[str], None], typing: Callable[[bool], object]) -> None:
        self.line = EntryLine(id="entry")
        self._show = show
        self._typing = typing
        self._entry: Entry | None = None
        self._take: Take | None = None
        self._remedy = ""

    @property
    def is_open(self) -> bool:
        """Whether a number is being typed."""
        return self._entry is not None

    def ask(self, what: str, value: float | None, take: Take, remedy: str) -> None:
        """Let a number be typed, and hand it on; None: the line begins empty.

        remedy  numbers to try, for whoever typed none: `0.05`
        """
        self._take, self._remedy = take, remedy
        self._show("type a number, then enter; escape leaves it")
        self._typing(True)
        self._edit(Entry(what, "" if value is None else repr(value)))

    def read_key(self, event: events.Key) -> bool:
        """Take a key; False: it is none of this line's."""
        entry = self._entry
        if entry is None or event.key in ("ctrl+c", "ctrl+l"):
            return False
        if event.key == "enter":
            self._accept(entry)
        elif event.key == "escape":
            self._close()
            self._show("")
        elif event.key == "backspace":
            self._edit(entry.erased())
        elif event.is_printable and event.character:
            self._edit(entry.typed(event.character))
        return True

    def paste(self, text: str) -> None:
        """Take what was pasted, as if it was typed."""
        if self._entry is not None:
            printable = "".join(char for char in text if char.isprintable())
            self._edit(self._entry.typed(printable.strip()))

    def _edit(self, entry: Entry) -> None:
        self._entry = entry
        self.line.show(entry)

    def _close(self) -> None:
        self._entry = None
        self._typing(False)

    def _accept(self, entry: Entry) -> None:
        try:
            value = entry.value()
            if value is not None and self._take is not None:
                self._close()
                self._take(value)
                return
        except ValueError:
            self._typing(True)
            self._edit(entry)
            self._show(f"{entry.text[:12]!r} is not a finite number; try {self._remedy}")
            return
        self._close()
        self._show("")
