"""The mouse, in a real terminal: a click picks, the wheel scrolls, and neither is a surprise."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.pty_terminal import Terminal


def click(terminal: Terminal, text: str, within: str = "") -> None:
    """Click on the first cell of a text on the screen, on the first line that has `within`."""
    lines = terminal.text.splitlines()
    row = next(y for y, line in enumerate(lines) if text in line and within in line)
    point(terminal, lines[row].index(text), row)


def point(terminal: Terminal, x: int, y: int) -> None:
    terminal.send(f"\x1b[<0;{x + 1};{y + 1}M\x1b[<0;{x + 1};{y + 1}m".encode())


def test_row_tab_key_and_rate_are_picked(env: Mapping[str, str]) -> None:
    with Terminal(["open", "xor"], dict(env)) as terminal:
        terminal.wait_for("pass 0 ")
        click(terminal, "x2→h1")
        terminal.wait_for("▸x2→h1")
        click(terminal, "fit", within="╭─")
        terminal.wait_for(" FIT ")
        click(terminal, "space pass")
        terminal.wait_for("pass 1 ")
        click(terminal, "back", within="space pass")
        terminal.wait_for("pass 0 ")
        click(terminal, "loss", within="╭─ loss ─")
        terminal.wait_for(" LOSS ")
        lines = terminal.text.splitlines()
        bar = next(y for y, line in enumerate(lines) if line.startswith(" lr "))
        point(terminal, lines[bar + 1].index("0.1"), bar)
        terminal.wait_for(lambda text: "lr 0.1 " in text)
        click(terminal, "STARTING")
        terminal.wait_for("what is this?")
        terminal.wait_for("starting: no pass has led here")
        terminal.press("q")
        terminal.wait_for("space pass")


def test_an_entry_of_a_list_is_chosen_and_then_opened(env: Mapping[str, str]) -> None:
    with Terminal([], dict(env)) as terminal:
        terminal.wait_for("problems to look at")
        click(terminal, "bowl")
        terminal.wait_for("▸bowl")
        click(terminal, "bowl")
        terminal.wait_for("bowl · 2-D")
        terminal.press("o")
        terminal.wait_for("optimizers")
        click(terminal, "nesterov")
        terminal.wait_for("▸ nesterov")
        click(terminal, "nesterov", within="▸ nesterov")
        terminal.wait_for("nesterov from here on")


@pytest.mark.parametrize("direction", [64, 65])
@pytest.mark.parametrize("preset", ["xor", "ravine"])
def test_the_wheel_never_changes_the_learning_rate(
    env: Mapping[str, str], preset: str, direction: int
) -> None:
    with Terminal(["open", preset], dict(env)) as terminal:
        text = terminal.wait_for("pass 0 ")
        rate = text.splitlines()[0].partition(" lr ")[2].split()[0]
        for y in range(24):
            for x in (5, 60):
                terminal.send(f"\x1b[<{direction};{x};{y + 1}M".encode())
        terminal.press("space")
        assert f"lr {rate} " in terminal.wait_for("pass 1 ").splitlines()[0]


def test_the_mouse_is_left_to_the_terminal_where_it_is_wished(env: Mapping[str, str]) -> None:
    folder = Path(env["HOME"]) / ".config" / "tui-descent"
    folder.mkdir(parents=True)
    with Terminal(["open", "xor"], dict(env)) as terminal:
        terminal.wait_for("pass 0 ")
        assert b"\x1b[?1000;1006h" in terminal.everything
        assert b"1003h" not in terminal.everything
    (folder / "config.toml").write_text("mouse = false\n")
    with Terminal(["open", "xor"], dict(env)) as terminal:
        terminal.wait_for("pass 0 ")
        assert not any(mode in terminal.everything for mode in (b"1000;", b"1003h", b"1006h"))


@pytest.mark.parametrize(("preset", "tab"), [("ravine", "loss"), ("ravine", "mountain")])
@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_hero_and_a_panel_at_its_side_change_places(
    env: Mapping[str, str], preset: str, tab: str, size: tuple[int, int]
) -> None:
    with Terminal(["open", preset], dict(env), *size) as terminal:
        terminal.wait_for(" LANDSCAPE ")
        click(terminal, tab, within="LANDSCAPE")
        text = terminal.wait_for(
            lambda text: f" {tab.upper()} " in text and " LANDSCAPE " not in text
        )
        hero = text.splitlines()[1]
        assert f" {tab.upper()} " in hero[: size[0] // 2]


def test_help_is_scrolled_turned_and_closed(env: Mapping[str, str]) -> None:
    with Terminal(["open", "xor"], dict(env)) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press("?")
        before = terminal.wait_for("page 1 of")
        terminal.send(b"\x1b[<65;20;10M")
        terminal.wait_for(lambda text: "page 1 of" in text and text != before)
        click(terminal, "the gauge", within="any other key")
        terminal.wait_for("page 2 of")
        click(terminal, "any other key")
        terminal.wait_for("space pass")


def test_the_rows_stay_while_a_visible_one_is_picked(env: Mapping[str, str]) -> None:
    with Terminal(["open", "xor"], dict(env)) as terminal:
        text = terminal.wait_for("pass 0 ")
        table = [line.partition("││")[2] for line in text.splitlines()[3:12]]
        last = table[-1].split()[0]
        at = 3 + len(table) - 1
        for _ in range(2):
            point(terminal, text.splitlines()[at].index(last), at)
            terminal.wait_for(f"▸{last}")
        assert f"▸{last}" in terminal.text.splitlines()[at]


def test_what_is_cut_off_the_tabs_is_reached_by_its_dots(env: Mapping[str, str]) -> None:
    with Terminal(["open", "xor"], dict(env)) as terminal:
        terminal.wait_for(" LOSS ")
        click(terminal, "…", within="╭─ LOSS")
        terminal.wait_for(" ARITHMETIC ")
        click(terminal, "…", within="ARITHMETIC")
        terminal.wait_for(lambda text: " ARITHMETIC " not in text)


def test_a_click_on_nothing_does_nothing_and_one_on_a_notice_brings_the_keys(
    env: Mapping[str, str],
) -> None:
    with Terminal(["open", "xor"], dict(env)) as terminal:
        terminal.wait_for("pass 0 ")
        point(terminal, 79, 2)  # the frame's edge
        terminal.press("y")
        terminal.wait_for("fog: you see only")
        assert "what is this?" not in terminal.text.replace("W what is this?", "")
        point(terminal, 5, 23)
        terminal.wait_for("space pass")
        terminal.press("p")
        terminal.watch_for("playing, ")
        point(terminal, 5, 23)
        terminal.wait_for(lambda text: "playing, " not in text and "space pass" in text)


def test_the_blank_behind_a_key_presses_none(env: Mapping[str, str]) -> None:
    with Terminal(["open", "xor"], dict(env)) as terminal:
        line = terminal.wait_for("q quit").splitlines()[-1]
        point(terminal, line.index("quit") + len("quit"), 23)
        point(terminal, 0, 23)
        click(terminal, "pass", within="space pass")
        terminal.wait_for("pass 1 ")
