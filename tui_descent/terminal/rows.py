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
        regions = [region.intersection(self.size.region) for region in self._dirty_regions]
        chops: list[dict[int, Strip | None]] = [{} for _ in range(self.size.height)]
        spans = []
        for region in filter(None, regions):
            place = self._place_of(region)
            if place is None:
                return super().render_partial_update()
            widget, seen, whole = place
            rows = Region(seen.x - whole.x, region.y - whole.y, seen.width, region.height)
            for y, strip in enumerate(widget.render_lines(rows), region.y):
                chops[y][seen.x] = strip
                spans.append((y, seen.x, seen.right))
        self._dirty_regions.clear()
        return ChopsUpdate(chops, spans, []) if spans else None

    def _place_of(self, region: Region) -> Place | None:
        """The widget whose rows hold a region, if nothing lies over them and it is no screen."""
        places = {self._alone(y, region) for y in region.line_range}
        return places.pop() if len(places) == 1 else None

    def _alone(self, y: int, region: Region) -> Place | None:
        over: list[Region] = []
        for place in self.layers_visible[y]:
            widget, seen, _ = place
            if seen.x < region.right and region.x < seen.right:
                holds = seen.x <= region.x and region.right <= seen.right
                free = all(one.right <= seen.x or seen.right <= one.x for one in over)
                return place if holds and free and widget is not self.root else None
            over.append(seen)
        return None
