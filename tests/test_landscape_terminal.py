"""The landscape and the slice in a real 80×24 terminal."""

import re

import pytest

from tests.pty_terminal import Terminal


def panel(text: str) -> list[str]:
    """The lines inside the hero, on the left."""
    return [line[1:].partition("││")[0] for line in text.splitlines()[2:19]]


def place(lines: list[str], mark: str) -> tuple[int, int]:
    """(column, row) of the only such mark above the words."""
    rows = lines[:13]
    found = [(line.index(mark), row) for row, line in enumerate(rows) if mark in line]
    assert len(found) == 1
    return found[0]


def scales(lines: list[str]) -> tuple[dict[float, float], dict[float, int]]:
    """The numbers below the map with their columns, and those beside it with their rows."""
    below = {
        float(number[0].replace("−", "-")): (number.start() + number.end() - 1) / 2
        for number in re.finditer(r"−?[\d.]+", lines[13])
    }
    beside = {
        float(found[1].replace("−", "-")): row
        for row, line in enumerate(lines[:13])
        if (found := re.match(r"\s*(−?[\d.]+)┤", line))
    }
    return below, beside


def along(scale: dict[float, float] | dict[float, int], value: float) -> float:
    """Where a value stands between two numbers of an axis."""
    (first, start), *_, (last, stop) = sorted(scale.items())
    return start + (value - first) / (last - first) * (stop - start)


@pytest.mark.parametrize(
    ("preset", "minimum"), [("two-weights", (2.0, 1.0)), ("rosenbrock", (1.0, 1.0))]
)
def test_the_lowest_point_is_marked_where_the_axes_say(
    env: dict[str, str], preset: str, minimum: tuple[float, float]
) -> None:
    with Terminal(["open", preset], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.turn_to(" LANDSCAPE ")
        lines = panel(terminal.wait_for("lowest here 0 at"))
        below, beside = scales(lines)
        column, row = place(lines, "◇")
        assert abs(column - along(below, minimum[0])) <= 1.0
        assert abs(row - along(beside, minimum[1])) <= 1.0
        assert f"at ({minimum[0]:g}, {minimum[1]:g})" in "\n".join(lines)


def test_the_point_walks_to_the_lowest_point_of_two_weights(env: dict[str, str]) -> None:
    with Terminal(["open", "two-weights"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.turn_to(" LANDSCAPE ")
        lines = panel(terminal.wait_for("lowest here"))
        lowest = place(lines, "◇")
        below, beside = scales(lines)
        column, row = place(lines, "●")
        assert abs(column - along(below, -2.0)) <= 1.0
        assert abs(row - along(beside, 4.0)) <= 1.0
        terminal.press(">")
        lines = panel(terminal.wait_for("pass 100 "))
        assert place(lines, "●") == lowest
        terminal.press("y")
        assert "lowest here" not in terminal.wait_for("fog: you see")


def test_a_pass_with_the_landscape_shown_sends_at_most_1500_bytes(env: dict[str, str]) -> None:
    with Terminal(["open", "two-weights"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.turn_to(" LANDSCAPE ")
        terminal.wait_for("lowest here")
        sent = []
        for number in range(1, 22):
            before = terminal.received
            terminal.press("space")
            terminal.wait_for(f"pass {number} ")
            sent.append(terminal.received - before)
        assert sorted(sent)[len(sent) // 2] <= 1500


def test_overshooting_is_seen_on_both_sides_of_the_valley(env: dict[str, str]) -> None:
    with Terminal(["open", "one-weight"], env) as terminal:
        terminal.wait_for("pass 0 ")
        terminal.press("=", *["backspace"] * 4, "0.1", "enter")
        terminal.turn_to(" SLICE ")
        terminal.wait_for("lands at")
        columns = []
        for number in range(1, 7):
            terminal.press("space")
            lines = panel(terminal.wait_for(f"pass {number} "))
            columns.append(place(lines, "●")[0])
        middle = (columns[0] + columns[1]) / 2
        sides = [column > middle for column in columns[:4]]
        assert sides == [True, False, True, False]
