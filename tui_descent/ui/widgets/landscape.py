"""The landscape drawn: a map of the loss, the way so far, and the next step on it."""

from textual.geometry import Size

from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.ground import Ground, Grounded
from tui_descent.ui.widgets.landscape_words import (
    here_sign,
    legend,
    numbers_below,
    other_pass,
    side_numbers,
    words_of,
)
from tui_descent.ui.widgets.panel import Row
from tui_descent.ui.widgets.ways import draw_over
from tui_descent.views.landscape import Landscape, gutter
from tui_descent.views.relief import Map


class LandscapePanel(Grounded):
    """The map, its scale, and in words how steep it is and where the lowest point lies."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        shown: Landscape | None = frame.pictures.get("landscape")
        if shown is None:
            self.entitle("landscape")
            why = "it has diverged" if frame.ended else "numbers too large"
            return [[(f" {why}: no map here", "dim")]]
        rows = shown.heights.shape[0] // 4
        ground = self._ground_of(shown, size, lambda: self._ground(shown, size, rows))
        draw_over(ground, shown, here_sign(shown))
        below = size.height - rows
        self._say_which_way(frame, shown, below)
        follow = self.key_names["follow"]
        words = words_of(frame, shown, size.width, follow, ground.look.turned)
        painted = self._rows_of(ground)
        if below > 1:
            return [*painted, *ground.below, *words][: size.height]
        return [*painted, words[0]][: size.height]

    def _ground(self, shown: Landscape, size: Size, rows: int) -> Ground:
        """The map with its numbers and the legend."""
        ground = Ground(Map(shown), shown.levels, self.flat, self.cheap)
        self._before = gutter(*shown.window[2:], rows)
        numbers = side_numbers(shown, rows)
        texts = [numbers.get(y, "") for y in range(rows)]
        ground.beside = [
            (f"{text:>{self._before - 1}}{'┤' if text else '│'}", "dim") for text in texts
        ]
        ground.below = numbers_below(shown, self._before), legend(shown, size.width, self.flat)
        return ground

    def _say_which_way(self, frame: Frame, shown: Landscape, below: int) -> None:
        """Say in the frame which way is which, and what is not said in the rows below the map."""
        if shown.coarse:
            text = "coarse, a finer one is being made"
        elif shown.explained:
            right, up = (f"{100.0 * share:.0f} %" for share in shown.explained)
            text = f"right {right} of the path, up {up}"
        else:
            right, up = shown.names
            text = f"right {right}, up {up}"
        self.entitle("landscape", other_pass(frame, shown) * (below <= 1), text)
