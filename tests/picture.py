"""Make the README's picture of the screen afresh: `python -m tests.picture [FILE [COLSxROWS]]`.

It opens `xor`, makes some passes, changes the learning rate, and writes what then stands
on the screen as an SVG.
"""

import asyncio
import os
import sys
from pathlib import Path

from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp

KEYS = ["space"] * 30 + ["up"] + ["space"] * 7


async def picture(preset: str, keys: list[str], columns: int, rows: int) -> str:
    """Return the screen as SVG after these keys."""
    app = DescentApp(Session(load(preset)))
    async with app.run_test(size=(columns, rows)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        return app.export_screenshot(title="tui-descent open xor")


def main() -> None:
    """Write the picture, in all the colours that there are."""
    os.environ["TERM"] = "xterm-256color"
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).with_name("screen.svg")
    size = sys.argv[2] if len(sys.argv) > 2 else "80x24"
    columns, rows = (int(part) for part in size.split("x"))
    file.write_text(asyncio.run(picture("xor", KEYS, columns, rows)), "utf-8")


if __name__ == "__main__":
    main()
