"""On a system without Unix's own modules the plain mode, `run` and `resume` do what they do here.

It stands in for Windows, as far as imports, signals and flags go; Textual's own driver, which the
screen has there, needs the real one.
"""

import subprocess
import sys
from pathlib import Path

import tui_descent
from tests.elsewhere import ALL_MODULES, COMMAND, SAVE, UNIX_ONLY
from tests.pty_terminal import Terminal


def elsewhere(
    env: dict[str, str], program: str, *arguments: str, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        env=env,
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )


def test_every_module_is_imported(env: dict[str, str]) -> None:
    run = elsewhere(env, ALL_MODULES)
    assert run.returncode == 0, run.stderr
    files = Path(tui_descent.__file__).parent.rglob("*.py")
    modules = sum(file.name not in ("__init__.py", "__main__.py") for file in files)
    packages = len(list(Path(tui_descent.__file__).parent.rglob("__init__.py"))) - 1
    assert len(run.stdout.split()) == modules + packages - len(UNIX_ONLY)


def test_a_run_prints_the_same(env: dict[str, str]) -> None:
    arguments = ["run", "xor", "--passes", "3"]
    here = subprocess.run(
        [sys.executable, "-m", "tui_descent", *arguments], env=env, capture_output=True, text=True
    )
    there = elsewhere(env, COMMAND, *arguments)
    assert (there.returncode, there.stderr) == (0, "")
    assert there.stdout == here.stdout


def test_a_session_is_saved_and_gone_on_with(env: dict[str, str]) -> None:
    run = elsewhere(env, SAVE)
    assert (run.returncode, run.stderr) == (0, "")
    listed = elsewhere(env, COMMAND, "resume", "--list")
    assert "xor  pass 30" in listed.stdout
    run = elsewhere(env, COMMAND, "resume", "--plain", typed="step\nquit\n")
    assert (run.returncode, run.stderr) == (0, "")
    assert "pass 31" in run.stdout


def test_line_by_line_it_opens_and_writes(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "run.csv"
    typed = f"step 7\nwrite {file}\nquit\n"
    run = elsewhere(env, COMMAND, "open", "xor", "--plain", typed=typed)
    assert (run.returncode, run.stderr) == (0, "")
    assert "pass 7" in run.stdout
    assert file.read_bytes().count(b"\n") == 9


def test_a_person_types_into_it(env: dict[str, str]) -> None:
    with Terminal(["open", "xor", "--plain"], env, program=[sys.executable, "-c", COMMAND]) as one:
        one.wait_for("\n>")
        one.press("step 3", "enter")
        one.wait_for("pass 3")
        one.press("quit", "enter")
        assert one.end() == 0


def test_a_lesson_is_told(env: dict[str, str]) -> None:
    run = elsewhere(env, COMMAND, "learn", "1", "--plain", typed="next\nquit\n")
    assert (run.returncode, run.stderr) == (0, "")
    assert "goes in" in run.stdout


def test_without_a_terminal_the_screen_says_so(env: dict[str, str]) -> None:
    run = elsewhere(env, COMMAND, "open", "xor")
    assert run.returncode == 2
    assert "this needs a terminal" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_screen_takes_the_driver_that_textual_chooses(
    env: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "xor.cast"
    driver = {"TEXTUAL_DRIVER": "textual.drivers.headless_driver:HeadlessDriver"}
    run = elsewhere(env | driver, COMMAND, "record", "xor", "space", str(file))
    assert (run.returncode, run.stderr) == (0, "")
    assert file.read_text("utf-8").count("\n") == 4
