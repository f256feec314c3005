"""What is painted of a screen: the rows that have changed, each by the one widget that is there.

Textual itself paints every widget, whole, that touches the rectangle around all changes.
"""

from textual._compositor import ChopsUpdate, Compositor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

Place = tuple[Widget, Region, Region]  # a widget, what can be seen of it, and where it lies


class RowCompositor(Compositor):
    """Textual's compositor; but where nothing lies over a widget's rows, it alone is painted."""

    def render_partial_update(self) -> ChopsUpdate | None:
        """Return what has changed; None: nothing has."""
        rows: dict[Place, set[int]] = {}
        for region in self._dirty_regions:
            seen = region.intersection(self.size.region)
            for y in seen.line_range:
                place = self._alone(y, seen)
                if place is None:
                    return super().render_partial_update()
                rows.setdefault(place, set()).add(y)
        self._dirty_regions.clear()
        chops: list[dict[int, Strip | None]] = [{} for _ in range(self.size.height)]
        for (widget, seen, whole), lines in rows.items():
            first, last = min(lines), max(lines)
            part = Region(seen.x - whole.x, first - whole.y, seen.width, last + 1 - first)
            strips = widget.render_lines(part)
            for y in lines:
                chops[y][seen.x] = strips[y - first]
        spans = [(y, seen.x, seen.right) for (_, seen, _), lines in rows.items() for y in lines]
        return ChopsUpdate(chops, spans, []) if spans else None

    def _alone(self, y: int, region: Region) -> Place | None:
        """The widget whose row holds a region's, if nothing lies over it and it is no screen."""
        over: list[Region] = []
        for place in self.layers_visible[y]:
            widget, seen, _ = place
            if seen.x < region.right and region.x < seen.right:
                holds = seen.x <= region.x and region.right <= seen.right
                free = all(one.right <= seen.x or seen.right <= one.x for one in over)
                return place if holds and free and widget is not self.root else None
            over.append(seen)
        return None
