"""What a session tells of its past is what `run` would have printed."""

import json
from pathlib import Path

import pytest

from tui_descent.cli import run_command
from tui_descent.presets import load
from tui_descent.records import lines
from tui_descent.session.elsewhere import past
from tui_descent.session.session import Session


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run_command(["run", *arguments]) == 0
    return capsys.readouterr().out


def told(session: Session, form: str = "jsonl") -> str:
    return "".join(lines(session.objective, past(session), form))


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize("preset", ["xor", "mini-batches", "momentum", "adam", "one-weight"])
def test_an_unchanged_run_is_told_byte_for_byte(
    preset: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    session = Session(load(preset))
    session.step(120)
    expected = printed(capsys, preset, "--passes", "120", "--format", form)
    assert told(session, form) == expected


def test_changed_rates_are_told_as_they_happened(capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(load("xor"), schedule={30: 0.25})
    session.step(20)
    session.set_learning_rate(0.5)
    session.step(20)
    schedule = ("--learning-rate-at", "20:0.5", "--learning-rate-at", "30:0.25")
    assert told(session) == printed(capsys, "xor", "--passes", "40", *schedule)


def test_after_going_back_it_is_told_as_far_as_the_present_pass(
    capsys: pytest.CaptureFixture[str],
) -> None:
    session = Session(load("xor"))
    session.step(50)
    session.back(13)
    kept = past(session)
    session.reset()
    expected = printed(capsys, "xor", "--passes", "37")
    assert "".join(lines(session.objective, kept, "jsonl")) == expected


def test_a_diverged_run_ends_with_its_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    session = Session(load("one-weight"), learning_rate=50.0)
    session.step(1000)
    options = ("--learning-rate", "50", "--passes", "1000")
    assert told(session) == printed(capsys, "one-weight", *options)


def test_a_weight_put_by_hand_is_told_and_the_verdict_starts_there(tmp_path: Path) -> None:
    session = Session(load("one-weight"))
    session.step(3)
    session.set_parameter(9.0)
    frames = [session.frame()]
    session.step()
    frames.append(session.frame())
    records = [json.loads(line) for line in told(session).splitlines()]
    assert [record["pass"] for record in records] == [0, 1, 2, 3, 4]
    assert records[3]["parameters"] == {"W1": [[9.0]]}
    for record, frame in zip(records[3:], frames, strict=True):
        assert record["loss"] == frame.loss
        assert frame.verdict is not None
        assert record["verdict"] == frame.verdict.word
    assert records[3]["verdict"] == "starting"


@pytest.mark.parametrize(
    "arguments",
    [
        ("xor", "--passes", "230"),
        ("ravine", "--learning-rate", "11", "--passes", "3000"),  # it diverges on the way
        ("circle", "--batch-size", "7", "--schedule", "cosine:passes=100", "--passes", "230"),
    ],
)
def test_records_of_some_passes_are_those_of_all_passes(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody looks at the passes in between; the words of a verdict look back on 16 of them."""
    *_, last = all_of_them = printed(capsys, *arguments).splitlines()
    for every in (7, 100, 1000):
        wanted = [line for line in all_of_them[:-1] if json.loads(line)["pass"] % every == 0]
        found = printed(capsys, *arguments, "--every", str(every)).splitlines()
        assert found == [*wanted, last], every
