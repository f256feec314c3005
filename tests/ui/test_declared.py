"""What lessons may name of the screen is there."""

from tui_descent.lessons.declared import KEYS, PANELS, VIEWS
from tui_descent.ui import keys, views


def test_the_keys_that_a_lesson_may_hide() -> None:
    known = {key.id for key in keys.TRAINING}
    assert set(KEYS) <= known
    assert not {"reset", "help", "quit", "home"} & set(KEYS)


def test_every_view_may_be_hidden_or_opened_with() -> None:
    for view in views.ALL:
        assert view.id in PANELS
        assert view.id in VIEWS
