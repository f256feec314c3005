"""Before the first pass, the line below the gauge says what there is to see."""

import pytest
from textual.geometry import Size

from tui_descent.presets import load, names
from tui_descent.session.session import Session
from tui_descent.ui.widgets.lines import VerdictLine


def told(session: Session, columns: int = 80, rows: int = 1) -> str:
    """What the line says, as one text."""
    lines = VerdictLine().draw(session.frame(), Size(columns, rows))
    return " ".join("".join(text for text, _ in line).strip() for line in lines)


@pytest.mark.parametrize("name", names())
@pytest.mark.parametrize("size", [(80, 1), (40, 2), (200, 1)])
def test_a_problem_is_introduced_by_whole_sentences(name: str, size: tuple[int, int]) -> None:
    preset = load(name)
    reason, _, more = told(Session(preset), *size).partition(" before the first pass. ")
    assert reason.startswith("the loss is ")
    if more not in ("", preset.title):
        assert preset.summary.startswith(more)
        assert more.endswith((".", "!", "?"))


def test_a_long_line_has_room_for_more_of_it() -> None:
    short, long = (told(Session(load("himmelblau")), columns) for columns in (80, 160))
    assert long.startswith(short)
    assert len(long) > len(short)


def test_once_something_was_done_the_verdict_stands_there() -> None:
    session = Session(load("one-weight"))
    introduced = told(session)
    session.step()
    assert told(session) != introduced
    session.back()
    session.set_learning_rate(0.2)
    session.set_parameter(3.0)
    assert told(session) != introduced


def test_a_lesson_introduces_itself() -> None:
    line = VerdictLine()
    line.introduces = False
    [row] = line.draw(Session(load("one-weight")).frame(), Size(80, 1))
    assert "before the first pass" in row[0][0]
