"""Every command has its place in the help, and keys in texts have their words."""

import re

import pytest

from tests.plain.seen import eyes_needed
from tests.plain.talk import talk
from tui_descent.actions import COMMANDS, WORDS
from tui_descent.actions.registry import IN_WORDS
from tui_descent.glossary import NAMES_IN_WORDS
from tui_descent.plain.words import DOES
from tui_descent.presets import load, names
from tui_descent.views.view import ALL as VIEWS
from tui_descent.views.view import View

ALLOWED = {  # what of these words is meant otherwise
    ("CSV file", "columns"),  # of a file
    ("csv", "columns"),
    ("features", "columns"),
    ("features", "column"),
    ("feature", "columns"),
    ("feature", "column"),
    ("columns", "columns"),
    ("columns", "column"),
    ("column", "columns"),
    ("column", "column"),
    ("open", "column"),
    ("circle", "ring"),  # of points
    ("verdict", "row"),  # one after the other
    ("schedule", "key"),  # KEY=VALUE
    ("data", "key"),
    ("view", "view"),  # its own name
    ("view", "views"),
    ("views", "view"),
    ("views", "views"),
    ("words", "view"),
    ("words", "views"),
}
OF_PROBLEMS = {  # what of these words is meant otherwise there
    ("saddle-network", "row"),  # one after the other
    ("vanishing", "row"),
    ("circle", "ring"),  # of points
    ("digits", "pictures"),  # samples
}
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


@pytest.mark.parametrize("name", [*WORDS, *NAMES_IN_WORDS, "words"])
def test_help_speaks_of_nothing_that_only_a_screen_has(name: str) -> None:
    said = talk(f"help {name}")
    begin = len(talk("").lines)
    assert said.errors == []
    told = "\n".join(said.lines[begin:])
    assert [(name, word) for word in eyes_needed(told) if (name, word) not in ALLOWED] == []


def test_every_exception_is_one() -> None:
    begin = len(talk("").lines)
    for name, word in ALLOWED:
        assert word in eyes_needed("\n".join(talk(f"help {name}").lines[begin:])), (name, word)


@pytest.mark.parametrize("preset", names())
def test_a_problem_is_told_without_keys_and_pictures(preset: str) -> None:
    found = eyes_needed(f"{load(preset).title}. {load(preset).summary}")
    assert [word for word in found if (preset, word) not in OF_PROBLEMS] == []


def test_a_sign_of_the_screen_is_said_to_be_one() -> None:
    said = talk("help ●\nhelp ▲\nhelp plane")
    assert [error.split(": ")[2] for error in said.errors] == [
        "● is only drawn on a screen; no line here says it",
        "▲ is only drawn on a screen; no line here says it",
    ]
    assert said.lines[-2].startswith("plane (data): ")


@pytest.mark.parametrize(
    "view",
    [view for view in VIEWS if view.title != "rate"],  # which is told as the learning rate
    ids=lambda view: view.id,
)
def test_help_on_a_view_names_the_command_that_says_it(view: View) -> None:
    text = " ".join(talk(f"help {view.title}").lines)
    if view.title != view.word:
        assert f"{view.title}: the command {view.word} says it: " in text
    assert WORDS[view.word].help in text


def test_every_key_of_the_screen_has_its_words() -> None:
    assert {id for id, words in IN_WORDS.items() if not words} == WITHOUT_WORDS
    for words in filter(None, IN_WORDS.values()):
        assert words.split()[0].rstrip(",") in WORDS
