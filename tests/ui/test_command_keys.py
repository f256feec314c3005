"""The keys that a command names do on the training screen what the command does."""

import pytest

from tests.pressed import keys_for
from tui_descent.actions import run
from tui_descent.presets import load
from tui_descent.session.session import Session
from tui_descent.terminal.terminal_app import PreparedScreen
from tui_descent.ui.app import DescentApp

LINES = [
    ("xor", ["step 102", "back 2", "step"]),
    ("mini-batches", ["step 3", "epoch", "epoch 2"]),
    ("one-weight", ["rate 0.08", "rate up", "rate up", "rate down", "step 3", "rate -1e-05"]),
    ("baseline-network", ["set h1->o1 2.8", "set w2 -0.5", "nudge w6 down", "select x1->h1"]),
    ("ravine", ["optimizer momentum momentum=0.5", "rate 0.6", "step 10"]),
    ("ravine", ["optimizer adamw beta1=0.8 weight_decay=0.1", "step 3", "optimizer sgd"]),
    ("one-weight", ["step 5", "fork", "back 5", "rate 0.05", "step 2", "swap", "drop"]),
    ("xor", ["new", "step", "reset"]),
    ("one-weight", ["phase", "phase", "step"]),
    ("xor", ["activation relu", "step 5", "batch 2", "step", "batch full", "activation tanh 2"]),
    ("xor", ["init normal 0.5", "step 3", "init he_uniform", "init zeros", "batch 3", "step"]),
    ("unscaled", ["standardize on", "rate 0.3", "step 5", "standardize off", "step"]),
    ("vanishing", ["activation tanh", "activation relu 3", "step", "activation sigmoid all"]),
]


@pytest.mark.parametrize(("preset", "lines"), LINES)
async def test_keys_and_words_lead_to_the_same_state(preset: str, lines: list[str]) -> None:
    by_words, by_keys = Session(load(preset)), Session(load(preset))
    async with DescentApp(by_keys).run_test(size=(80, 24)) as pilot:
        for line in lines:
            await pilot.press(*keys_for(by_keys, line))
            await pilot.pause()
            run(by_words, line)
            assert by_keys.state.theta.tobytes() == by_words.state.theta.tobytes(), line
            assert by_keys.state.passes == by_words.state.passes, line
            assert by_keys.state.learning_rate == by_words.state.learning_rate, line
            assert by_keys.state.optimizer == by_words.state.optimizer, line
            assert by_keys.selected == by_words.selected, line


async def test_a_key_means_what_textual_says_it_does() -> None:
    async with DescentApp(Session(load("digits"))).run_test(size=(80, 24)) as pilot:
        screen = pilot.app.screen
        assert isinstance(screen, PreparedScreen)
        known = screen.active_bindings
        assert len(known) > 40
        for key in (*known, "f12"):
            expected, found = known.get(key), screen.binding_of(key)
            assert (found and (found.binding, found.enabled)) == (
                expected and (expected.binding, expected.enabled)
            )
