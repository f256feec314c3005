"""How the room is used: the hero's share of the window, and how many cells stay blank.

    python -m tests.benchmarks.room [SIZE ...]

A cell is blank where a blank stands on the background's own colour, after 20 passes.
"""

import asyncio
import sys
from collections.abc import Iterable

from rich.segment import Segment

from tui_descent.presets import load
from tui_descent.presets import names as preset_names
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.session import SessionScreen

PASSES = 20
SIZES = ("80x24", "120x40", "200x60")
BLANKS = " \u2800"


def blanks(strips: Iterable[Iterable[Segment]], ground: object) -> int:
    """How many cells have nothing in them."""
    return sum(
        sum(char in BLANKS for char in part.text)
        for strip in strips
        for part in strip
        if part.style is None or part.style.bgcolor in (None, ground)
    )


async def used(name: str, width: int, height: int) -> tuple[float, float]:
    """The hero's share and the share of blank cells."""
    app = DescentApp(Session(load(name)))
    async with app.run_test(size=(width, height)) as pilot:
        await pilot.pause()
        await app.run_action(f"step({PASSES})", app.screen)
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, SessionScreen)
        desk = screen.workspace
        hero = desk.query_one(f"#{desk.present}").region.area
        ground = screen.rich_style.bgcolor
        empty = blanks(screen._compositor.render_strips(), ground)
    return hero / (width * height), empty / (width * height)


def main() -> None:
    """Print both shares for each preset and size, and the middle of all presets."""
    for size in sys.argv[1:] or SIZES:
        width, height = map(int, size.split("x"))
        found = {name: asyncio.run(used(name, width, height)) for name in preset_names()}
        for name, (hero, empty) in found.items():
            print(f"{size} {name:<17} hero {hero:.0%}, blank {empty:.0%}")
        middle = sorted(empty for _, empty in found.values())[len(found) // 2]
        least = min(hero for hero, _ in found.values())
        print(f"{size}: hero at least {least:.0%}, blank {middle:.0%} (median)")


if __name__ == "__main__":
    main()
