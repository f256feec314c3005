"""All that is said while every problem and every lesson is played: how long, and for a voice."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.plain.test_lessons import script_of
from tui_descent.actions import WORDS, CommandError
from tui_descent.analysis import trial
from tui_descent.analysis.cure import Cure
from tui_descent.analysis.trial import Candidate, best_cure
from tui_descent.engine.descent import Descent, State
from tui_descent.engine.optimizers import OPTIMIZERS
from tui_descent.lessons.listing import lesson_names
from tui_descent.lessons.loading import load_lesson
from tui_descent.plain.conversation import do
from tui_descent.plain.mode import PlainMode
from tui_descent.plain.output import BREATH, LONGEST, Output
from tui_descent.plain.speech import phrases
from tui_descent.presets import PresetError, load, names
from tui_descent.session import remedies, until
from tui_descent.session.session import Session

SAID_ALOUD = re.compile(r"(?:(?!-\d)[\w .,;:?!'\"()/-])*")  # and no minus before a digit
PASS = {"step", "epoch", "until", "back", "cure", "swap", "undo", "redo", "reset", "new", "race"}
ASKED = {word for word, action in WORDS.items() if action.looks} | {"arithmetic", "sample", "read"}

STEPS = ["step", "step 20", "back 3", "phase", "phase", "phase", "phase", "rate *30", "step 5"]
RUNS = ["cure", "step 3", "fork", "reset", "step 2", "swap", "step", "drop", "undo", "redo", "new"]
RACES = ["race rates", "step", "step 12", "race 2", "race off", "race optimizers", "step", "race"]
CHANGES = ["select next", "nudge up", "set w1 -3.5", "check", "clip 1", "step"]
RECIPES = [
    "schedule cosine passes=50 to=0.01",
    "step 12",
    "schedule",
    "schedule step every=10 factor=0.5",
    "step 2",
    "schedule none",
]
OPTIMIZED = [line for name in OPTIMIZERS for line in (f"optimizer {name}", "step 12")]
NETWORK = [
    "epoch 2",
    "batch 2",
    "step 3",
    "batch full",
    "penalty l2 0.01",
    "step 3",
    "penalty l1 0.001",
    "step",
    "penalty none",
    "standardize on",
    "init normal 0.1",
    "activation relu all",
    "step 12",
    "hidden 8 8",
    "step 5",
    "loss mae",
    "step",
    "loss mse",
    "data spiral points=40 held-out=10",
    "step 12",
    "features x1 x2 x1^2 x1*x2 sin(x1)",
    "step 3",
    "point alone 0.5 -0.2 1",
    "step",
    "undo",
]
SURFACE = [
    "until converged",
    "formula x**4 - 3*x**3 + 2*x",
    "step 5",
    "formula 0.1*x**2 + sin(y)/2",
]
LOOKS = [
    "show",
    "parameters",
    "gradients",
    "arithmetic",
    "verdict",
    "gauge",
    "curve",
    "fit",
    "network",
    "network all",
    "directions",
    "sharpness",
    "look",
    "compare",
    "history",
]
WRONG = [
    "foo",
    "set w9 3",
    "rate -1e-7",
    "optimizer foo",
    "activation softmax",
    "features x1^2",
    "formula x**",
    "open a.csv",
    "-3",
    "point 1",
    "write x.foo",
    "help foo",
]


@pytest.fixture(autouse=True)
def _one_short_search_for_each_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A script is played twice, on paper and aloud: what helps in it is searched for once.

    A cure is followed for 200 passes, or 1000, and told in as many digits as after 300, or 3000.
    """
    found: dict[tuple[object, ...], Cure | None] = {}

    def once(
        here: tuple[Descent, State],
        first: float,
        candidates: Sequence[Candidate],
        goes_on: Callable[[], bool],
        long: bool,
    ) -> Cure | None:
        state, ways = here[1], [(one.cure, one.state.theta.tobytes()) for one in candidates]
        key = (state.passes, state.learning_rate, state.theta.tobytes(), first, *ways, long)
        if key not in found:
            found[key] = best_cure(here, first, candidates, goes_on, long)
        return found[key]

    monkeypatch.setattr(trial, "PASSES", 200)
    monkeypatch.setattr(trial, "MANY", 1000)
    monkeypatch.setattr(remedies, "best_cure", once)


def script_for(name: str) -> list[str]:
    """What there is to do with a problem: with the large one less."""
    if name == "digits":
        return ["step", "step 3", "phase", "phase", "rate *30", "step 2", "back", "epoch"]
    kind = NETWORK if Session(load(name)).has_network else SURFACE
    return [*STEPS, *RUNS, *RACES, *CHANGES, *RECIPES, *OPTIMIZED, *kind]


def played(lines: list[str], speech: bool = False) -> Iterator[tuple[str, list[str]]]:
    """Each line of a script, and what was said to it."""
    written = io.StringIO()
    mode = PlainMode(Output(written, ascii=False), seed=1)
    try:
        for line in ["speech on", *lines] if speech else lines:
            begin = written.tell()
            try:
                do(mode, line)
            except (CommandError, PresetError) as error:
                mode.out.say(*phrases(f"error: {error}", LONGEST))
            yield line, written.getvalue()[begin:].splitlines()
    finally:
        mode.close()


def too_long(said: Iterator[tuple[str, list[str]]]) -> list[tuple[str, str]]:
    """The lines that are longer than they may be: what a pass says fits into a breath."""
    long = []
    for typed, lines in said:
        word = typed.split()[0]
        answers = ("error: ", "runner ")  # not of a pass
        for line in lines if word not in ASKED else []:
            room = BREATH if word in PASS and not line.startswith(answers) else LONGEST
            if len(line) > room:
                long.append((typed, line))
    return long


def unsaid(said: Iterator[tuple[str, list[str]]]) -> list[str]:
    """The lines of which a voice would leave something out."""
    return [line for _, lines in said for line in lines if not SAID_ALOUD.fullmatch(line)]


@pytest.mark.parametrize("name", names())
def test_nothing_is_long_that_is_not_asked_for_and_a_voice_leaves_nothing_out(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both in one test, because what helps where is searched for by the first to play it."""
    assert too_long(played([f"open {name}", *script_for(name), "home"])) == []
    monkeypatch.setattr(until, "MOST", 20_000)  # on `saddle` the way down never ends
    script = [f"open {name}", *script_for(name), "fork", "back 2", "phase", "sample", "step"]
    said = [*played([*script, *LOOKS, *WRONG], speech=True)]
    assert unsaid(iter(said)) == []
    assert [line for _, lines in said for line in lines if len(line) > LONGEST] == []


@pytest.mark.parametrize("name", lesson_names())
def test_lessons_are_short_of_breath_and_said_aloud(name: str) -> None:
    script = [f"learn {name}", *script_of(load_lesson(name)), "goal", "hint", "hint", "hint"]
    pages = [lines for typed, lines in played(script) if typed in {"next", "hint"}]
    assert max((len(line) for lines in pages for line in lines), default=0) <= LONGEST
    assert unsaid(played([*script, "read", "restart"], speech=True)) == []


def test_the_help_is_said_aloud() -> None:
    script = ["open xor", "help", *(f"help {word}" for word in WORDS), "list"]
    assert unsaid(played(script, speech=True)) == []


def test_a_table_of_one_s_own_is_said_aloud(tmp_path: Path) -> None:
    rows = "\n".join(f"{place},{place % 3},{3 * place - 7}" for place in range(30))
    path = tmp_path / "houses.csv"
    path.write_text(f"size_m²,#rooms,price €\n{rows}\n", "utf-8")
    script = [f"open {path} price €", "step", "step 12", "show", *LOOKS]
    assert too_long(played(script)) == []
    said = [*played(script, speech=True)]
    assert unsaid(iter(said)) == []
    assert any("price euro sign" in line for _, lines in said for line in lines)
