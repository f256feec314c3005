"""The network: its units and weights for one sample, as a drawing or in shades."""

from textual.geometry import Size

from tui_descent.analysis.health import FADED
from tui_descent.readable import fitted, plain
from tui_descent.session.frame import Frame
from tui_descent.ui.widgets.network_drawing import (
    DEAD,
    FLAT,
    draw_network,
    leaves_out,
    place_network,
    shows_selected,
)
from tui_descent.ui.widgets.network_layout import Layout
from tui_descent.ui.widgets.network_pictures import draw_pictures
from tui_descent.ui.widgets.network_rows import DEEP, draw_rows, slope_bar
from tui_descent.ui.widgets.panel import Panel, Piece, Row
from tui_descent.ui.widgets.shades import LEGEND
from tui_descent.views.network import NetworkView, UnitLayer

BOX = 3  # rows
OUTCOME = 16  # rows, of which enough are below the middle for the target and the loss
SLOPE_BAR = 5  # cells
ROOMY = 8  # rows, above which there are always lines below the network


class NetworkPanel(Panel[Frame]):
    """One sample's way through the network, phase by phase."""

    def draw(self, frame: Frame, size: Size) -> list[Row]:
        view: NetworkView | None = frame.pictures.get("network")
        if view is None:
            return []
        sample = f"sample {view.sample + 1} of {view.samples}" if view.samples > 1 else ""
        self.entitle("network", sample)
        return network_rows(view, size, self.flat)


def network_rows(view: NetworkView, size: Size, flat: bool = False) -> list[Row]:
    """The largest way to show the network that fits, and below it what there is to say."""
    alarms = _alarms(view, size.width)
    slopes = [*_slopes(view, size.width), *_ratio(view)]
    most = max(len(units.names) for units in view.layers)
    room = size.height - 1
    needed = next((rows for rows in (4 * most - 1, BOX * most, 2 * most - 1) if rows < room), most)
    needed = max(needed, OUTCOME if len(view.layers[-1].names) == 1 else 0)
    count = min(max(1, room - needed), len(alarms) + 1 + len(slopes))
    above = Size(size.width, size.height - count)
    placed = place_network(view, above)
    if placed is not None and (placed.boxed or most > 1):
        rows = draw_network(view, placed)
        notes = [*alarms, _drawn_legend(view, placed), *slopes][:count]
    else:
        notes = [*alarms, *(_ratio(view) if most == 1 else [_shaded_legend(view)])]
        notes = notes[: 2 if size.height > ROOMY else 1 if size.height > len(view.layers) else 0]
        above = Size(size.width, size.height - len(notes))
        rows = draw_pictures(view, above, flat) or draw_rows(view, above)
    blank: list[Row] = [[] for _ in range(size.height - len(notes) - len(rows))]
    return [*rows, *blank, *notes]


def _alarms(view: NetworkView, width: int) -> list[Row]:
    """What has stopped learning: dead units, saturated units, a first layer without slope."""
    rows: list[Row] = []
    for mark, word, of in ((DEAD, "dead", _dead), (FLAT, "saturated", _saturated)):
        names = [units.names[unit] for units in view.layers for unit in of(units)]
        if names:
            rows.append([(listed(f"{mark} {word}: ", names, width), "alarm")])
    ratio = view.slope_ratio
    return rows if ratio is None or ratio >= FADED else [*rows, _ratio_row(ratio, "alarm")]


def _ratio(view: NetworkView) -> list[Row]:
    """The same of a deep network where it is no alarm."""
    ratio = view.slope_ratio if len(view.layers) > DEEP else None
    return [_ratio_row(ratio, "dim")] if ratio is not None and ratio >= FADED else []


def _ratio_row(ratio: float, style: str) -> Row:
    return [(f"first/last layer's slope {plain(ratio, 2)}", style)]


def listed(head: str, names: list[str], width: int) -> str:
    """As many names as there is room for, and how many more there are."""
    for count in range(len(names), 0, -1):
        left = len(names) - count
        more = f" and {left} more" if left else ""
        line = f"{head}{', '.join(names[:count])}{more}"
        if len(line) <= width:
            break
    return line


def _dead(units: UnitLayer) -> tuple[int, ...]:
    return units.dead


def _saturated(units: UnitLayer) -> tuple[int, ...]:
    return units.saturated


def _drawn_legend(view: NetworkView, placed: Layout) -> Row:
    if view.value is not None and not shows_selected(view, placed):
        return [
            (f"▸{view.label} {fitted(view.value, 7)}", "cursor"),
            ("  ━━ + ━ ━ −", "dim"),
        ]
    below = placed.boxed and any(links.biases is not None for links in view.links)
    if view.backward:
        return [(f"δ boxed{', ∂L/∂b below' if below else ''}, ∂L/∂w ━━+ ━ ━−", "dim")]
    if leaves_out(view):
        return [("a, strongest w: ━━ + ━ ━ −", "dim")]
    texts = (
        f"boxes: what comes out{', bias below' if below else ''}; wires: weights ━━ + ━ ━ −",
        f"boxes: outputs{', b below' if below else ''}; wires: ━━ + ━ ━ −",
        "boxes: outputs; wires: ━━ + ━ ━ −",
        "wires: ━━ + ━ ━ −",
    )
    return [(next((text for text in texts if len(text) <= placed.size.width), texts[-1]), "dim")]


def _shaded_legend(view: NetworkView) -> Row:
    return [(f"{'δ, ∂L/∂w' if view.backward else 'a, w'}: {LEGEND}", "dim")]


def _slopes(view: NetworkView, width: int) -> list[Row]:
    """The mean |∂L/∂W| of every layer, with bars on a log scale where they fit."""
    if any(links.slope is None for links in view.links) or len(view.links) < 2:
        return []
    sizes = [plain(links.slope or 0.0, 2) for links in view.links]
    row: list[Piece] = [("mean |∂L/∂W|, log:", "dim")]
    for number, size in enumerate(sizes, start=1):
        bar = slope_bar(view, number, SLOPE_BAR)
        row += [(f"  {size} ", "dim"), (f"{bar:<{SLOPE_BAR}}", "accent")]
    if sum(len(text) for text, _ in row) <= width:
        return [row]
    return [[(f"|∂L/∂W| {'  '.join(sizes)}", "dim")]]
