"""What is this? Every thing on the screen is explained, with the numbers that stand there."""

import re

import pytest
from textual.geometry import Offset

from tests.ui.test_screens import opened, text_of
from tui_descent.analysis.words import WORDS
from tui_descent.engine.schedules import SCHEDULES
from tui_descent.presets import load
from tui_descent.presets.variation import vary
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.session import SessionScreen
from tui_descent.ui.screens.what import WhatScreen, word_at


def told(screen: WhatScreen, at: Offset) -> str:
    return screen._meaning(at)


def place_of(text: str, word: str, row: int | None = None) -> Offset:
    lines = text.splitlines()
    rows = range(len(lines)) if row is None else [row]
    y = next(y for y in rows if word in lines[y])
    return Offset(lines[y].index(word), y)


async def test_each_kind_of_thing_has_its_sentence_with_its_numbers() -> None:
    app = opened("xor")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("space", "space")
        await pilot.pause()
        text = text_of(pilot)
        assert isinstance(app.screen, SessionScreen)
        frame = app.screen.session.frame()
        assert frame.gauge is not None
        assert frame.verdict is not None
        await pilot.press("W")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WhatScreen)
        badge = told(screen, place_of(text, frame.verdict.word.upper(), 0))
        assert WORDS[frame.verdict.word][1:] in badge
        assert f"{frame.loss:.6g}" in told(screen, place_of(text, "●"))
        assert f"{frame.gauge.predicted:.6g}" in told(screen, place_of(text, "○"))
        assert "lr = 0.3" in told(screen, place_of(text, "0.3 ", 0))
        label = place_of(text, "▸x1→h1") + Offset(2, 0)
        assert "one of the 17 parameters" in told(screen, label)
        row = text.splitlines()[label.y]
        value, gradient, step = re.finditer(r"[+−]\d\.\d+", row[label.x :])
        for found, kind in ((value, "training changes"), (gradient, "slope"), (step, "adds")):
            said = told(screen, label + Offset(found.start() + 1, 0))
            assert kind in said
            digits = found[0].lstrip("+−")[:5]
            assert digits in said
        bar = next(y for y, line in enumerate(text.splitlines()) if line.startswith(" lr "))
        assert told(screen, place_of(text, "good", bar)).startswith("good")
        assert told(screen, place_of(text, "rises", bar)).startswith("loss rises")
        assert "0.3" in told(screen, place_of(text, "▲", bar))
        assert told(screen, place_of(text, "limit", bar + 1)).startswith("limit")


async def test_schedule_and_penalty_are_explained() -> None:
    recipe = vary(load("circle"), schedule="cosine passes=50", l2=0.01, clip_norm=0.001)
    app = DescentApp(Session(recipe))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "space")
        await pilot.pause()
        text = text_of(pilot)
        frame = app.screen.session.frame()  # type: ignore[attr-defined]
        assert frame.penalty is not None
        await pilot.press("W")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WhatScreen)
        assert SCHEDULES["cosine"].gist[1:] in told(screen, place_of(text, "cosine", 0))
        assert "by the schedule cosine" in told(screen, place_of(text, " lr ", 0) + Offset(1, 0))
        loss = told(screen, place_of(text, f"{frame.loss:.6g}", 0))
        assert f"{frame.penalty:.4g} of it is the penalty" in loss
        clipped = told(screen, place_of(text, "clipped"))
        assert clipped.startswith("clip: to shorten a gradient")


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (200, 60)])
@pytest.mark.parametrize("name", ["baseline-network", "himmelblau", "one-weight", "circle"])
async def test_arrows_reach_things_and_come_back(name: str, size: tuple[int, int]) -> None:
    app = opened(name)
    async with app.run_test(size=size) as pilot:
        await pilot.press("space", "W")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, WhatScreen)
        seen = set()
        for key in ["right"] * 6 + ["down"] * 6 + ["left"] * 6 + ["up"] * 9:
            await pilot.press(key)
            seen.add(screen._meaning(screen._at))
            assert screen.size.contains_point(screen._at)
        assert len(seen - {""}) >= 4
        assert all(len(text) < 260 for text in seen)
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(app.screen, WhatScreen)


def test_a_word_is_what_stands_between_two_blanks() -> None:
    assert word_at(" pass 12  loss", 6) == "12"
    assert word_at(" pass 12  loss", 0) == ""
    assert word_at(" pass 12  loss", 13) == "loss"
    assert word_at("x", 5) == ""
