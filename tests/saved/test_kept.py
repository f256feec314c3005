"""What a learner leaves is kept, in the real program: on the screen, in lines, in a class."""

import signal
import sys
from pathlib import Path

import numpy as np

from tests.pty_terminal import Terminal
from tests.test_cut import sessions
from tui_descent.lessons.in_words import keys_named
from tui_descent.presets import load
from tui_descent.saved.sessions import find, save
from tui_descent.session.session import Session
from tui_descent.session.snapshot import Appearance

BROKEN_VIEW = """
import sys
from tui_descent.main import main
from tui_descent.ui.widgets.landscape import LandscapePanel
def broken(self, frame, size): raise RuntimeError("a mistake of ours")
LandscapePanel.draw = broken
sys.argv = ["tui-descent", *sys.argv[1:]]
main()
"""


def test_keys_undo_what_keys_threw_away_home_and_quit_too(env: dict[str, str]) -> None:
    with Terminal(["open", "xor"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press(*["space"] * 7)
        terminal.wait_for("pass 7 ")
        terminal.press("n")
        terminal.wait_for("new random weights; U brings back 7 passes")
        terminal.press("r")  # throws nothing away: no pass was made
        terminal.press("u")
        assert "pass 7 " in terminal.wait_for("undone: new weights; back: 7 passes")
        terminal.press("h")
        text = terminal.wait_for("xor, pass 7: saved as xor; enter goes on there")
        assert "▸xor              pass 7" in text
        terminal.press("down", "down", "m", "o", "o", "n", "s", "enter")
        text = terminal.wait_for(lambda text: "moons ·" in text and "pass 0 " in text)
        assert "U goes back to xor, pass 7" in text
        terminal.press("U")
        assert "pass 7 " in terminal.wait_for("back: xor, pass 7")
        terminal.press("space", "q")
        assert terminal.end() == 0
        assert "the session is saved; to go on: tui-descent resume xor" in terminal.text
    assert [(one["name"], one["pass"]) for one in sessions(env)] == [("xor", 8)]
    with Terminal(["resume"], env) as terminal:
        terminal.wait_for("pass 8 ")
        terminal.process.kill()
        terminal.process.wait(60)
    assert [(one["name"], one["pass"]) for one in sessions(env)] == [("xor", 8)]


def test_lines_stop_at_ctrl_c_and_offer_what_was_left_in_a_class_too(env: dict[str, str]) -> None:
    with Terminal(["--class", "open", "xor", "--plain"], env) as terminal:
        terminal.wait_for("quit ends")
        terminal.press("step 9", "enter")
        terminal.wait_for("pass 9 ")
        terminal.press("half a line")
        terminal.wait_for("> half a line")
        terminal.press("ctrl+c")
        terminal.wait_for("the line is dropped; quit ends")
        terminal.press("step 100000000", "enter")
        terminal.watch_for("> step 100000000")
        terminal.let_it_work()
        terminal.press("ctrl+c")
        terminal.wait_for("stopped")
        terminal.press("sweep 100000", "enter")
        terminal.watch_for("> sweep 100000")
        terminal.let_it_work()
        terminal.press("ctrl+c")
        terminal.wait_for(lambda text: text.rstrip().endswith(">") and "sweep" in text)
        terminal.press("back 100000000", "enter")
        terminal.wait_for(lambda text: "pass 0 " in text.partition("back 1")[2])
        terminal.press("home", "enter")
        terminal.wait_for("> home")
        terminal.wait_for(lambda text: text.rstrip().endswith(">"))
        terminal.press("resume", "enter")
        terminal.wait_for("pass 0  loss 0.969431  start")
        terminal.press("quit", "enter")
        assert terminal.end() == 0
        assert "xor, pass 0: saved; to go on there: resume xor" in terminal.text
    (kept,) = sessions(env)
    assert kept["newest"] > 9


def test_a_view_that_failed_is_not_opened_again_by_itself(env: dict[str, str]) -> None:
    broken = [sys.executable, "-c", BROKEN_VIEW]
    with Terminal(["open", "moons"], env, program=broken) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press(*["space"] * 5, "tab")
        assert terminal.end() == 1
        assert "a mistake of ours" in terminal.text
    for rows, columns in ((24, 80), (60, 200)):
        with Terminal(["resume"], env, columns, rows, program=broken) as terminal:
            terminal.wait_for("failed last time: landscape; tab opens it")
            terminal.press("space")
            terminal.wait_for("pass 6 ")
            terminal.press("b")
            terminal.wait_for("pass 5 ")
            terminal.press("q")
            assert terminal.end() == 0


def test_what_cannot_be_saved_is_marked_for_good(env: dict[str, str]) -> None:
    folder = Path(env["HOME"]) / ".local" / "state" / "tui-descent"
    folder.mkdir(parents=True)
    (folder / "sessions").write_text("a file where the folder should be")
    with Terminal([], env) as terminal:
        terminal.wait_for("not saved: sessions is not a folder")
        terminal.press("x", "o", "r", "enter")
        terminal.wait_for("pass 0 ")
        terminal.press(*["space"] * 5)
        assert "not saved: sessions is not a folder" in terminal.wait_for("pass 5 ")
        terminal.press("h")
        terminal.wait_for(
            lambda text: "problems to" in text and "not saved: sessions is not a folder" in text
        )
        terminal.press("q")
        terminal.end()
    with Terminal(["open", "xor", "--plain"], env) as terminal:
        terminal.wait_for("quit ends")
        terminal.press("step 5", "enter")
        terminal.wait_for("pass 5 ")
        terminal.wait_for(
            lambda text: text.rstrip().endswith("not saved: sessions is not a folder >")
        )
        terminal.process.send_signal(signal.SIGTERM)
        terminal.end()


def test_sentences_name_a_key_as_it_is_now(env: dict[str, str]) -> None:
    settings = Path(env["HOME"]) / ".config" / "tui-descent"
    settings.mkdir(parents=True)
    (settings / "config.toml").write_text('[keys]\nback = "B"\nreset = "F2"\nundo = "A"\n')
    with Terminal(["open", "one-weight", "--learning-rate", "1e200"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press(*["space"] * 6)
        terminal.wait_for("diverged: B goes back, F2 starts again")
        terminal.press("n")
        terminal.wait_for("new random weights; A brings back")
        terminal.press("q")
        terminal.end()


def test_how_the_screen_looks_is_saved_bit_for_bit() -> None:
    session = Session(load("moons"))
    session.cameras.watch({"landscape": (40, 20), "slice": (40, 20)})
    session.step(9)
    session.fog = True
    session.appearance = Appearance("landscape", "descent-light", True, "fit")
    session.cameras.landscape.logarithmic = True
    session.frame()
    session.cameras.zoom(1)
    session.cameras.landscape.pan(1, 1)
    session.frame()
    again = find(save(session).name).open()
    again.cameras.watch({"landscape": (40, 20), "slice": (40, 20)})
    assert (again.fog, again.appearance) == (True, session.appearance)
    for _ in range(2):
        shown, restored = session.frame().pictures, again.frame().pictures
        one, other = shown["landscape"], restored["landscape"]
        assert one.window == other.window
        assert one.names == other.names
        assert np.array_equal(one.way.places, other.way.places)
        assert one.logarithmic == other.logarithmic
        assert shown["slice"].window == restored["slice"].window
        for each in (session, again):
            each.step(3)
            each.cameras.landscape.follow()


def test_a_point_s_sign_is_no_key_and_a_key_is_one() -> None:
    signs = [
        "the four points, `x` for a 1 and `o` for a 0",
        "closer to the `o`, and further from the `◇`",
        "Both `x` lie where the output is near 1.",
        "`x` and `o` are the two classes",
    ]
    keys = [
        ("Press `o`, go down to momentum", ["o"]),
        ("another μ: `o`, `→`, type 0.5", ["o", "→"]),
        ("`f`, then `x`", ["f", "x"]),
    ]
    for block in signs:
        assert list(keys_named(block)) == []
    for block, named in keys:
        assert list(keys_named(block)) == named


def test_the_plain_check_counts_corners_and_tells_units_that_stopped_learning() -> None:
    from tests.plain.talk import talk

    said = talk("activation relu\nset W1[x1->h1] 0\nset W1[x2->h1] 0\ncheck W1[x1->h1]", "xor")
    assert "at a corner of the loss" in said.lines[-1]
    assert "differ," not in said.lines[-1]
    said = talk("activation relu\nset b1[h2] -50\nstep\nset b1[h2] 1\nstep")
    assert "dead units h2, h4: their output is always 0" in said.lines
    assert said.lines[-1] == "dead unit h4: its output is always 0"
