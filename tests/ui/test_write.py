"""Writing the run and the picture from the training screen."""

import csv
from pathlib import Path
from xml.etree import ElementTree

import pytest
from textual import events
from textual.pilot import Pilot

from tests.exports import printed
from tests.ui.test_screens import finished, said_in_popup
from tui_descent.presets import load
from tui_descent.records import lines
from tui_descent.session.elsewhere import past
from tui_descent.session.session import Session
from tui_descent.ui.app import DescentApp
from tui_descent.ui.screens.write import WriteScreen


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


async def name(pilot: Pilot[None], text: str) -> str:
    """Paste a name and return the whole notice, without the line breaks, once it is written."""
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()
    await pilot.press("enter")
    return await settled(pilot)


async def settled(pilot: Pilot[None]) -> str:
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return said_in_popup(pilot).replace(" ", "")


def opened() -> tuple[Session, DescentApp]:
    session = Session(load("xor"))
    session.step(7)
    return session, DescentApp(session)


async def test_enter_writes_the_run_under_the_name_that_is_suggested(tmp_path: Path) -> None:
    session, app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w", "enter")
        text = await settled(pilot)
        file = tmp_path / "xor-pass-7.jsonl"
        assert f"pass0to7,8records,in{file}" in text
        told = "".join(lines(session.objective, past(session), "jsonl"))
        assert file.read_text("utf-8") == told
        await pilot.press("space")
        await pilot.pause()
        assert not isinstance(app.screen, WriteScreen)
        assert session.state.passes == 7


async def test_the_ending_says_what_is_written(tmp_path: Path) -> None:
    session, app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        await name(pilot, "run.csv")
        told = "".join(lines(session.objective, past(session), "csv"))
        assert (tmp_path / "run.csv").read_text("utf-8") == told
        await pilot.press("enter", "w")
        assert str(tmp_path / "screen.svg") in await name(pilot, "screen.svg")
        picture = (tmp_path / "screen.svg").read_text("utf-8")
        assert ElementTree.fromstring(picture).tag.endswith("svg")
        assert "pass&#160;7" in picture
        await pilot.press("enter", "w")
        assert "theending" not in await settled(pilot)
        assert "thename'sendingsays" in await name(pilot, "run.txt")


async def test_an_existing_file_is_asked_about(tmp_path: Path) -> None:
    _, app = opened()
    file = tmp_path / "run.csv"
    file.write_text("mine")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        assert "exists:overwriteit?" in await name(pilot, "run.csv")
        await pilot.press("n", "escape", "w")
        await pilot.pause()
        assert "exists:overwriteit?" in await name(pilot, "run.csv")
        assert file.read_text() == "mine"
        await pilot.press("y")
        assert f"in{file}" in await settled(pilot)
        assert len(file.read_text().splitlines()) == 9


async def test_what_cannot_be_written_is_told_and_another_name_can_be_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    _, app = opened()
    (tmp_path / "folder.csv").mkdir()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        assert f"thereisnofolder{tmp_path}/gone" in await name(pilot, "gone/run.csv")
        await pilot.press(*["backspace"] * 12)
        assert "isafolder;giveafile'sname" in await name(pilot, "folder.csv")
        await pilot.press(*["backspace"] * 10)
        with monkeypatch.context() as patch:
            patch.setattr("os.open", denied)
            text = await name(pilot, "run.csv")
        assert f"{tmp_path}/run.csvcouldnotbewritten:Permissiondenied" in text
        await pilot.press("enter")
        assert f"in{tmp_path}/run.csv" in await settled(pilot)


async def test_a_long_run_can_be_stopped_and_leaves_nothing_behind(tmp_path: Path) -> None:
    session = Session(load("bowl"), learning_rate=1e-9)
    session.step(100_000)
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w", "enter", "space", "escape")
        assert "stopped:nothingwaswritten" in await settled(pilot)
        assert not list(tmp_path.iterdir())


async def test_a_name_may_be_longer_than_the_window() -> None:
    _, app = opened()
    async with app.run_test(size=(40, 12)) as pilot:
        await pilot.press("w")
        assert "cannotbethenameofafile:Filenametoolong" in await name(pilot, "x" * 300 + ".csv")
        await pilot.press("escape")


async def test_a_script_is_written_that_goes_on_from_here(tmp_path: Path) -> None:
    session, app = opened()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("w")
        text = await name(pilot, str(tmp_path / "on-numpy.py"))
        assert "ascriptthatgoesonfromhereisin" in text
        (losses,) = printed([(tmp_path / "on-numpy.py").read_text("utf-8")])
        await pilot.press("space")
        await pilot.press("w")
        await name(pilot, str(tmp_path / "on.py"))
        assert "import torch" in (tmp_path / "on.py").read_text("utf-8")
    session.step(20)
    assert losses == session.walk.history.losses(8, 28).tolist()


async def test_a_sweep_is_written_with_every_rate(tmp_path: Path) -> None:
    session = Session(load("one-weight"))
    app = DescentApp(session)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await finished(pilot)
        await pilot.press("w", "enter")
        text = await settled(pilot)
        file = tmp_path / "one-weight-sweep.csv"
        assert f"learningrates,in{file}" in text
        await pilot.press("space", "w")
        assert "sayswhatiswritten:.csvor.svg" in await name(pilot, "a.jsonl")
        await pilot.press("escape", "s")
        await pilot.pause()
        assert session.state.passes == 0
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    assert list(rows[0]) == ["learning_rate", "passes", "loss", "verdict"]
    slow = next(row for row in rows if float(row["learning_rate"]) == 0.01)
    # One weight at 2, target 10 from input 3: each pass leaves 1 − 18·lr of the error of −4.
    assert float(slow["loss"]) == pytest.approx((4 * (1 - 18 * 0.01) ** 100) ** 2, rel=1e-6)


async def test_a_sweep_can_be_written_as_a_picture(tmp_path: Path) -> None:
    app = DescentApp(Session(load("one-weight")))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("s")
        await finished(pilot)
        await pilot.press("w")
        await name(pilot, "sweep.svg")
    assert "learning-rate" in "".join(
        ElementTree.parse(tmp_path / "sweep.svg").getroot().itertext()
    )
