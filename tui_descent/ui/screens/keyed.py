"""The base of the screens: keys are taken in the order in which they were pressed.

Textual runs a key's binding later than it hands a typed character to whoever reads it. On
a slow line, where `= 0.08 enter` arrives in one packet, the enter would overtake the
digits. Here a screen finishes with one key before it looks at the next.
"""

from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.geometry import Size

from tui_descent.actions.action import written
from tui_descent.terminal.terminal_app import PreparedScreen, Result
from tui_descent.ui.widgets.lines import Footer

if TYPE_CHECKING:
    from tui_descent.ui.program import Program

SMALLEST = Size(40, 12)
UNFOLDED = Size(76, 20)  # from here on several panels stand side by side
WIDE = 110  # columns, from which on a text stands beside them, not above
WIDTHS = [(0, "-tiny"), (SMALLEST.width, "-narrow"), (UNFOLDED.width, "-normal"), (WIDE, "-wide")]
HEIGHTS = [(0, "-flat"), (SMALLEST.height, "-short"), (UNFOLDED.height, "-tall")]


class KeyedScreen(PreparedScreen[Result]):
    """A screen that first may read a key as text, and else runs what is bound to it.

    Its style sheet can tell sizes apart by the classes below. In a window smaller than
    SMALLEST nothing can be seen, so nothing but quitting can be done.

    noted  whether its keys are part of what is done in the session
    """

    noted: ClassVar[bool] = True
    AUTO_FOCUS = None
    HORIZONTAL_BREAKPOINTS = WIDTHS
    VERTICAL_BREAKPOINTS = HEIGHTS

    def on_mount(self) -> None:
        """Know the window's size before styles are looked up: else they are once more, after it."""
        width, height = self.app.size
        self.add_class(_reached(WIDTHS, width), _reached(HEIGHTS, height), update=False)

    def read_key(self, event: events.Key) -> bool:
        """Take the key as text; False: it means what it is bound to."""
        return False

    def note_key(self, event: events.Key) -> None:
        """Have the key noted as something that was done in the open session."""
        log = cast("Program", self.app).key_log
        if log is not None:
            typed = event.character if event.is_printable else None
            log.note_key(typed or event.key, self.app.size)

    def refuse(self, action: str) -> None:
        """Say why the key that was pressed does nothing now (check_action gave None)."""

    def wheel(self, direction: int, x: int, y: int) -> None:
        """Scroll or zoom, 1: down, -1: up; the pointer is at this column and line."""

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.wheel(-1, event.screen_x, event.screen_y)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.wheel(1, event.screen_x, event.screen_y)

    def on_footer_clicked(self, message: Footer.Clicked) -> None:
        """Press the key that was clicked on."""
        if not message.key:
            self.notice_clicked()
            return
        named = (key for key in self.active_bindings if message.key in (key, written(key)))
        any_key = "escape" if message.key.startswith("any") else message.key
        self.post_message(events.Key(next(named, any_key), None))

    def notice_clicked(self) -> None:
        """What stands in place of the keys was clicked on."""

    async def on_key(self, event: events.Key) -> None:
        if self.app.return_code is not None:  # it is ending: a key that was late opens nothing
            event.stop()
            event.prevent_default()
            return
        if self.app.screen is not self:  # a key of the same packet has opened another screen
            event.stop()
            event.prevent_default()
            self.app.screen.post_message(events.Key(event.key, event.character))
            return
        size = self.app.size  # a screen that has just been opened does not know its own yet
        too_small = size.width < SMALLEST.width or size.height < SMALLEST.height
        if too_small and event.key not in ("q", "ctrl+c"):
            event.stop()
            event.prevent_default()
            return
        if self.noted:
            self.note_key(event)
        if self.read_key(event):
            event.stop()
            event.prevent_default()
            return
        active = self.binding_of(event.key)
        if active is None:
            return
        event.stop()
        event.prevent_default()
        if active.enabled:
            await self.app.run_action(active.binding.action, active.node)
        else:
            self.refuse(active.binding.action)


def _reached(breakpoints: list[tuple[int, str]], size: int) -> str:
    """The class of the last of them that is not above the size."""
    return [name for least, name in breakpoints if least <= size][-1]
