"""A race, line by line."""

import csv
import json
import re
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.plain.talk import talk
from tui_descent.engine.optimizers import OPTIMIZERS, Momentum
from tui_descent.plain.output import BREATH, Output
from tui_descent.plain.report import race_line
from tui_descent.presets import load
from tui_descent.session.frame import Standing
from tui_descent.session.session import Session


def told(line: str) -> dict[int, float]:
    """The losses that a line tells, by the numbers of the runners."""
    found = re.findall(r"(\d)(?::| \w+) ([\d.e+-]+)", line)
    return {int(number): float(loss) for number, loss in found}


def test_each_pass_tells_where_all_are() -> None:
    said = talk("race rates\nstep\nstep", "ravine")
    assert said.status == 0
    lines = [told(line) for line in said.lines if line.startswith("race: ")]
    rates = (0.1, 0.2, 0.4, 0.8, 1.6)
    for passes, losses in enumerate(lines, start=1):
        for number, rate in enumerate(rates, start=1):
            single = Session(load("ravine"), learning_rate=rate)
            single.step(passes)
            assert losses[number] == pytest.approx(single.loss, rel=5e-4)


@pytest.mark.parametrize("loss", [-4.08e17, -4.08e-17, 1.23456e-308])
@pytest.mark.parametrize("spell", [None, str])
def test_however_far_they_have_run_away_a_line_is_a_breath(
    loss: float, spell: Callable[[str], str] | None
) -> None:
    standings = tuple(
        Standing(number, name, 0.3, 20, loss / number, False, number == 1, number == 3)
        for number, name in enumerate(("momentum", "sgd", "nesterov", "adagrad"), start=1)
    )
    frame: Any = SimpleNamespace(passes=20, standings=standings)
    line = race_line(frame, Output(StringIO(), ascii=False, spell=spell))
    assert spell or len(line) <= BREATH
    assert line.endswith("leads, and 2 more")


def test_of_many_runners_the_leader_and_one_s_own_are_told() -> None:
    lines = talk("race optimizers\nrace 1\nstep\nrace", "ravine").lines
    runners = [line for line in lines if line.startswith("runner ")][-len(OPTIMIZERS) :]
    losses = [float(line.split("loss ")[1].split()[0]) for line in runners]
    best = losses.index(min(losses)) + 1
    (line,) = [line for line in lines if line.startswith("race: ")]
    assert {*told(line)} == {1, best}
    assert f"{told(line)[best]:g} leads" in line
    assert line.endswith(f", and {len(OPTIMIZERS) - 2} more")


def test_race_alone_and_show_tell_who_runs() -> None:
    said = talk("race optimizers\nstep 5\nrace 2\nrace\nshow", "ravine")
    runners = [line for line in said.lines if line.startswith("runner ")]
    assert len(runners) == 4 * len(OPTIMIZERS)  # at the start, for race 2, race, and show
    here = [line for line in runners[-len(OPTIMIZERS) :] if "you are here" in line]
    assert [line.split(":")[0] for line in here] == ["runner 2"]
    assert sum("  leads" in line for line in runners[-len(OPTIMIZERS) :]) == 1


def test_what_is_wrong_is_told() -> None:
    said = talk("race\nrace 3\nrace off\nrace rates\nrace 7")
    assert said.status == 2
    assert "race optimizers or race rates begins one" in "\n".join(said.errors)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_all_runners_are_written(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"race.{form}"
    said = talk(f"optimizer momentum\nrace rates\nstep 4\nwrite {path}", "ravine")
    assert said.status == 0
    text = path.read_text()
    if form == "jsonl":
        records = [json.loads(line) for line in text.splitlines()]
    else:
        records = list(csv.DictReader(text.splitlines()))
    assert len(records) == 5 * 5
    rate = load("ravine").learning_rate
    for number, factor in enumerate((0.25, 0.5, 1.0, 2.0, 4.0), start=1):
        own = [one for one in records if int(one["runner"]) == number]
        assert [int(one["pass"]) for one in own] == [0, 1, 2, 3, 4]
        assert {one["optimizer"] for one in own} == {"momentum"}
        single = Session(load("ravine"), optimizer=Momentum(), learning_rate=factor * rate)
        single.step(4)
        assert float(own[-1]["loss"]) == single.loss


def test_without_a_race_records_are_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    talk(f"step 2\nwrite {path}", "ravine")
    assert all("runner" not in json.loads(line) for line in path.read_text().splitlines())
