"""The app's side of the terminal: what is sent to it and when, and how it is left."""

from collections.abc import Callable, Iterable
from typing import Any, Protocol, TypeVar, runtime_checkable

from rich.color import ColorSystem
from rich.console import RenderableType
from textual import events
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.binding import ActiveBinding
from textual.driver import Driver
from textual.geometry import Region, Size
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from tui_descent.terminal.capabilities import Terminal
from tui_descent.terminal.changes import UNLIMITED, ChangedCells, TerminalContents, pieces_of
from tui_descent.terminal.flow import Line
from tui_descent.terminal.rows import RowCompositor

SOON = 0.001  # seconds; Textual's timers divide by their interval
Result = TypeVar("Result")

FAREWELL = 0.8  # seconds at most to wait for the last answer, lest it reach the shell


@runtime_checkable
class HasWindow(Protocol):
    """A driver that can ask the terminal how large it is at this moment."""

    def window_size(self) -> Size:
        """Columns and lines."""
        ...


class PreparedScreen(Screen[Result]):
    """A screen that may keep what is drawn on it to itself until it is ready to be seen.

    Then it shows what has changed as soon as there is nothing else to do; Textual itself waits
    for the next sixtieth of a second.
    """

    prepared = True

    def __init__(self) -> None:
        super().__init__()
        self._compositor = RowCompositor()

    def on_idle(self) -> None:
        if self._dirty_widgets and not self._layout_required and not self._scroll_required:
            self._on_timer_update()

    def repaint(self, widget: Widget, rows: Iterable[int]) -> None:
        """Paint rows of a widget, the first is 0, as soon as there is nothing else to do.

        They are asked for anew; what Textual itself keeps of them is not.
        """
        width = widget.outer_size.width
        widget._repaint_regions.update(Region(0, y, width, 1) for y in rows)
        self._dirty_widgets.add(widget)
        self.check_idle()

    def binding_of(self, key: str) -> ActiveBinding | None:
        """What a key is bound to at this moment; `active_bindings` looks at all keys."""
        found: ActiveBinding | None = None
        for node, bindings in self._modal_binding_chain:
            for binding in bindings.key_to_bindings.get(key, ()):
                state = self.app._check_action_state(binding.action, node)
                first = found is None or (binding.priority and not found.binding.priority)
                if state is not False and first:
                    found = ActiveBinding(node, binding, bool(state))
        return found

    def present(self) -> None:
        """From now on, show what is drawn."""
        if not self.prepared:
            self.prepared = True
            self.refresh()

    def _compositor_refresh(self) -> None:
        if self.prepared:
            super()._compositor_refresh()


class TerminalApp(App[None]):
    """Sends only cells that changed, and no screen before the terminal has taken in the last.

    A screen that may not be sent is dropped: what changed since is sent all at once later.
    """

    def __init__(self, terminal: Terminal = UNLIMITED) -> None:
        self._contents = TerminalContents()
        self._terminal = terminal
        self._whole = False
        self._line = Line()
        self._dropped: Timer | None = None
        self._refused = False
        self._waiting: Callable[[], object] | None = None
        self._farewell: Callable[[], object] | None = None
        super().__init__()
        self.no_color = terminal.colorless

    def on_mount(self) -> None:
        self.app_resume_signal.subscribe(self, lambda _: self._come_back())

    def get_driver_class(self) -> type[Driver]:
        """Textual's choice, or ours in place of its Unix driver."""
        chosen = super().get_driver_class()
        if chosen.__name__ != "LinuxDriver":
            return chosen
        from tui_descent.terminal.driver import TerminalDriver

        return TerminalDriver

    def refresh_css(self, animate: bool = True) -> None:
        """Style what is shown in the theme's colours; before there is a screen, only know them.

        Textual would parse all style sheets for nobody, and once more for the first screen.
        """
        if self.screen_stack:
            super().refresh_css(animate)
        else:
            self.stylesheet.set_variables(self.get_css_variables())

    @property
    def slow_line(self) -> bool:
        """Whether what is sent takes long to arrive, so that fewer bytes are seen sooner."""
        return self._line.slow

    def may_send(self) -> bool:
        """Whether a screen that is painted now will be sent now."""
        return self.is_headless or (self._farewell is None and self._line.wait == 0.0)

    def when_free(self, show: Callable[[], object]) -> None:
        """Call it as soon as a screen will be sent; of several only the last one."""
        self._waiting = show
        self._send_later()

    @property
    def color_system(self) -> ColorSystem | None:
        """How many colours the terminal has; None: none."""
        return None if self._terminal.colorless else self.console._color_system

    @property
    def frames(self) -> float | None:
        """Screens a second at most while playing, where the user has said so."""
        return self._terminal.frames

    def action_repaint(self) -> None:
        """Send the whole screen again, whatever the terminal may show."""
        self._contents.forget()
        self.screen.refresh()

    def on_resize(self) -> None:
        """What was sent for the old size may stand askew in the new window: send it all."""
        self._contents.forget()
        self._whole = False
        self.call_after_refresh(lambda: self.screen.refresh())

    def on_cursor_position(self, event: events.CursorPosition) -> None:
        """The answer to the question behind a screen."""
        self._line.answered()
        if self._farewell is not None:
            if self._line.clear:
                self._say_farewell()
        elif self._dropped is not None:
            self._send_what_was_dropped()

    async def action_quit(self) -> None:
        self.leave(0)

    def action_suspend_process(self) -> None:
        """Put the program aside, as ctrl+z does everywhere; `fg` goes on."""
        self._when_answered(super().action_suspend_process)

    def leave(self, status: int) -> None:
        """End with this status and the terminal as it was."""
        self._when_answered(lambda: self.exit(return_code=status))

    def _when_answered(self, act: Callable[[], object]) -> None:
        """Send nothing more and act as soon as no answer is on its way."""
        self._farewell = act
        if self._line.clear or self._line.silent:
            self._say_farewell()
        else:
            self.set_timer(FAREWELL, self._say_farewell)

    def _say_farewell(self) -> None:
        if self._farewell is not None:
            act, self._farewell = self._farewell, _nothing
            act()

    def _come_back(self) -> None:
        self._farewell = None
        self._line = Line()
        self.action_repaint()

    def _set_pointer_shape(self, shape: str) -> None:
        """Nothing can be clicked, so nothing is sent about it; consoles would print it."""

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Textual's one way to the terminal."""
        if not isinstance(renderable, LayoutUpdate | ChopsUpdate):
            super()._display(screen, renderable)
        elif not self._fits(screen, renderable):
            return
        elif self.may_send():
            pieces, size = pieces_of(renderable), screen._compositor.size
            ask = self._line.ask
            changes = ChangedCells(pieces, size, self._contents, self._terminal, ask)
            if changes.changed:
                super()._display(screen, changes)
        elif self._farewell is None:
            self._refused = True
            self._send_later()

    def _fits(self, screen: Screen[Any], update: LayoutUpdate | ChopsUpdate) -> bool:
        """Whether it can be sent into the window as it is now.

        Where it was laid out for another size, a resize is on its way to the app, and then
        the whole screen is sent. Until that is done, a part of the screen is not enough.
        """
        size, window = screen._compositor.size, self.size
        if isinstance(self._driver, HasWindow):
            window = self._driver.window_size()
        if size != window:
            self._contents.forget()
            self._whole = False
        elif isinstance(update, LayoutUpdate):
            self._whole = True
        elif not self._whole:
            screen.refresh()
        return size == window and self._whole

    def _send_later(self) -> None:
        if self._dropped is None:
            wait = max(SOON, self._line.wait)
            self._dropped = self.set_timer(wait, self._send_what_was_dropped)

    def _send_what_was_dropped(self) -> None:
        if self._dropped is not None:
            self._dropped.stop()
            self._dropped = None
        if self._refused:
            self._refused = False
            self.screen.refresh()
        if self._waiting is not None:
            show, self._waiting = self._waiting, None
            show()


def _nothing() -> None:
    """What is left to do after a farewell."""
