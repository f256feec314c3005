"""Where the panels of a session stand: one hero, and beside it the numbers and other views.

Pure: sizes in, places out. The hero takes at least half of the room; what stands beside it
is as high as what it holds, and more window means more hero.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct
from textual.geometry import Region, Size

SIDE = range(30, 48)  # columns of what stands beside the hero
SHARE, MOST = 0.36, 0.38  # of the room's columns: usually, and where names ask for it
ON_BOTH_SIDES = 150  # columns, from which on there is something at either side of the hero
LEAST_HERO = 36  # columns


class Part(Struct, frozen=True):
    """A panel that asks for a place at the hero's side.

    least   rows, with its frame, below which it is left out
    wanted  rows that its content fills
    most    rows beyond which more would stay blank
    rank    0 and 1 come first, in this order; 2 only when these have what they want
    """

    id: str
    least: int
    wanted: int
    most: int
    rank: int = 0


def places(
    room: Size, hero: str, numbers: Sequence[Part], views: Sequence[Part], wide: int = 0
) -> dict[str, Region]:
    """The region of each panel, by its id; the hero's is the first.

    numbers  the parameters and what is computed with them, from the top
    views    the others, the ones that matter most first
    wide     columns that the numbers would like to have, if the hero can spare them
    """
    if not numbers and not views:
        return {hero: room.region}
    side = _side(room.width, wide)
    if side is None:
        return {hero: room.region}
    if room.width >= ON_BOTH_SIDES and numbers and views:
        right = min(SIDE.stop - 1, side)
        middle = Region(side, 0, room.width - side - right, room.height)
        columns: tuple[tuple[Region, Sequence[Part]], ...] = (
            (Region(0, 0, side, room.height), numbers),
            (Region(middle.right, 0, right, room.height), views),
        )
    else:
        middle = Region(0, 0, room.width - side, room.height)
        columns = ((Region(middle.right, 0, side, room.height), (*numbers, *views)),)
    found = {hero: middle}
    for column, parts in columns:
        found.update(stacked(column, parts))
    return found


def _side(width: int, wide: int) -> int | None:
    """How many columns stand beside the hero; None: there is no room for any."""
    side = min(max(round(SHARE * width), SIDE.start), SIDE.stop - 1)
    if width >= ON_BOTH_SIDES:
        side = min(side, width // 4)
    side = max(side, min(wide, SIDE.stop - 1, round(MOST * width)))
    return side if width - side >= LEAST_HERO else None


def stacked(column: Region, parts: Iterable[Part]) -> dict[str, Region]:
    """The parts that there is room for, one below the other.

    Each gets the least that it needs, then what it wants, the first ones first; then come those
    of the last rank. What is left goes to those that can grow.
    """
    asked = list(parts)
    rows: dict[str, int] = {}
    for ranks in ((0, 1), (2,)):
        chosen = [part for rank in ranks for part in asked if part.rank == rank]
        for part in chosen:
            if part.least <= column.height - sum(rows.values()):
                rows[part.id] = part.least
        for part in chosen:
            if part.id in rows:
                left = column.height - sum(rows.values())
                rows[part.id] += max(0, min(left, part.wanted - rows[part.id]))
    _share_out(column.height - sum(rows.values()), rows, asked)
    found, y = {}, column.y
    for part in asked:
        if part.id in rows:
            found[part.id] = Region(column.x, y, column.width, rows[part.id])
            y += rows[part.id]
    return found


def _share_out(left: int, rows: dict[str, int], parts: Sequence[Part]) -> None:
    """Hand out the rows that are left, one by one, to those that can fill them."""
    growing = [part for part in parts if part.id in rows]
    while left and growing:
        growing = [part for part in growing if rows[part.id] < part.most]
        for part in growing[:left]:
            rows[part.id] += 1
        left -= min(left, len(growing))
