"""Recordings: what a terminal makes of them is what the screen showed."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pyte
import pytest

from tests.program import run
from tests.test_cut import refused
from tui_descent.presets import load
from tui_descent.session.session import Session

PICTURE = Path(__file__).with_name("screen.svg")
SVG = "{http://www.w3.org/2000/svg}"


def recorded(env: dict[str, str], *arguments: str) -> None:
    result = run(env, "record", *arguments)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def replayed(file: Path) -> tuple[list[float], list[list[str]]]:
    """When each frame begins, and its lines as another program's terminal shows them."""
    header, *events = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    assert header["version"] == 2
    screen = pyte.Screen(header["width"], header["height"])
    stream = pyte.Stream(screen)
    moments, frames = [], []
    for moment, kind, sent in events:
        assert kind == "o"
        stream.feed(sent)
        moments.append(moment)
        frames.append(list(screen.display))
    return moments, frames


def test_a_terminal_shows_each_pass(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "xor.cast"
    recorded(env, "xor", "space*3", "up", "wait*2", "space", str(file), "--pace", "0.25")
    moments, frames = replayed(file)
    assert moments == [0.0, 0.25, 0.5, 0.75, 1.0, 1.75, 2.0]  # the last one ends it
    session = Session(load("xor"))
    shown = []
    for step in (0, 1, 1, 1, 0, 1):
        session.step(step)
        shown.append((session.state.passes, f"{session.loss:.6g}"))
        if len(shown) == 4:
            session.set_learning_rate(0.4)
    for (passes, loss), frame in zip(shown, frames, strict=False):
        assert f"pass {passes} " in frame[0]
        assert f"loss {loss}" in frame[0]
    assert "lr 0.4" in frames[4][0]


def test_the_same_keys_give_the_same_file(env: dict[str, str], tmp_path: Path) -> None:
    files = [tmp_path / "one.cast", tmp_path / "two.cast"]
    for file in files:
        recorded(env, "xor", "space*5", "tab", "question_mark", "escape", str(file))
    first, second = (file.read_bytes() for file in files)
    assert first == second


def test_ones_own_files_are_recorded(env: dict[str, str], tmp_path: Path) -> None:
    table = tmp_path / "line.csv"
    table.write_text("a,b\n" + "".join(f"{n},{2 * n + 1}\n" for n in range(9)))
    preset = tmp_path / "own.toml"
    preset.write_text(load("bowl").path.read_text("utf-8"), "utf-8")
    for words in ([str(table), "--target", "b"], [str(preset)]):
        file = tmp_path / "own.cast"
        recorded(env, *words, "space", str(file))
        _, frames = replayed(file)
        assert ["pass 0 " in frames[0][0], "pass 1 " in frames[1][0]] == [True, True]


def test_a_lesson_is_recorded_and_nothing_is_kept(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "forward.cast"
    recorded(env, "--learn", "forward", "k", str(file))
    _, frames = replayed(file)
    assert "goes in" in "".join(frames[0])
    recorded(env, "xor", "space*5", "h", str(file))  # on the screen, home saves what was left
    assert not [path for path in Path(env["HOME"]).rglob("*") if path.is_file()]


def test_a_picture_moves_without_a_script(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "bowl.svg"
    recorded(env, "bowl", "space", "space", str(file), "--size", "60x20", "--learning-rate", "0.2")
    text = file.read_text("utf-8")
    tree = ElementTree.fromstring(text)
    frames = [group for group in tree.iter(f"{SVG}g") if group.get("class") == "f"]
    assert len(frames) == 3
    texts = ["".join(frame.itertext()) for frame in frames]
    assert "bowl·2-Dsurface" in texts[0].replace(" ", "")
    assert all(0 < len(text) < len(texts[0]) for text in texts[1:])  # only what changes
    assert text.count("@keyframes") == 2
    assert re.search(r"animation:1\.5s step-end infinite", text)
    assert not list(tree.iter(f"{SVG}script"))


def test_the_readme_picture_is_small_and_loads_nothing() -> None:
    text = PICTURE.read_text("utf-8")
    assert len(text.encode()) < 400_000
    assert "@keyframes" in text
    assert not re.search(r"<script|url\(|href=|onload", text)
    ElementTree.fromstring(text)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["xor", "space", "run.gif"], "run.gif: its name must end in .cast or .svg"),
        (["xor", "run.cast", "--size", "80"], "'80' is not COLSxROWS"),
        (["xor", "space", "nowhere/run.cast"], "there is no folder nowhere; make it first"),
        (["nothing", "run.cast"], "no preset has this name"),
        (["xor", "spacebar", "run.cast"], "there is no key spacebar"),
        (
            ["forward", "space", "run.cast", "--learn", "--learning-rate", "0.2"],
            "--learning-rate: a lesson sets this itself",
        ),
        (["forward", "run.cast", "--learn", "--hidden", "3"], "--hidden: a lesson sets this"),
    ],
)
def test_a_mistake_is_one_line(arguments: list[str], said: str, env: dict[str, str]) -> None:
    assert said in refused(env, "record", *arguments)
