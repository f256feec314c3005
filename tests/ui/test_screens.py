"""The screens as plain text at fixed sizes, so that a reviewer can read them.

`UPDATE_SCREENS=1 pytest tests/ui/test_screens.py` writes them afresh; then look at them.
"""

import asyncio
import os
import re
from itertools import groupby
from pathlib import Path
from typing import cast

import pytest
from rich.cells import cell_len
from textual._context import visible_screen_stack
from textual.pilot import Pilot
from textual.strip import Strip

from tui_descent.lessons.loading import load_lesson
from tui_descent.presets import load
from tui_descent.saved.sessions import save
from tui_descent.session.session import Session
from tui_descent.terminal.glyphs import ascii_cells
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.session import SessionScreen

# Its digits are rounding, and so differ from one machine to another.
RELATIVE_ERROR = re.compile(r"(relative\s+error\s+)[\d.e-]+")
# When a session was saved, with its year or without.
DATE = re.compile(r"\d{4}-\d\d-\d\d[ │\n]+\d\d:\d\d|\d\d [A-Z][a-z]{2} \d\d:\d\d")
STORED = Path(__file__).parent / "screens"

SOLVED = [
    *("k", "2", "k", "greater_than_sign", "r"),
    *("equals_sign", "0", "full_stop", "0", "0", "1", "enter", "u", "2", "0", "5", "enter"),
    *("equals_sign", "0", "full_stop", "0", "5", "1", "2", "enter", "space", "space"),
]

FAST = [*["right_square_bracket"] * 3, *["space"] * 80]

SCREENS = {
    "home-80x24": (None, (80, 24), ["down", "down"]),
    "home-search-80x24": (None, (80, 24), ["i", "r"]),
    "home-nothing-40x12": (None, (40, 12), ["z", "z"]),
    "home-lesson-40x12": (None, (40, 12), ["s", "l", "o", "p", "e"]),
    "home-problems-80x24": (None, (80, 24), ["right", *["down"] * 4]),
    "home-120x40": (None, (120, 40), ["right", *["down"] * 10]),
    "home-problems-40x12": (None, (40, 12), ["down"] * 39),
    "saved-80x24": ("saved", (80, 24), []),
    "saved-120x40": ("saved", (120, 40), ["down"]),
    "saved-40x12": ("saved", (40, 12), []),
    "lesson-80x24": ("lesson too-small", (80, 24), []),
    "lesson-question-80x24": ("lesson too-small", (80, 24), ["k"]),
    "lesson-answer-80x24": ("lesson too-small", (80, 24), ["k", "1"]),
    "lesson-hint-80x24": ("lesson too-small", (80, 24), ["t", "t"]),
    "lesson-goal-80x24": ("lesson too-small", (80, 24), ["k", "2", "k", "greater_than_sign"]),
    "lesson-reached-80x24": ("lesson too-small", (80, 24), SOLVED),
    "lesson-sources-80x24": ("lesson too-small", (80, 24), [*SOLVED, "finished", "k", "enter"]),
    "lesson-away-80x24": ("lesson too-small", (80, 24), ["T"]),
    "lesson-guess-80x24": ("lesson one-pass", (80, 24), ["k", "2", "k", "u", "2", "full_stop"]),
    "lesson-hidden-80x24": ("lesson backpropagation", (80, 24), ["k", "k", "k", "2", "k"]),
    "lesson-120x40": ("lesson too-small", (120, 40), ["k", "2", "k", "greater_than_sign"]),
    "lesson-reached-120x40": ("lesson too-small", (120, 40), SOLVED),
    "lesson-goals-120x40": ("lesson too-small", (120, 40), ["k", "2", "k", "k", "k"]),
    "lesson-200x60": ("lesson vanishing", (200, 60), ["k"]),
    "lesson-vanishing-40x12": ("lesson vanishing", (40, 12), []),
    "lesson-40x12": ("lesson too-small", (40, 12), []),
    "lesson-question-40x12": ("lesson too-small", (40, 12), ["k", "k"]),
    "lesson-parameters-40x12": ("lesson too-small", (40, 12), ["k", "2", "k", "tab", "space"]),
    "lesson-reached-40x12": ("lesson too-small", (40, 12), SOLVED),
    "setup-80x24": ("xor", (80, 24), ["a", "right", "down", "down", "2"]),
    "setup-refused-80x24": ("circle", (80, 24), ["a", "down", "right", "enter"]),
    "setup-40x12": ("vanishing", (40, 12), ["a", "right"]),
    "xor-80x24": ("xor", (80, 24), ["space"] * 7 + ["up", "right", "right"]),
    "xor-120x40": ("xor", (120, 40), ["greater_than_sign", "b", "b", "b"]),
    "xor-200x60": ("xor", (200, 60), ["greater_than_sign"]),
    "one-weight-120x40": ("one-weight", (120, 40), ["space"] * 5),
    "vanishing-120x40": ("vanishing", (120, 40), ["space"] * 5),
    "dead-relu-120x40": ("dead-relu", (120, 40), ["space"] * 5),
    "digits-200x60": ("digits", (200, 60), ["drawn", "space"]),
    "iris-species-200x60": ("iris-species", (200, 60), ["space"] * 9),
    "sine-120x40": ("sine", (120, 40), ["space"] * 50),
    "forward-120x40": ("circle", (120, 40), ["space"] * 3 + ["full_stop"] * 2),
    "fog-120x40": ("himmelblau", (120, 40), ["space"] * 9 + ["y"]),
    "ghost-200x60": (
        "himmelblau",
        (200, 60),
        ["space"] * 20 + ["f"] + ["b"] * 10 + ["up"] * 3 + ["space"] * 20,
    ),
    "diverged-120x40": ("two-weights", (120, 40), ["right_square_bracket"] * 3 + ["space"] * 200),
    "xor-40x12": ("xor", (40, 12), ["space"]),
    "xor-loss-40x12": ("xor", (40, 12), ["space"] * 9 + ["view loss"]),
    "xor-30x8": ("xor", (30, 8), []),
    "baseline-80x24": ("baseline-network", (80, 24), []),
    "diabetes-80x24": ("diabetes", (80, 24), ["space"] * 12),
    "diverged-80x24": ("one-weight", (80, 24), ["right_square_bracket"] * 3 + ["space"] * 200),
    "typing-80x24": ("one-weight", (80, 24), ["equals_sign", "0", "full_stop", "0", "8"]),
    "ghost-80x24": (
        "circle",
        (80, 24),
        ["space"] * 50 + ["f"] + ["b"] * 20 + ["right_square_bracket"] + ["space"] * 50,
    ),
    "race-80x24": ("ravine", (80, 24), ["O", "finished", "enter"] + ["space"] * 8),
    "race-120x40": (
        "himmelblau",
        (120, 40),
        ["O", "finished", "enter"] + ["space"] * 8 + ["view mountain"],
    ),
    "race-curve-120x40": ("circle", (120, 40), ["O", "down", "enter"] + ["space"] * 30),
    "race-dialog-80x24": ("himmelblau", (80, 24), ["O", "finished"]),
    "race-dialog-40x12": ("himmelblau", (40, 12), ["O", "down"]),
    "log-80x24": ("one-weight", (80, 24), ["greater_than_sign", "l"]),
    "working-80x24": ("adam", (80, 24), ["space", "space", "view working"]),
    "chooser-80x24": (
        "xor",
        (80, 24),
        ["space"] * 7 + ["o", "down", "right", "0", "full_stop", "5"],
    ),
    "chooser-120x40": ("xor", (120, 40), ["o"] + ["down"] * 5),
    "chooser-adamw-40x12": ("xor", (40, 12), ["o"] + ["down"] * 6 + ["left", "minus", "enter"]),
    "chooser-taken-80x24": ("xor", (80, 24), ["space"] * 7 + ["o", "down", "enter"]),
    "check-80x24": ("xor", (80, 24), ["space"] * 7 + ["right", "g"]),
    "check-40x12": ("xor", (40, 12), ["space"] * 7 + ["right", "g"]),
    "check-corner-80x24": ("dead-relu", (80, 24), ["g"]),
    "write-80x24": ("xor", (80, 24), ["space"] * 7 + ["w"]),
    "write-ending-40x12": ("xor", (40, 12), ["w", *"run", "full_stop", *"txt", "enter"]),
    "sweep-80x24": ("xor", (80, 24), ["space"] * 3 + ["s"] + ["right"] * 9),
    "sweep-diverged-40x12": ("xor", (40, 12), ["s"] + ["right"] * 12),
    "sweep-120x40": ("diabetes", (120, 40), ["space", "s"]),
    "network-baseline-80x24": ("baseline-network", (80, 24), ["view network"]),
    "network-forward-80x24": ("baseline-network", (80, 24), ["view network", "full_stop"]),
    "network-forward-2-80x24": ("baseline-network", (80, 24), ["view network", *["full_stop"] * 2]),
    "network-loss-80x24": ("baseline-network", (80, 24), ["view network", *["full_stop"] * 3]),
    "network-backward-2-80x24": (
        "baseline-network",
        (80, 24),
        ["view network", *["full_stop"] * 4],
    ),
    "network-backward-80x24": ("baseline-network", (80, 24), ["view network", *["full_stop"] * 5]),
    "network-update-80x24": ("baseline-network", (80, 24), ["view network", *["full_stop"] * 6]),
    "network-xor-80x24": ("xor", (80, 24), ["view network", "i", "space", "right"]),
    "network-vanishing-80x24": ("vanishing", (80, 24), ["view network"]),
    "network-dead-relu-80x24": ("dead-relu", (80, 24), ["view network", *["space"] * 5]),
    "network-spiral-80x24": ("spiral", (80, 24), ["view network", "space"]),
    "network-digits-80x24": ("digits", (80, 24), ["view network", "space"]),
    "network-iris-80x24": ("iris-species", (80, 24), ["view network", *["space"] * 9]),
    "network-baseline-40x12": ("baseline-network", (40, 12), ["view network"]),
    "network-digits-40x12": ("digits", (40, 12), ["view network"]),
    "network-spiral-120x40": ("spiral", (120, 40), ["space"]),
    "fit-sine-80x24": ("sine", (80, 24), ["greater_than_sign", "view fit"]),
    "fit-circle-80x24": ("circle", (80, 24), ["space"] * 60 + ["view fit"]),
    "fit-circle-40x12": ("circle", (40, 12), ["space"] * 60 + ["view fit"]),
    "fit-circle-120x40": ("circle", (120, 40), ["space"] * 60),
    "fit-sine-40x12": ("sine", (40, 12), ["greater_than_sign", "view fit"]),
    "fit-xor-80x24": ("xor", (80, 24), ["greater_than_sign", "view fit"]),
    "fit-iris-80x24": ("iris", (80, 24), ["space"] * 8 + ["view fit"]),
    "fit-diabetes-80x24": ("diabetes", (80, 24), ["space"] * 12 + ["view fit"]),
    "fit-iris-species-80x24": ("iris-species", (80, 24), ["space"] * 12 + ["view fit"]),
    "fit-digits-80x24": ("digits", (80, 24), ["space"] * 5 + ["view fit"]),
    "fit-digits-40x12": ("digits", (40, 12), ["space"] * 5 + ["view fit"]),
    "fit-table-80x24": ("three-weights", (80, 24), ["space", "view fit"]),
    "slice-valley-80x24": ("one-weight", (80, 24), ["view slice", "space", "space"]),
    "slice-zigzag-80x24": (
        "one-weight",
        (80, 24),
        ["view slice", "right_square_bracket", *["space"] * 5],
    ),
    "slice-climbing-80x24": (
        "one-weight",
        (80, 24),
        ["view slice", "right_square_bracket", "up", *["space"] * 5],
    ),
    "slice-two-valleys-80x24": ("double-well", (80, 24), ["view slice", *["space"] * 15]),
    "slice-xor-80x24": ("xor", (80, 24), ["view slice", *["space"] * 5]),
    "slice-mini-batches-40x12": ("mini-batches", (40, 12), ["view slice", *["space"] * 5]),
    "landscape-two-weights-80x24": ("two-weights", (80, 24), ["view landscape", *["space"] * 5]),
    "landscape-two-weights-40x12": ("two-weights", (40, 12), ["view landscape", *["space"] * 5]),
    "landscape-two-weights-120x40": ("two-weights", (120, 40), ["space"] * 5),
    "landscape-ravine-80x24": ("ravine", (80, 24), ["view landscape", *["space"] * 9]),
    "landscape-ravine-200x60": ("ravine", (200, 60), ["space"] * 9),
    "landscape-himmelblau-80x24": ("himmelblau", (80, 24), ["view landscape", *["space"] * 9]),
    "landscape-fog-80x24": ("himmelblau", (80, 24), ["view landscape", *["space"] * 9, "y"]),
    "landscape-rosenbrock-80x24": ("rosenbrock", (80, 24), ["view landscape", *["space"] * 9]),
    "landscape-momentum-80x24": ("momentum", (80, 24), ["view landscape", *["space"] * 4]),
    "landscape-xor-80x24": ("xor", (80, 24), ["view landscape", *["space"] * 30]),
    "landscape-parameters-80x24": ("xor", (80, 24), ["view landscape", *["space"] * 5, "v"]),
    "landscape-saddle-80x24": ("saddle", (80, 24), ["view landscape", *["space"] * 9]),
    "directions-unscaled-80x24": ("unscaled", (80, 24), ["space"] * 3 + ["view directions"]),
    "directions-xor-120x40": ("xor", (120, 40), ["space"] * 3 + ["view directions"]),
    "directions-ravine-40x12": ("ravine", (40, 12), ["space"] * 3 + ["view directions"]),
    "sharpness-xor-80x24": ("xor", (80, 24), ["greater_than_sign", "view sharpness"]),
    "landscape-zoomed-80x24": ("ravine", (80, 24), [*["space"] * 4, "view landscape", "z", "z"]),
    "landscape-digits-80x24": ("digits", (80, 24), [*["space"] * 5, "view landscape"]),
    "landscape-digits-40x12": ("digits", (40, 12), [*["space"] * 5, "view landscape"]),
    "landscape-fog-40x12": ("himmelblau", (40, 12), ["view landscape", *["space"] * 9, "y"]),
    "landscape-diverged-40x12": ("ravine", (40, 12), [*FAST, "view landscape"]),
    "landscape-xor-80x24-ascii": ("xor", (80, 24), [*["space"] * 9, "view landscape"]),
    "landscape-ravine-40x12-ascii": ("ravine", (40, 12), [*["space"] * 9, "view landscape"]),
    "slice-one-weight-40x12": ("one-weight", (40, 12), ["view slice", "space", "space"]),
    "slice-diverged-40x12": ("xor", (40, 12), [*FAST, "view slice"]),
    "slice-two-valleys-80x24-ascii": ("double-well", (80, 24), ["view slice", *["space"] * 15]),
    "diverged-40x12": ("two-weights", (40, 12), FAST),
    "fit-diverged-40x12": ("two-weights", (40, 12), [*FAST, "view fit"]),
    "fit-circle-40x12-ascii": ("circle", (40, 12), [*["space"] * 60, "view fit"]),
    "network-diverged-40x12": ("iris", (40, 12), [*FAST, "view network"]),
    "network-saturated-40x12": ("sine", (40, 12), [*FAST, "view network"]),
    "network-xor-80x24-ascii": ("xor", (80, 24), [*["space"] * 9, "view network"]),
    "ghost-40x12": (
        "two-weights",
        (40, 12),
        [*["space"] * 12, "f", *["b"] * 6, *["up"] * 4, *["space"] * 8, "view loss"],
    ),
    "next-pass-40x12": ("two-weights", (40, 12), [*["space"] * 9, "view arithmetic"]),
    "next-pass-digits-40x12": ("digits", (40, 12), ["space", "view arithmetic"]),
    "working-adam-40x12": ("adam", (40, 12), ["space", "view working"]),
    "parameters-vanishing-40x12": ("vanishing", (40, 12), ["space"]),
    "help-80x24": ("xor", (80, 24), ["question_mark"]),
    "help-gauge-80x24": ("one-weight", (80, 24), ["question_mark", "tab"]),
    "help-verdict-40x12": ("xor", (40, 12), ["question_mark", "tab", "tab", "down"]),
    "help-verdict-120x40": ("xor", (120, 40), ["question_mark", "tab", "tab"]),
    "help-views-80x24": ("xor", (80, 24), ["question_mark", "tab", "tab", "tab"]),
    "forward-80x24": ("xor", (80, 24), ["space"] * 3 + ["full_stop", "i"]),
    "loss-phase-80x24": ("circle", (80, 24), ["view working"] + ["full_stop"] * 3),
    "backward-80x24": ("xor", (80, 24), ["space"] * 3 + ["i", "view working"] + ["full_stop"] * 4),
    "update-80x24": ("baseline-network", (80, 24), ["full_stop"] * 6),
    "backward-40x12": ("xor", (40, 12), ["view working"] + ["full_stop"] * 5),
}


def opened(what: str | None) -> DescentApp:
    """Home, saved sessions, a lesson, or a problem."""
    if what == "saved":
        for name in ("diabetes", "baseline-network", "xor"):
            session = Session(load(name))
            session.step(3)
            save(session)
        return DescentApp(None)
    if what is not None and what.startswith("lesson "):
        return DescentApp(None, lesson=load_lesson(what.removeprefix("lesson ")))
    return DescentApp(Session(load(what)) if what else None)


def strips_of(pilot: Pilot[None]) -> list[Strip]:
    """The lines of the screen, and of what it leaves to be seen of those behind it."""
    visible_screen_stack.set(pilot.app._background_screens)
    return pilot.app.screen._compositor.render_strips()


def text_of(pilot: Pilot[None]) -> str:
    strips = strips_of(pilot)
    return "\n".join("".join(part.text for part in strip).rstrip() for strip in strips) + "\n"


def said_in_popup(pilot: Pilot[None]) -> str:
    """What stands in the popup, without the places where its lines are broken."""
    region = pilot.app.screen.query_one("#popup").region
    lines = text_of(pilot).splitlines()[region.y : region.bottom]
    return " ".join(" ".join(line[region.x : region.right].strip("│ ") for line in lines).split())


def ascii_of(pilot: Pilot[None]) -> str:
    """The same as `--ascii` sends it."""
    strips = strips_of(pilot)
    lines = [[(char, part.style) for part in strip for char in part.text] for strip in strips]
    sent = (ascii_cells([char for char, _ in line], [look for _, look in line]) for line in lines)
    return "\n".join("".join(cells).rstrip() for cells in sent) + "\n"


# A map that is on the screen moves along with what each pass shows.
PASS_BY_PASS = ("dead-relu-120x40", "fit-circle-120x40", "landscape-xor-80x24", "sine-120x40")


async def press(pilot: Pilot[None], keys: list[str], at_once: bool = False) -> None:
    """Press keys; `view fit` is as many tabs as lead to that view.

    at_once  of many passes in a row only the last is made by a key, which takes less time
    """
    for key, times in ((key, len(list(same))) for key, same in groupby(keys)):
        if at_once and key == "space" and times > 2:
            await pilot.app.run_action(f"step({times - 1})", pilot.app.screen)
            await pilot.pause()
            times = 1
        await press_one(pilot, key, times)


async def press_one(pilot: Pilot[None], key: str, times: int) -> None:
    for _ in range(times):
        if key == "finished":
            await finished(pilot)
            continue
        if key == "drawn":
            await drawn(pilot)
            continue
        if not key.startswith("view "):
            await pilot.press(key)
            continue
        async with asyncio.timeout(60.0):
            screen = cast(SessionScreen, pilot.app.screen)
            while screen.workspace.present != key.removeprefix("view "):
                await pilot.press("tab")
                await pilot.pause()


async def drawn(pilot: Pilot[None]) -> str:
    """The text once every picture is fine: on a slow machine one may be left out in between."""
    async with asyncio.timeout(300.0):
        await pilot.pause()
        while any(word in (text := text_of(pilot)) for word in ("passes done", "coarse")):
            await pilot.pause()
    return text


async def finished(pilot: Pilot[None]) -> str:
    """The text once no sweep is under way, nothing is being written, every picture is fine."""
    async with asyncio.timeout(300.0):
        while getattr(pilot.app.screen, "saving", False):
            await pilot.pause()
        await pilot.pause()
        while getattr(pilot.app.screen, "searching", False):
            await pilot.pause()
    return await drawn(pilot)


@pytest.mark.parametrize("name", SCREENS)
async def test_screen(name: str) -> None:
    preset, size, keys = SCREENS[name]
    app = opened(preset)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await press(pilot, keys, at_once=name not in PASS_BY_PASS)
        await pilot.pause()
        shown = RELATIVE_ERROR.sub(r"\1#", await finished(pilot))
        if name.endswith("-ascii"):
            shown = ascii_of(pilot)
            assert shown.isascii()
    shown = DATE.sub(lambda found: re.sub(r"\w", "#", found[0]), shown)
    assert all(cell_len(line) <= size[0] for line in shown.splitlines())
    stored = STORED / f"{name}.txt"
    if os.environ.get("UPDATE_SCREENS"):
        stored.parent.mkdir(exist_ok=True)
        stored.write_text(shown, "utf-8")
    assert shown == stored.read_text("utf-8")
