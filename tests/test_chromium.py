"""`serve` in a real browser, headless Chromium: what xterm.js shows, and what a mouse does."""

import re
import signal
import time
from pathlib import Path

import pytest

from tests.chromium import MISSING, Chromium, Page, until
from tests.served import Served, gone

pytestmark = pytest.mark.skipif(
    bool(MISSING),
    reason=f"not installed: {', '.join(MISSING)} (Debian: chromium; pip install textual-serve)",
)
WINDOW = (720, 510)  # pixels: 80 × 24 cells of 9 × 21
LARGE = (1500, 900)
RATE = re.compile(r"lr ([0-9.e-]+)")
PASS = re.compile(r"pass (\d+) ")


def row_of(text: str, screen: str) -> int:
    """The row that holds the text."""
    return next(row for row, line in enumerate(screen.split("\n")) if text in line)


def number(pattern: re.Pattern[str], screen: str) -> float:
    found = pattern.search(screen)
    assert found, screen
    return float(found[1])


async def test_from_home_to_lesson_1_and_to_a_problem_with_keys_and_mouse(
    env: dict[str, str], tmp_path: Path
) -> None:
    with Served(env, tmp_path / "visits") as served:
        async with Chromium() as browser:
            page = await browser.open(served.address, *WINDOW)
            screen = await page.wait_for("enter opens lesson 1", "problems to look at", "q quit")
            assert await page.size() == (80, 24)
            await page.press("enter")
            await page.wait_for("1 · Forward: what goes in comes out", "page 1 of 6")
            await page.press("h")
            await page.wait_for("problems to look at")
            screen = await page.settled(served.is_busy)
            row = row_of("xor", screen)
            await page.click(screen.split("\n")[row].index("xor"), row)
            await page.wait_for("▸xor")
            await page.press("enter")
            await page.wait_for("xor ·", "pass 0 ")
            await page.press("space", "space", "space")
            screen = await page.wait_for("pass 3 ")
            await a_click_picks_a_row_and_the_wheel_changes_no_rate(page, screen)
            await it_plays_at_20_passes_a_second(page)
            await a_resize_is_clean(page, served)
            own = served.address.removeprefix("http://")
            assert all(one.partition("://")[2].startswith(own) for one in page.requested)
            assert any(one.startswith("ws://") for one in page.requested)
            assert page.wrong == []
            await page.press("q")
            await until(lambda: ended(page, "The program has ended."), "the page says so")
            await page.press("enter")
            await page.wait_for("problems to look at")
            assert served.end(signal.SIGTERM) == 0
            stopped = (
                "The server has been stopped.",
                "The connection has ended.",
            )  # whichever is first
            await until(lambda: ended(page, *stopped), "the page says so")
            await gone(served)


async def a_click_picks_a_row_and_the_wheel_changes_no_rate(page: Page, screen: str) -> None:
    row = row_of("b→h2", screen)
    assert "▸" not in screen.split("\n")[row]
    await page.click(60, row)
    screen = await page.wait_for("▸b→h2")
    for column, row, pixels in ((20, 8, 120), (20, 8, -120), (60, 8, 120), (40, 19, -120)):
        await page.wheel(column, row, pixels)
    await page.press("space")
    assert number(RATE, await page.wait_for("pass 4 ")) == number(RATE, screen) == 0.3


async def it_plays_at_20_passes_a_second(page: Page) -> None:
    await page.press("p", ";", ";")
    await page.wait_for("playing, 20 passes a second")
    first, began = number(PASS, await page.screen()), time.monotonic()
    last = first
    while last < first + 40:
        last = number(PASS, await page.screen())
    print(f"{(last - first) / (time.monotonic() - began):.1f} passes a second")
    await page.press("p")
    await page.wait_for("b back")


async def a_resize_is_clean(page: Page, served: Served) -> None:
    for width, height in (LARGE, (500, 400), WINDOW, LARGE):
        await page.resize(width, height)
    await until(lambda: is_as_wide(page, LARGE[0] // 9), "the terminal is as large as the window")
    await page.wait_for("directions sharpness", "landscape")
    before = await page.settled(served.is_busy)
    await page.press("ctrl+l")
    assert await page.settled(served.is_busy) == before
    assert len(before.split("\n")[0]) <= LARGE[0] // 9


async def is_as_wide(page: Page, columns: int) -> bool:
    return (await page.size())[0] == columns


async def ended(page: Page, *reasons: str) -> bool:
    closed = await page.evaluate("document.body.classList.contains('-closed')")
    told = await page.evaluate("document.getElementById('reason').textContent")
    return bool(closed) and told in reasons
