"""Class mode: whoever logs in has the program, and no way out of it but the end."""

import json
import os
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.program import run
from tests.pty_terminal import Terminal
from tests.test_cut import refused, sessions
from tui_descent import class_setup
from tui_descent.class_setup import PARTS, part

WATCHED = """
import os, sys
allowed = os.environ["HOME"] + "/.local/state/tui-descent"
tried = os.environ["HOME"] + "/tried"
write = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_TRUNC

def watch(event, arguments):
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int):
            return  # what is open already
        path = os.fsdecode(path)
        inside = os.path.abspath(path).startswith(allowed + "/") or path == os.devnull
        if "config.toml" in path or (flags & write and not inside):
            number = os.open(os.environ["HOME"], os.O_RDONLY)
            os.symlink(f"{event} {path.replace('/', '|')}", "tried", dir_fd=number)
    elif event in ("os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.system",
                   "subprocess.Popen", "socket.connect", "webbrowser.open", "pty.spawn"):
        os.symlink(event, tried)

from tui_descent.main import main
sys.argv = ["tui-descent", "--class"]
sys.addaudithook(watch)
main()
"""


def tried(env: dict[str, str]) -> str:
    """The first thing that the watched program did and must not."""
    link = Path(env["HOME"]) / "tried"
    return os.readlink(link) if link.is_symlink() else ""


def test_a_whole_visit_writes_only_in_the_state_folder_and_starts_nothing(
    env: dict[str, str], tmp_path: Path
) -> None:
    config = Path(env["HOME"]) / ".config" / "tui-descent"
    config.mkdir(parents=True)
    (config / "config.toml").write_text("this is no TOML")
    env = {**env, "TEXTUAL_LOG": str(tmp_path / "log"), "TEXTUAL_DRIVER": "antigravity:Driver"}
    state = Path(env["HOME"]) / ".local" / "state" / "tui-descent"
    with Terminal([], env, program=[sys.executable, "-B", "-c", WATCHED]) as terminal:
        terminal.wait_for("problems to look at")
        terminal.press("x", "o", "r", "enter")
        terminal.wait_for("pass 0 ")
        terminal.press("space", "s")
        terminal.wait_for("learning-rate sweep")
        terminal.press("q")
        terminal.wait_for("pass 1 ")
        for name in ("../out.csv", "/tmp/out.csv", "~/out.csv", ".hidden.csv", "a b.csv", "a.txt"):
            terminal.press("w", name, "enter")
            terminal.wait_for("here a name has letters")
            terminal.press("escape")
            terminal.wait_for("pass 1 ")
        (state / "files").mkdir(parents=True, exist_ok=True)
        (state / "files" / "link.csv").symlink_to(tmp_path / "elsewhere.csv")
        terminal.press("w", "link.csv", "enter")
        terminal.wait_for("link.csv is a link")
        terminal.press(*["backspace"] * 8, "mine.csv", "enter")
        terminal.wait_for("2 records, in")
        terminal.press("enter")
        terminal.wait_for("pass 1 ")
        terminal.press("\x1a", "\x04", "space")
        terminal.wait_for("pass 2 ")
        terminal.press("\x10")
        terminal.wait_for("Search for commands")
        terminal.press("screenshot")
        terminal.wait_for("No matches found")
        terminal.press("escape")
        terminal.wait_for("pass 2 ")
        terminal.process.terminate()
        assert terminal.end() == 143
    assert tried(env) == ""
    found = {str(path.relative_to(state)) for path in state.rglob("*")}
    assert found - {"progress.sqlite-journal"} == {
        *("files", "files/link.csv", "files/mine.csv"),
        *("sessions", "sessions/xor.npz", "remembered.json", "progress.sqlite"),
    }
    assert not list(tmp_path.glob("*.csv"))
    assert not (tmp_path / "log").exists()


def test_the_watch_would_see_it(env: dict[str, str]) -> None:
    config = Path(env["HOME"]) / ".config" / "tui-descent"
    config.mkdir(parents=True)
    (config / "config.toml").write_text('[keys]\npass = "x"\n')
    free = WATCHED.replace('["tui-descent", "--class"]', '["tui-descent"]')
    with Terminal([], env, program=[sys.executable, "-B", "-c", free]) as terminal:
        terminal.wait_for("problems to look at")
        terminal.press("q")
        assert terminal.end() == 0
    assert tried(env).endswith("config.toml")


def test_only_shipped_problems_are_opened_by_their_names(
    env: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text((Path(__file__).parent.parent / "presets" / "bowl.toml").read_text())
    for name in (str(file), "mine.toml", "../presets/xor"):
        result = run(env, "--class", "open", name, folder=tmp_path)
        assert result.returncode == 2
        assert f"{name}: no preset has this name" in result.stderr
    for command in ("run", "check"):
        assert f"--class: there is no `{command}` here" in refused(env, "--class", command, "xor")
    said = refused(env, "--class", "open", "xor", "--weights", "weights.json")
    assert "--weights: no file is opened here" in said
    with Terminal(["--class", "open", "bowl"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press("q")
        assert terminal.end() == 0


def test_a_saved_session_with_a_file_of_its_own_is_not_opened(
    env: dict[str, str], tmp_path: Path
) -> None:
    presets = Path(__file__).parent.parent / "presets"
    for name in ("iris.toml", "iris.csv"):
        (tmp_path / name).write_text((presets / name).read_text())
    with Terminal(["open", str(tmp_path / "iris.toml")], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.process.terminate()
        terminal.end()
    with Terminal(["--class"], env) as terminal:
        terminal.wait_for("saved sessions")
        terminal.press("enter")
        terminal.wait_for("no other is opened here")
        terminal.press("q")
        assert terminal.end() == 0
    assert [one["name"] for one in sessions(env)] == ["iris"]


def test_without_a_key_it_saves_the_session_and_ends_and_offers_it_at_the_next_login(
    env: dict[str, str],
) -> None:
    with Terminal(["--class", "--idle", "0.03", "open", "xor"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press("space", "space", "p")
        assert terminal.end() == 0
        assert terminal.left_as_found()
        told = " ".join(terminal.text.split())
        assert "no key was pressed for 0.03 minutes, so this is the end; the" in told
    (saved,) = sessions(env)
    with Terminal(["--class"], env) as terminal:
        text = terminal.wait_for("saved sessions")
        assert f"pass {saved['pass']} " in text
        terminal.press("enter")
        assert f"pass {saved['pass']} " in terminal.wait_for("xor · ")
        terminal.press("q")
        assert terminal.end() == 0


@pytest.mark.parametrize("name", PARTS)
def test_class_setup_prints_both_files_or_one(env: dict[str, str], name: str) -> None:
    one = run(env, "class-setup", name)
    assert one.stdout == part(name, sys.executable)
    both = run(env, "class-setup")
    assert one.stdout in both.stdout
    assert json.dumps(both.stdout).count("@PYTHON@") == 0


def _holds(part: str, times: int, text: str) -> bool:
    return text.count(part) == times


def test_line_by_line_there_is_no_way_to_a_file_either(env: dict[str, str], tmp_path: Path) -> None:
    file, refusal = tmp_path / "mine.toml", "no files can be opened or written here"
    file.write_text((Path(__file__).parent.parent / "presets" / "bowl.toml").read_text())
    with Terminal(["--class"], {**env, "TERM": "dumb"}, 100, 100) as terminal:
        terminal.wait_for("help lists all commands")
        for refusals, line in enumerate((f"open {file}", f"learn {file}", "open ./xor.toml"), 1):
            terminal.press(line, "enter")
            terminal.wait_for(partial(_holds, refusal, refusals))
        terminal.press("open xor", "enter", "step", "enter")
        terminal.wait_for("pass 1 ")
        for refusals, line in enumerate((f"write {tmp_path / 'out.csv'}", "write out.csv"), 4):
            terminal.press(line, "enter")
            terminal.wait_for(partial(_holds, refusal, refusals))
        terminal.press("\x04")
        assert terminal.end() == 0
    assert not (tmp_path / "out.csv").exists()
    with Terminal(["--class", "learn", str(file)], env) as terminal:
        assert terminal.end() == 2
        assert "no lesson has this name or number" in terminal.text


def test_line_by_line_there_is_a_time_out_too(env: dict[str, str]) -> None:
    with Terminal(["--class", "--idle", "0.03", "open", "xor", "--plain"], env) as terminal:
        terminal.wait_for("quit ends")
        terminal.press("step", "enter")
        assert terminal.end() == 0
        assert "nothing was typed for 0.03 minutes, so this is the end; the ses" in terminal.text
    assert [one["pass"] for one in sessions(env)] == [1]


def test_a_file_to_begin_with_is_refused_in_a_line(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("format = 1")
    for name in (str(file), "./gone.toml"):
        for command in ("learn", "open"):
            result = run(env, "--class", command, name, "--plain", typed="quit")
            (line,) = result.stderr.splitlines()
            assert line.startswith("tui-descent: ")
            assert result.returncode == 2


@pytest.mark.parametrize(
    ("version", "comment"), [((9, 2), False), ((10, 0), False), ((8, 9), True)]
)
def test_what_an_older_server_does_not_know_is_a_comment(
    monkeypatch: pytest.MonkeyPatch, version: tuple[int, int], comment: bool
) -> None:
    monkeypatch.setattr(class_setup, "server_version", lambda: version)
    (line,) = (
        line.strip()
        for line in class_setup.part("sshd_config", "").splitlines()
        if "UnusedConnectionTimeout" in line
    )
    assert line.startswith("#") == comment


def test_a_farewell_names_nothing_that_a_learner_cannot_type(env: dict[str, str]) -> None:
    for more in ([], ["--plain"]):
        with Terminal(["--class", "open", "xor", *more], env) as terminal:
            terminal.wait_for("pass 0 ")
            terminal.process.terminate()
            assert terminal.end() == 143
            text = " ".join(terminal.text.split())
            assert "the session is saved; it is offered at the next login" in text
            assert "tui-descent resume" not in text
