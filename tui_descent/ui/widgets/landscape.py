"""The landscape drawn: a map of the loss, the way so far, and the next step on it."""

from textual.geometry import Size

from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.ground import Ground, Grounded, draw_over
from tui_descent.ui.widgets.landscape_words import (
    here_sign,
    legend,
    numbers_below,
    other_pass,
    side_numbers,
    words_of,
)
from tui_descent.ui.widgets.panel import Row
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
        low, high = shown.window[2:]
        rows = shown.heights.shape[0] // 4
        left = self._before = gutter(low, high, rows)
        ground = self._ground_of(
            shown, None, lambda: Ground(Map(shown), shown.levels, self.flat, self.cheap)
        )
        draw_over(ground, shown, here_sign(shown))
        beside = side_numbers(shown, rows)
        painted: list[Row] = []
        for y, row in enumerate(ground.rows()):
            text = beside.get(y, "")
            painted.append([(f"{text:>{left - 1}}{'┤' if text else '│'}", "dim"), *row])
        below = size.height - rows
        self._say_which_way(frame, shown, below)
        words = [
            legend(shown, size.width, self.flat),
            *words_of(frame, shown, size.width, self.key_names["follow"], ground.look.turned),
        ]
        if below > 1:
            painted.append(numbers_below(shown, left))
            return [*painted, *words[: below - 1]]
        return [*painted, words[1]][: size.height]

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
