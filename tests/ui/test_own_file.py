"""From home to one's own file: its columns, target and inputs by keys, and what is refused."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from tests.ui.test_screens import text_of
from tui_descent.permissions import class_permissions
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.session import SessionScreen

TABLE = "name,side,x,y\n" + "".join(
    f"n{at},{'ab'[at % 2]},{at if at != 3 else ''},{at * at}\n" for at in range(9)
)


@asynccontextmanager
async def browsing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pilot[None]]:
    """The screen of one's own files, in a folder with a table and a web page."""
    (folder / "t.csv").write_text(TABLE)
    (folder / "page.csv").write_text("<!doctype html><html></html>")
    monkeypatch.chdir(folder)
    async with DescentApp(None).run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "enter")
        await pilot.pause()
        yield pilot


async def test_columns_are_shown_with_kind_first_values_and_missing_cells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browsing(tmp_path, monkeypatch) as pilot:
        assert "▸page.csv" in text_of(pilot)
        await pilot.press("down", "enter")
        await pilot.pause()
        shown = text_of(pilot)
        rows = [" ".join(line.strip("│▸ ").split()) for line in shown.splitlines()]
        assert "name text n0, n1, n2" in rows
        assert "input side a or b a, b, a" in rows
        assert "input x number 1 missing 0, 1, 2" in rows
        assert "target y number 0, 1, 4" in rows
        assert "Enter predicts y from 2 columns; 9 rows." in shown


async def test_target_and_inputs_are_chosen_by_keys_and_trained_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browsing(tmp_path, monkeypatch) as pilot:
        await pilot.press("down", "enter", "down", "space", "down", "t", "enter")
        await pilot.pause()
        screen = cast(SessionScreen, pilot.app.screen)
        data = screen.session.preset.tables.data
        assert data is not None
        assert (data.inputs, data.targets) == (["y"], ["x"])
        await pilot.press("space")
        await pilot.pause()
        assert "pass 1" in text_of(pilot)


async def test_what_is_refused_is_told_and_escape_leads_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browsing(tmp_path, monkeypatch) as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert "page.csv: a web page (HTML), and no CSV file" in text_of(pilot)
        await pilot.press("down", "enter", "t", "enter")
        await pilot.pause()
        assert "the target 'name' has 9 different texts" in " ".join(text_of(pilot).split())
        await pilot.press("escape")
        await pilot.pause()
        assert "▸t.csv" in text_of(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "lessons" in text_of(pilot)


async def test_the_set_up_leads_back_to_the_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with browsing(tmp_path, monkeypatch) as pilot:
        await pilot.press("down", "enter", "down", "space", "enter")
        await pilot.pause()
        await pilot.press("space", "a")
        await pilot.pause()
        assert "f columns" in text_of(pilot)
        await pilot.press("f")
        await pilot.pause()
        rows = [" ".join(line.strip("│▸ ").split()) for line in text_of(pilot).splitlines()]
        assert "side a or b a, b, a" in rows
        assert "input x number 1 missing 0, 1, 2" in rows
        assert "target y number 0, 1, 4" in rows
        assert len(pilot.app.screen_stack) == 2


async def test_in_a_class_no_file_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with DescentApp(None, permissions=class_permissions(30.0)).run_test(
        size=(80, 24)
    ) as pilot:
        await pilot.pause()
        assert "a file of yours" not in text_of(pilot)
