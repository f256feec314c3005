"""The view and the theme of the last time are there again."""

from pathlib import Path

import pytest

from tests.pty_terminal import Terminal
from tests.ui.test_screens import text_of
from tui_descent.paths import remembered_file
from tui_descent.preferences import Remembered, load_remembered, save_remembered
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_choices_come_back() -> None:
    assert load_remembered() == Remembered()
    save_remembered(Remembered("working", "descent-light"))
    assert load_remembered() == Remembered("working", "descent-light")
    assert remembered_file().parent.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("content", [b"", b"{", b'{"view": 3}', b"\xff\x00"])
def test_a_damaged_file_costs_only_the_choices(content: bytes) -> None:
    save_remembered(Remembered("working"))
    remembered_file().write_bytes(content)
    assert load_remembered() == Remembered()
    save_remembered(Remembered("working"))
    assert load_remembered() == Remembered("working")


def test_where_nothing_can_be_written_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the folder's place")
    save_remembered(Remembered("working"))
    assert load_remembered() == Remembered()


async def test_the_app_begins_with_them_and_takes_note_of_new_ones() -> None:
    remembered = Remembered("working", "descent-light")
    app = DescentApp(Session(load("xor")), remembered=remembered)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.theme.startswith("descent-light")
        assert "ARITHMETIC" in text_of(pilot)
        await pilot.press("tab")
        assert remembered.view != "working"


async def test_a_view_that_the_problem_has_not_is_left_alone() -> None:
    app = DescentApp(Session(load("bowl")), remembered=Remembered("no such view", "no theme"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert app.screen.query_one("#loss").display


def test_the_program_remembers_the_view(env: dict[str, str]) -> None:
    with Terminal(["open", "one-weight"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press("tab")
        shown = terminal.wait_for(lambda text: "LOSS" not in text)
        terminal.press("q")
        assert terminal.end() == 0
    with Terminal(["open", "one-weight"], env) as terminal:
        assert terminal.wait_for("pass 0 ").splitlines()[1] == shown.splitlines()[1]
