"""Every command has its place in the help, and keys in texts have their words."""

import re

import pytest

from tests.plain.talk import talk
from tui_descent.actions import COMMANDS, WORDS
from tui_descent.actions.registry import IN_WORDS
from tui_descent.plain.words import DOES

WITHOUT_WORDS = {
    "slower",
    "faster",
    "log",
    "whole",
    "what",
    "commands",
    "repaint",
    "fold",
    "suspend",
    "zoom-in",
    "zoom-out",
    "pan-left",
    "pan-down",
    "pan-up",
    "pan-right",
    "follow",
    "plane",
    "second",
    "fog",
}


def test_the_help_names_every_command_once() -> None:
    printed = re.findall(r"^  (\w+)[ :]", talk("help").text, re.MULTILINE)
    assert printed == [*WORDS]


def test_every_command_is_done_by_the_session_or_by_the_plain_mode() -> None:
    assert {*DOES, *COMMANDS} == {*WORDS}
    assert {*DOES} & {*COMMANDS} == {"sweep"}  # which tells each rate there, to a lesson the best


@pytest.mark.parametrize("name", WORDS)
def test_each_has_a_help_of_its_own(name: str) -> None:
    said, action = talk(f"help {name}"), WORDS[name]
    assert said.status == 0
    assert action.usage in said.lines
    if action.arguments:
        assert f"for example: {name}" in said.text.replace("select W1", f"{name} W1", 1)


@pytest.mark.parametrize(
    ("name", "preset", "script", "told"),
    [
        ("step", "xor", "step 3", "pass 3 "),
        ("epoch", "mini-batches", "epoch 2", "pass 80 "),
        ("epoch", "mini-batches", "step 7\nepoch 2", "pass 80 "),
        ("back", "xor", "step 9\nback 3", "pass 6 "),
        ("nudge", "one-weight", "nudge w1 up\nshow", "w1 2.1 "),
        ("nudge", "one-weight", "set w1 9.9\nnudge w1 up\nshow", "w1 10 "),
        ("nudge", "one-weight", "set w1 25\nnudge w1 up\nshow", "w1 26 "),
        ("nudge", "one-weight", "set w1 -250\nnudge w1 up\nshow", "w1 -240 "),
        ("sweep", "xor", "step 3\nsweep 20\nshow", "pass 3 "),
        ("batch", "xor", "batch 2\nshow", "samples 4, 2 passes to an epoch "),
    ],
)
def test_what_the_examples_say_is_so(name: str, preset: str, script: str, told: str) -> None:
    assert WORDS[name].example
    said = talk(script, preset)
    assert said.errors == []
    states = [line for line in said.lines if line.startswith(("pass ", "samples "))]
    assert any(told in f"{line} " for line in states[-2:])


def test_every_key_of_the_screen_has_its_words() -> None:
    assert {id for id, words in IN_WORDS.items() if not words} == WITHOUT_WORDS
    for words in filter(None, IN_WORDS.values()):
        assert words.split()[0].rstrip(",") in WORDS
