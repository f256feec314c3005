"""Recordings of what was done since opening: they end with what the screen showed."""

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.test_recording import replayed
from tests.ui.test_write import name
from tui_descent.lessons.loading import load_lesson
from tui_descent.permissions import visitor_permissions
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.key_log import MOST_KEYS

SIZE = (80, 24)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


async def written(pilot: Pilot[None], file: str) -> str:
    """Write to this name and return what is said of it; the dialog is left."""
    await pilot.press("w")
    await pilot.pause()
    said = await name(pilot, file)
    await pilot.press("escape")
    await pilot.pause()
    return said


def lines_of(app: DescentApp) -> list[str]:
    """What stands on the screen."""
    rendered = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip) for strip in rendered]


async def test_a_recording_ends_with_the_screen_that_was_left(tmp_path: Path) -> None:
    session = Session(load("xor"), learning_rate=0.7)
    app = DescentApp(session)
    keys = ["space", "space", "tab", "o", "down", "enter", "=", "0", ".", "5", "enter", "b", "U"]
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys, "space")
        await pilot.pause()
        for file in ("one.cast", "two.cast"):
            assert f"whatyoudidsinceopeningisin{tmp_path}/{file}" in await written(pilot, file)
        shown = lines_of(app)
    moments, frames = replayed(tmp_path / "one.cast")
    assert [line.rstrip() for line in frames[-1][:-1]] == [line.rstrip() for line in shown[:-1]]
    assert moments[0] == 0.0
    assert moments[-1] == 0.5 * (len(keys) + 2)
    assert "pass 0 " in frames[0][0]
    assert f"loss {session.loss:.6g}" in frames[-1][0]
    assert (tmp_path / "one.cast").read_bytes() == (tmp_path / "two.cast").read_bytes()


async def test_passes_that_were_played_are_counted(tmp_path: Path) -> None:
    session = Session(load("xor"))
    session.step(3)
    app = DescentApp(session)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("p")
        while session.state.passes < 6:
            await asyncio.sleep(0)
        await pilot.press("up")
        while session.state.passes < 8:
            await asyncio.sleep(0)
        assert "isin" in await written(pilot, "played.cast")
        assert not session.playing
        last = session.state.passes
    _, frames = replayed(tmp_path / "played.cast")
    assert "pass 3 " in frames[0][0]
    assert f"pass {last} " in frames[-1][0]
    assert f"loss {session.loss:.6g}" in frames[-1][0]


async def test_what_no_key_can_do_again_is_refused_in_one_line(tmp_path: Path) -> None:
    app = DescentApp(Session(load("xor")))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space")
        await pilot.resize_terminal(100, 30)
        assert "norecording:thewindowwasresized" in await written(pilot, "run.cast")
    app = DescentApp(Session(load("xor")))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click("#status")
        await pilot.press("escape", "escape")
        assert "clicked,scrolledorpasted" in await written(pilot, "run.cast")
    app = DescentApp(None, lesson=load_lesson("forward"))
    async with app.run_test(size=SIZE) as pilot:
        assert "norecording:thisisalesson" in await written(pilot, "run.cast")
    assert not list(tmp_path.glob("*.cast"))


async def test_keys_that_lead_elsewhere_and_too_many_keys_are_refused(tmp_path: Path) -> None:
    session = Session(load("xor"))
    app = DescentApp(session)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space")
        session.step(2)  # which no key has asked for
        assert "thesamekeysleadelsewhere" in await written(pilot, "run.cast")
        assert app.key_log is not None
        for _ in range(MOST_KEYS):
            app.key_log.note_key("j", app.size)
        assert "morethan2,000keys" in await written(pilot, "run.cast")
    assert not list(tmp_path.glob("*.cast"))


async def test_a_visitor_writes_by_plain_names_alone(tmp_path: Path) -> None:
    app = DescentApp(Session(load("xor")), permissions=visitor_permissions(30.0, kept=False))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("space")
        refused = await written(pilot, str(tmp_path / "run.cast"))
        assert "hereanamehasletters,digits" in refused
        assert "isin" in await written(pilot, "run.cast")
    assert not list(tmp_path.glob("*.cast"))
