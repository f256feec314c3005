"""The glossary: it has every word and sign of the screens, and its own; its numbers are right."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.plain.talk import talk
from tests.spoken import length_of
from tests.ui.test_screens import finished, opened, text_of
from tui_descent.analysis.words import WORDS
from tui_descent.data.generators import GENERATORS
from tui_descent.data.initialization import INITIALIZATIONS
from tui_descent.engine.activations import ACTIVATIONS
from tui_descent.engine.hyperparameters import symbols
from tui_descent.engine.losses import LOSSES
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.engine.record import fields
from tui_descent.engine.schedules import SCHEDULES
from tui_descent.glossary import GROUPS, NAMES, about, find, parts, search
from tui_descent.glossary.glossary import ALL
from tui_descent.presets import load, names
from tui_descent.presets.setup import setup_of
from tui_descent.ui.screens.setup import EXPLAINED
from tui_descent.ui.widgets.gauge import WORDS as ON_THE_GAUGE
from tui_descent.views.view import ALL as VIEWS

HERE = Path(__file__).parent
PROSE = ("lesson", "home", "help")  # screens of sentences, which have a test of their own
WORD = re.compile(r"[^\W\d_²³ᵗ₁₂]{2,}")
LETTERS = re.compile(r"[^\W\d_²³ᵗ₁₂]+")
DRAWN = re.compile(r"[\x00-\x7f\u2500-\u25ff\u2800-\u28ff]")  # lines, blocks, dots
ORDINARY = {*(HERE / "ordinary_english.txt").read_text("utf-8").split(), *"ox"}
ENDINGS = ("s", "es", "ed", "d", "ing", "er", "est", "ly", "r", "st")
POINTS = re.compile(r"[ox]+")  # as they are drawn without colours
LETTERS_SHOWN = (
    *("η", "μ", "β₁", "β₂", "ε", "α", "λ", "δ", "θ", "λmin", "λmax", "‖g‖", "∂L/∂w", "Σ", "√", "²"),
    *"zagvmsdt",
)
MOST_WORDS = 25
KEY = re.compile(r"\{[a-z-]+\}")
SUM = re.compile(
    r"((?<![\d.)]) ?[\d(√−][\d.²³ +−·/()√*]*[²³\d)]) = (−?[\d.]*\d)(?![\d.]*\d| *[·/+])"
)
PYTHON = {"·": "*", "−": "-", "²": "**2", "³": "**3"}


def known_letters() -> set[str]:
    """The words that names of terms are made of, and names of problems."""
    return {
        word
        for name in (*NAMES, *names())
        for word in LETTERS.findall(name.casefold().replace("_", " "))
    }


def stems(word: str) -> set[str]:
    """The word without an ending that it may have."""
    cut = [word.removesuffix(end) for end in ENDINGS if word.endswith(end)]
    return {word, *cut, *(f"{short}e" for short in cut)}


def unknown(words: set[str]) -> list[str]:
    known = ORDINARY | known_letters()
    return sorted(
        word for word in words if not (stems(word) & known) and not POINTS.fullmatch(word)
    )


def stored() -> dict[str, str]:
    paths = sorted((HERE / "ui" / "screens").glob("*.txt"))
    return {
        path.name: path.read_text("utf-8") for path in paths if path.name.split("-")[0] not in PROSE
    }


def registered() -> list[str]:
    """Every name in a registry that a screen shows."""
    rules: list[Any] = [*OPTIMIZERS.values(), *SCHEDULES.values()]
    letters = (mark for rule in OPTIMIZERS.values() for mark in symbols(rule).values())
    return [
        *OPTIMIZERS, *LOSSES, *ACTIVATIONS, *SCHEDULES, *INITIALIZATIONS, *GENERATORS, *WORDS,
        *(view.title for view in VIEWS), *ON_THE_GAUGE.values(),
        *(name for rule in rules for name in fields(rule)), *letters, *LETTERS_SHOWN,
    ]  # fmt: skip


@pytest.mark.parametrize("name", dict.fromkeys(registered()))
def test_it_has_every_name_of_the_registries(name: str) -> None:
    assert find(name)


@pytest.mark.parametrize("name", ["xor", "ravine"])
def test_it_has_what_can_be_built(name: str) -> None:
    rows = setup_of(load(name))
    for row in rows:
        assert row.option in EXPLAINED
        assert not unknown({word.casefold() for word in WORD.findall(row.label)}), row.label


def test_it_has_every_word_of_the_screens() -> None:
    for name, text in stored().items():
        words = {word.casefold() for word in WORD.findall(text)}
        assert not unknown(words), f"{name}: a term for the glossary, or ordinary English?"


def test_it_has_every_sign_of_the_screens() -> None:
    known = {char for name in NAMES for char in name} | set("·−×÷→←…≤≥ŷ′±%°—’“”↵⏎▶⏸")
    for name, text in stored().items():
        signs = {char for char in text if not DRAWN.match(char) and not char.isalnum()}
        assert not signs - known, f"{name}: {signs - known}"


def test_no_term_is_explained_by_one_that_it_does_not_have() -> None:
    for term in ALL:
        words = {word.casefold() for word in WORD.findall(KEY.sub("", term.text))}
        assert not unknown(words), term.name


def test_each_is_a_sentence_with_an_example() -> None:
    for term in ALL:
        assert term.meaning.endswith("."), term.name
        assert term.example.endswith("."), term.name
        assert max(map(length_of, (term.meaning, term.example))) <= MOST_WORDS, term.name


def test_the_same_name_has_other_meanings_only_elsewhere() -> None:
    for name in NAMES:
        places = [term.where for term in find(name)]
        assert len(set(places)) == len(places), name


def test_sums_in_examples_are_right() -> None:
    """Each `3² + 1² = 10`, and `0.1 · 4 = 0.4` after a text."""
    count = 0
    for term in ALL:
        for sum_, result in SUM.findall(f"{term.meaning} {term.example}"):
            code = sum_
            for sign, python in PYTHON.items():
                code = code.replace(sign, python)
            code = re.sub(r"√\(", "np.sqrt(", code)
            code = re.sub(r"√([\d.]+)", r"np.sqrt(\1)", code)
            value = float(result.replace("−", "-"))
            digits = len(result.replace("−", "").lstrip("0.").replace(".", ""))
            assert eval(code) == pytest.approx(value, rel=0.5 * 10.0 ** (1 - digits)), term
            count += 1
    assert count >= 35


def test_what_activations_make_of_numbers_is_so() -> None:
    told = {
        "sigmoid": [(0.0, 0.5), (10.0, 1.0)],
        "tanh": [(0.0, 0.0), (1.0, 0.762), (10.0, 1.0)],
        "relu": [(3.0, 3.0), (-2.0, 0.0)],
        "leaky_relu": [(3.0, 3.0), (-2.0, -0.02)],
        "elu": [(-2.0, -0.865)],
        "softplus": [(0.0, 0.693), (10.0, 10.0)],
        "gelu": [(1.0, 0.841), (-1.0, -0.159)],
        "sin": [(0.0, 0.0), (1.571, 1.0), (3.142, 0.0)],
    }
    for name, pairs in told.items():
        for number, value in pairs:
            out = np.empty((1, 1))
            ACTIVATIONS[name]().apply(np.array([[number]]), out)
            assert out[0, 0] == pytest.approx(value, abs=6e-4), name
    shares = np.exp([2.0, 1.0, 0.0]) / np.exp([2.0, 1.0, 0.0]).sum()
    assert [f"{share:.3g}" for share in shares] == ["0.665", "0.245", "0.09"]
    assert -np.log([0.5, 0.9, 0.1]) == pytest.approx([0.693, 0.105, 2.3], abs=3e-3)


def test_what_schedules_make_of_a_rate_is_so() -> None:
    def rates(name: str, at: list[int], **given: float) -> list[float]:
        rule = SCHEDULES[name](**given)
        return [round(float(rule.rate(0.1, one)), 4) for one in at]

    assert rates("step", [0, 19, 20, 39, 40], every=20, gamma=0.5) == [0.1, 0.1, 0.05, 0.05, 0.025]
    assert rates("exponential", [0, 1, 2], gamma=0.5) == [0.1, 0.05, 0.025]
    assert rates("inverse_time", [0, 1, 2], decay=1.0) == [0.1, 0.05, 0.0333]
    assert rates("cosine", [0, 50, 100], passes=100, to=0.0) == [0.1, 0.05, 0.0]
    assert rates("warmup", [0, 1, 2, 3, 4], passes=4) == [0.025, 0.05, 0.075, 0.1, 0.1]


def test_what_optimizers_make_of_a_slope_is_so() -> None:
    def steps(name: str, slopes: list[float], rate: float) -> list[float]:
        rule, theta = OPTIMIZERS[name](), np.zeros(1)
        state, made = rule.init(theta), []
        for slope in slopes:
            step, state = rule.update(np.array([slope]), state, np.float64(rate), theta)
            made.append(float(step[0]))
        return made

    assert steps("sgd", [4.0], 0.1) == pytest.approx([-0.4])
    assert steps("momentum", [1.0] * 3, 1.0) == pytest.approx([-1.0, -1.9, -2.71])
    assert steps("nesterov", [4.0], 1.0) == pytest.approx([-7.6])
    assert steps("adagrad", [3.0, 4.0], 1.0)[1] == pytest.approx(-4.0 / 5.0)
    assert steps("adam", [400.0], 0.1) == pytest.approx([-0.1])


def test_a_name_is_found_however_it_is_written() -> None:
    assert find("LR") == find("eta") == find("η")
    assert find("λmax")[0].name == "λmax"
    assert {term.where for term in find("slow")} == {"gauge", "verdict"}
    assert about("slow", "gauge") != about("slow", "verdict")
    with pytest.raises(LookupError):
        about("banana")


def test_the_search_has_the_name_first() -> None:
    assert search("limit")[0].name == "limit"
    assert search("lr")[0].name == "learning rate"
    assert [term.name for term in search("")] != []
    assert len(search("")) == len(ALL)
    assert search("banana") == ()


def test_the_plain_mode_lists_and_explains_words() -> None:
    listed = " ".join(talk("help words").lines)
    assert [group for group in GROUPS if f"{group}:" not in listed] == ["signs"]  # of pictures
    said = talk("help limit").text
    assert "2 / 18 = 0.111" in " ".join(said.split())
    both = talk("help batch").text
    assert "batch NUMBER|full" in both or "batch " in both
    assert "The samples that one pass uses" in " ".join(both.split())
    assert "did you mean saturated?" in talk("help satturated").errors[0]


async def test_the_help_screen_searches_it() -> None:
    async with opened("xor").run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark", "shift+tab", *"lim")
        await pilot.pause()
        text = text_of(pilot)
        assert "help: words · lim" in text
        assert text.index("limit") < text.index("climbs")
        await pilot.press("escape")
        await pilot.pause()
        assert "help: words ─" in text_of(pilot)
        await pilot.press("escape")
        assert "help:" not in await finished(pilot)


async def test_a_q_on_its_page_is_a_letter_and_a_question_mark_closes_it() -> None:
    async with opened("xor").run_test(size=(80, 24)) as pilot:
        await pilot.press("question_mark", "shift+tab", "q", "q")
        await pilot.pause()
        assert "no word like 'qq'; backspace" in text_of(pilot)
        await pilot.press("question_mark")
        assert "help:" not in await finished(pilot)


def test_a_new_name_without_words_here_has_those_of_its_class(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(parts.OF_ACTIVATIONS, "tanh")
    assert parts.of_activation("tanh").example == "−1 becomes −0.762, and 1 becomes 0.762."
    monkeypatch.delitem(parts.OF_LOSSES, "huber")
    assert parts.of_loss("huber").meaning.startswith("Half the squared error")
    monkeypatch.delitem(parts.OF_OPTIMIZERS, "sgd")
    assert parts.of_optimizer("sgd").example == "step = −η·g."
    monkeypatch.delitem(parts.OF_SETTINGS, "momentum")
    assert parts.of_setting("momentum", "μ").example == "v ← μ·v + g."
    monkeypatch.delitem(parts.OF_SCHEDULES, "constant")
    assert parts.of_schedule("constant").example == "η."
