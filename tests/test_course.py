"""A teacher's own lessons and problems beside the shipped ones, and what a class may not get."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.lessons.writing import GOOD
from tests.program import run
from tests.pty_terminal import Terminal
from tests.test_cut import refused
from tui_descent.lessons.listing import lesson_names

PRESETS = Path(__file__).parent.parent / "presets"
AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can own what a class reads")
NOBODY = 65534
OWN = 'preset = "steps.toml"'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A lesson with its preset beside it, and a preset from a CSV file."""
    folder = tmp_path / "course"
    folder.mkdir(mode=0o755)
    (folder / "01-mine.toml").write_text(GOOD.replace('preset = "one-weight"', OWN))
    one_weight = (PRESETS / "one-weight.toml").read_text("utf-8")
    (folder / "steps.toml").write_text(one_weight.replace('"One weight"', '"Steps of mine"'))
    (folder / "flowers.toml").write_text((PRESETS / "iris.toml").read_text("utf-8"))
    (folder / "iris.csv").write_text((PRESETS / "iris.csv").read_text("utf-8"))
    for path in folder.iterdir():
        path.chmod(0o644)
    return folder


def both(folder: Path) -> tuple[str, ...]:
    return "--lessons", str(folder), "--presets", str(folder)


def test_they_are_listed_after_the_shipped_ones(env: dict[str, str], folder: Path) -> None:
    (folder / "broken.toml").write_text("no TOML")
    listed = json.loads(run(env, *both(folder), "lessons", "--json").stdout)
    assert [one["name"] for one in listed] == [*lesson_names(), "mine"]
    assert listed[-1]["number"] == len(listed)
    presets = json.loads(run(env, *both(folder), "presets", "--json").stdout)
    assert [one["name"] for one in presets[-2:]] == ["flowers", "steps"]
    assert presets[-1]["title"] == "Steps of mine"


@AS_ROOT
def test_a_class_learns_them_by_name_and_number(env: dict[str, str], folder: Path) -> None:
    number = str(len(lesson_names()) + 1)
    for name, typed in (("mine", "next\nanswer 1\n"), (number, "")):
        said = run(env, "--class", *both(folder), "learn", name, "--plain", typed=typed)
        assert (said.returncode, said.stderr) == (0, "")
        assert f"lesson {number}: One pass" in said.stdout
    row = json.loads(run(env, *both(folder), "lessons", "--json").stdout)[-1]
    assert (row["name"], row["progress"]) == ("mine", "started")
    assert row["predictions"][0]["right_first"]


@AS_ROOT
def test_a_class_goes_on_with_a_saved_session_of_them(env: dict[str, str], folder: Path) -> None:
    for line in (("open", "flowers"), ("learn", "mine")):
        with Terminal(["--class", *both(folder), *line], env) as terminal:
            terminal.wait_for("pass 0 ")
            terminal.press("j", "1", "space")
            terminal.wait_for("pass 1 ")
            terminal.process.terminate()
            terminal.end()
    for name in ("flowers", "mine"):
        with Terminal(["--class", *both(folder), "resume", name], env) as terminal:
            terminal.wait_for("pass 1 ")
            terminal.press("q")
            assert terminal.end() == 0


@AS_ROOT
def test_nothing_else_of_the_folder_is_opened(env: dict[str, str], folder: Path) -> None:
    said = refused(env, "--class", *both(folder), "--plain", "learn", "steps")
    assert "steps: this is a problem to look at, not a lesson" in said
    said = refused(env, "--class", *both(folder), "--plain", "learn", str(folder / "01-mine.toml"))
    assert "no files can be opened or written here" in said
    for name in (str(folder / "flowers.toml"), "iris.csv", "mine"):
        assert f"{name}: " in refused(env, "--class", *both(folder), "open", name)


Spoil = Callable[[Path], object]


@AS_ROOT
@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda at: (at / "01-mine.toml").chmod(0o664), "01-mine.toml: others may write to it"),
        (lambda at: (at / "iris.csv").chmod(0o646), "iris.csv: others may write to it"),
        (lambda at: at.chmod(0o777), "course: others may write to it; chmod go-w"),
        (lambda at: at.chmod(0o1777), "course: others may write to it"),
        (lambda at: at.parent.chmod(0o777), "others may write to it"),
        (lambda at: os.chown(at / "steps.toml", NOBODY, 0), "steps.toml: belongs to another user"),
        (lambda at: os.chown(at, NOBODY, 0), "course: belongs to another user; chown it to root"),
        (lambda at: (at / "x.toml").symlink_to("/etc/passwd"), "x.toml: a link that leads out"),
        (lambda at: (at / "x.csv").symlink_to("../../../etc"), "x.csv: a link that leads out"),
        (lambda at: (at / "x.toml").symlink_to("nowhere"), "x.toml: cannot be looked at (No such"),
        (lambda at: os.mkfifo(at / "x.toml"), "x.toml: neither a file nor a folder; remove it"),
        (lambda at: (at / "below").mkdir() or (at / "below").chmod(0o777), "below: others may"),
    ],
)
def test_what_a_learner_could_change_is_refused(
    env: dict[str, str], folder: Path, spoil: Spoil, says: str
) -> None:
    spoil(folder)
    assert says in refused(env, "--class", *both(folder), "learn", "mine")


@AS_ROOT
def test_a_path_that_leads_over_a_link_is_refused(env: dict[str, str], folder: Path) -> None:
    link = folder.parent / "link"
    link.symlink_to(folder)
    for path in (str(link), f"{folder}/../course", "course", str(folder.parent / "none")):
        said = refused(env, "--class", "--lessons", path, "learn", "mine")
        assert "without links" in said or "No such file" in said
    said = refused(env, "--class", "--lessons", str(folder / "iris.csv"), "learn", "mine")
    assert "not a folder" in said


@AS_ROOT
def test_a_link_within_the_folder_is_fine(env: dict[str, str], folder: Path) -> None:
    (folder / "same.toml").symlink_to("steps.toml")
    said = run(env, "--class", *both(folder), "open", "same", "--plain")
    assert (said.returncode, said.stderr) == (0, "")


def test_a_name_leads_to_one_thing(env: dict[str, str], folder: Path) -> None:
    (folder / "02-limit.toml").write_text(GOOD)
    assert "there is another lesson of this name" in refused(env, *both(folder), "lessons")
    (folder / "02-limit.toml").rename(folder / "a b.toml")
    assert "a b.toml: has other characters" in refused(env, *both(folder), "lessons")
    (folder / "a b.toml").unlink()
    (folder / "xor.toml").write_text((PRESETS / "xor.toml").read_text("utf-8"))
    assert "there is another preset of this name" in refused(env, *both(folder), "lessons")
