"""What lessons may name of the screen is there."""

from tui_descent.actions.registry import HIDABLE
from tui_descent.lessons.declared import PANELS, VIEWS
from tui_descent.ui import views


def test_no_lesson_hides_the_ways_out() -> None:
    assert not {"reset", "undo", "help", "quit", "home"} & set(HIDABLE)


def test_every_view_may_be_hidden_or_opened_with() -> None:
    for view in views.ALL:
        assert view.id in PANELS
        assert view.id in VIEWS
