"""Many passes at once on a network that takes its time: the screen stays alive meanwhile."""

import re

from tests.pty_terminal import Terminal


def test_keys_that_come_meanwhile_are_taken_after_them_in_their_order(env: dict[str, str]) -> None:
    with Terminal(["open", "digits"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press(">", "up", "space", "space")
        text = terminal.wait_for("pass 102 ")
        assert "lr 0.6" in text.splitlines()[0]
        terminal.press("b", "b")
        assert "lr 0.6" in terminal.wait_for("pass 100 ").splitlines()[0]
        terminal.press("b")
        assert "lr 0.5" in terminal.wait_for("pass 99 ").splitlines()[0]


def test_p_stops_them(env: dict[str, str]) -> None:
    with Terminal(["open", "digits"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press(">", "p")
        text = terminal.wait_for(lambda text: "pass 0 " not in text and "passes to go" not in text)
        stopped = re.search(r"pass (\d+) ", text)
        assert stopped is not None
        assert int(stopped[1]) < 100
        terminal.press("space")
        terminal.wait_for(f"pass {int(stopped[1]) + 1} ")
