"""Pressing the keys of a session again, in a process of its own, while its screen goes on.

    python -m tui_descent.ui.replay ORDER.json

It prints an End and then the lines of an asciicast. State that it would keep goes into a folder
that is removed afterwards.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import msgspec

from tui_descent.saved.error import SavedError
from tui_descent.saved.file import write_session
from tui_descent.session.session import Session

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from tui_descent.terminal.recording import Recorder
    from tui_descent.ui.app import DescentApp
    from tui_descent.ui.key_log import KeyLog
    from tui_descent.ui.screens.session import SessionScreen

PACE = 0.5  # seconds from one key to the next
PLAYING_PACE = 0.1  # seconds between two frames while it plays
PLAYED_FRAMES = 20  # at most, of one stretch of playing
GLANCE = 0.25  # seconds between two looks at whether somebody has stopped it
MOST_SECONDS = 10.0  # for which a search for a cure is waited for
MODULE = "tui_descent.ui.replay"
ELSEWHERE = "no recording: pressed again, the same keys lead elsewhere"
NOT_HERE = ("NO_COLOR", "COLUMNS", "LINES", "TEXTUAL_DRIVER")  # variables of this window only


class ReplayError(Exception):
    """There is no recording; it says why in one line."""


class Order(msgspec.Struct, frozen=True):
    """What is to be recorded.

    session  the file of the session as it was opened
    steps    keys, and numbers of passes that were played
    keymap   id -> keys, where the user has moved them
    """

    session: str
    steps: list[str | int]
    columns: int
    rows: int
    keymap: dict[str, str]
    view: str
    theme: str
    shipped_only: bool
    title: str


class End(msgspec.Struct, frozen=True):
    """Where a session stands, bit for bit."""

    passes: int
    learning_rate: str
    theta: str

    @classmethod
    def of(cls, session: Session) -> End:
        """Return where this one stands now."""
        state = session.state
        return cls(state.passes, state.learning_rate.hex(), state.theta.tobytes().hex())


def replayed(
    log: KeyLog, app: DescentApp, session: Session, stopped: Callable[[], bool]
) -> Iterator[str]:
    """The lines of an asciicast of what was done since `session` was opened.

    Raises ReplayError where the same keys lead elsewhere, or nothing comes of them.
    """
    with TemporaryDirectory() as folder:
        file = Path(folder, "opened.npz")
        try:
            with file.open("wb") as opened:
                write_session(opened, Session.from_memo(log.preset, log.memo))
        except SavedError as error:
            raise ReplayError(f"no recording: {error}") from None
        order = Order(
            session=str(file),
            steps=log.steps,
            columns=app.size.width,
            rows=app.size.height,
            keymap=app.moved_keys,
            view=log.remembered.view,
            theme=log.remembered.theme,
            shipped_only=app.permissions.shipped_only,
            title=f"tui-descent open {session.heading.name}",
        )
        said = _said(order, folder, stopped)
    end, _, lines = said.partition(b"\n")
    if msgspec.json.decode(end, type=End) != End.of(session):
        raise ReplayError(ELSEWHERE)
    yield lines.decode("utf-8")


def _said(order: Order, folder: str, stopped: Callable[[], bool]) -> bytes:
    """What the process prints; nothing is left of it when this returns or raises."""
    file = Path(folder, "order.json")
    file.write_bytes(msgspec.json.encode(order))
    kept = {name: text for name, text in os.environ.items() if name not in NOT_HERE}
    same_everywhere = {"TERM": "xterm-256color", "COLORTERM": "", "XDG_STATE_HOME": folder}
    with subprocess.Popen(
        [sys.executable, "-P", "-m", MODULE, str(file)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=kept | same_everywhere,
    ) as process:
        said = None
        while said is None:
            try:
                said, complaint = process.communicate(timeout=GLANCE)
            except subprocess.TimeoutExpired:
                if stopped():
                    process.kill()
                    process.communicate()
                    raise ReplayError("stopped: nothing was written") from None
    if process.returncode or not said:
        lines = complaint.decode("utf-8", "replace").strip().splitlines()
        raise ReplayError(f"no recording: {lines[-1] if lines else 'it was cut off'}")
    return said


def main() -> None:
    """Do what the order says."""
    from tui_descent.presets.errors import PresetError
    from tui_descent.saved.reading import read_session
    from tui_descent.terminal.recording import cast

    order = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Order)
    try:
        session = read_session(Path(order.session), order.shipped_only)
    except (SavedError, PresetError) as error:
        sys.exit(str(error))
    recorder, seconds = asyncio.run(_recorded(session, order))
    lines = "".join(cast(recorder, order.title, seconds))
    sys.stdout.buffer.write(msgspec.json.encode(End.of(session)) + b"\n" + lines.encode())


async def _recorded(session: Session, order: Order) -> tuple[Recorder, float]:
    """The frames, and how many seconds they take."""
    from tui_descent.permissions import Permissions
    from tui_descent.preferences import Remembered
    from tui_descent.terminal.recording import Recorder
    from tui_descent.ui.app import DescentApp

    app = DescentApp(
        session,
        order.keymap,
        Remembered(order.view, order.theme),
        permissions=Permissions(shipped_only=order.shipped_only, suspends=False),
    )
    recorder, seconds = Recorder(order.columns, order.rows), 0.0
    async with app.run_test(size=(order.columns, order.rows)) as pilot:
        screen = _screen_of(app)
        screen.clock.by_hand = True
        screen.background.still = 0.0
        await _settle(pilot, screen)
        recorder.take(app, seconds)
        for step in order.steps:
            if isinstance(step, str):
                await pilot.press(step)
                seconds += PACE
                await _settle(pilot, screen)
                recorder.take(app, seconds)
                continue
            for passes in _frames(step):
                session.step(passes)
                screen.show()
                seconds += PLAYING_PACE
                await _settle(pilot, screen)
                recorder.take(app, seconds)
    return recorder, seconds + PACE


def _screen_of(app: DescentApp) -> SessionScreen:
    from tui_descent.ui.screens.session import SessionScreen

    return next(screen for screen in app.screen_stack if isinstance(screen, SessionScreen))


def _frames(passes: int) -> list[int]:
    """How many of these passes each frame adds: evenly, the rest with the last."""
    count = min(passes, PLAYED_FRAMES)
    each = passes // count
    return [each] * (count - 1) + [passes - each * (count - 1)]


async def _settle(pilot: Pilot[None], screen: SessionScreen) -> None:
    """Wait until all is done and found out that the key asked for."""
    loop = asyncio.get_running_loop()
    await pilot.pause()
    while screen.clock.is_busy:
        await pilot.pause(0.001)
    last = loop.time() + MOST_SECONDS
    while screen.background.searching and loop.time() < last:
        await pilot.pause(0.001)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


if __name__ == "__main__":
    main()
