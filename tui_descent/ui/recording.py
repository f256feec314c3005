"""Recording keys on the training screen, without a terminal: the same keys, the same frames."""

import unicodedata
from collections.abc import Sequence

from textual.keys import Keys

from tui_descent.lessons.lesson import Lesson
from tui_descent.session.session import Session
from tui_descent.terminal.recording import Recorder
from tui_descent.ui.app import DescentApp

WAIT = "wait"  # stands for no key at all
MOST = 10_000  # keys
NAMED = {key.value for key in Keys}


def read_keys(words: Sequence[str]) -> list[str]:
    """Return the keys that words stand for: `space*3` is space three times.

    Raises ValueError, which says what is wrong and what would be right.
    """
    keys: list[str] = []
    for word in words:
        name, star, times = word.rpartition("*")
        known = (name, int(times)) if star and name and times.isdecimal() else (word, 1)
        keys += _checked(known[0]) * min(known[1], MOST + 1)
        if len(keys) > MOST:
            raise ValueError(f"more than {MOST} keys; give fewer")
    return keys


def _checked(key: str) -> list[str]:
    if len(key) == 1 or key == WAIT or key in NAMED or _names_character(key):
        return [key]
    raise ValueError(f"there is no key {key}; give a character, or space, up, tab, enter, wait")


def _names_character(key: str) -> bool:
    """Whether it is as Textual calls one: question_mark."""
    try:
        unicodedata.lookup(key.replace("_", " ").upper())
    except KeyError:
        return False
    return True


async def record(
    shown: Session | Lesson, keys: Sequence[str], columns: int, rows: int, pace: float
) -> Recorder:
    """Return the frames: one at once, and one after each key, `pace` seconds after the last."""
    session = shown if isinstance(shown, Session) else None
    lesson = None if isinstance(shown, Session) else shown
    app, recorder = DescentApp(session, lesson=lesson), Recorder(columns, rows)
    async with app.run_test(size=(columns, rows)) as pilot:
        for number, key in enumerate([WAIT, *keys]):
            if key != WAIT:
                await pilot.press(key)
            await app.workers.wait_for_complete()
            await pilot.pause()
            if not app.is_running:
                break
            recorder.take(app, number * pace)
    return recorder
