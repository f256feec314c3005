"""Targets that a loss cannot take are refused, and the remedy works when it is followed."""

import re
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.presets.writing import points, points_or_refusal, preset_text, problem, refusal
from tui_descent.engine.batches import Dataset
from tui_descent.presets import PresetError, load
from tui_descent.presets.change import Change, changed
from tui_descent.presets.variation import vary

Rows = list[list[float]]


@dataclass(frozen=True)
class Case:
    """A preset with one layer, whose inputs are 0, 1, 2 and so on."""

    activation: str
    loss: str
    units: int
    targets: Rows
    one_hot: bool = False

    @property
    def text(self) -> str:
        inputs = [[place] for place in range(len(self.targets))]
        return preset_text(
            self.activation,
            self.loss,
            (1, self.units),
            inputs=inputs,
            targets=self.targets,
            one_hot=self.one_hot,
        )

    def after(self, remedy: str) -> "Case":
        """The case once a remedy has been followed to the letter."""
        case = self
        if "set data.one_hot = true" in remedy:
            case = replace(case, one_hot=True)
        if found := re.search(r"the last entry of network\.layers (\d+)", remedy):
            case = replace(case, units=int(found[1]))
        if found := re.search(r"the last activation (\w+)", remedy):
            case = replace(case, activation=found[1])
        if found := re.search(r"the loss (\w+)", remedy):
            case = replace(case, loss=found[1])
        new = dict(re.findall(r"(?:write|and) (\S+) as ([01])\b", remedy))
        rows = [[float(new.get(f"{one:g}", one)) for one in row] for row in case.targets]
        if "divide each point's numbers by their sum" in remedy:
            rows = [[one / sum(row) for one in row] for row in rows]
        return replace(case, targets=rows)


def remedies(line: str) -> list[str]:
    """What a refusal says to do: one thing, or one of several."""
    return re.split(r", or(?: else|,)? ", line.split("; ")[1])


def column(*targets: float) -> Rows:
    return [[target] for target in targets]


CANNOT: list[tuple[Case, str]] = [
    (
        Case("sigmoid", "bce", 1, column(1, 1, 2, 2)),
        "data.targets: 1 and 2 where bce takes targets fro",
    ),
    (Case("sigmoid", "bce", 1, column(1, 1, 2, 2)), "; write 1 as 0 and 2 as 1"),
    (Case("sigmoid", "bce", 1, column(-1, 1, -1, 1)), "; write -1 as 0"),
    (Case("sigmoid", "bce", 1, column(0, 255, 0, 0)), "; write 255 as 1"),
    (
        Case("sigmoid", "bce", 1, column(0, 1, 2, 1)),
        "; if they are 3 classes, set data.one_hot = true ",
    ),
    (
        Case("sigmoid", "bce", 1, column(1.5, 7, 2, 3)),
        "data.targets: numbers from 1.5 to 7 where bce ta",
    ),
    (
        Case("sigmoid", "bce", 1, column(0.5, 0.2, 1.2)),
        "; make the last activation identity and the los",
    ),
    (
        Case("sigmoid", "bce", 1, column(3, 5, 9, 11)),
        "; make the last activation identity and the loss ",
    ),
    (
        Case("sigmoid", "bce", 1, column(3, 5)),
        "; write 3 as 0 and 5 as 1, or, if they are numbers to pr",
    ),
    (Case("sigmoid", "bce", 1, column(13)), "data.targets: 13 where bce takes targets from 0 to 1"),
    (
        Case("sigmoid", "bce", 2, [[0, 1], [0, 2], [1, 1]]),
        "data.targets: 1 and 2 where bce takes targe",
    ),
    (
        Case("softmax", "cross_entropy", 1, column(0, 0, 1, 1)),
        "network.activations[0]: softmax over 1 u",
    ),
    (
        Case("softmax", "cross_entropy", 1, column(0, 0, 1, 1)),
        "data.one_hot = true and make the last en",
    ),
    (Case("softmax", "cross_entropy", 1, column(1, 1, 2, 2)), "network.layers 2"),
    (Case("softmax", "cross_entropy", 1, column(0, 1, 2, 1)), "network.layers 3"),
    (
        Case("softmax", "cross_entropy", 1, column(0.5, 3.5, 2, 1)),
        "; make the last activation identity",
    ),
    (
        Case("softmax", "cross_entropy", 1, column(1, 1, 1, 1)),
        "; make the last activation sigmoid and ",
    ),
    (
        Case("softmax", "mse", 1, column(0, 0, 1, 1)),
        "; make the last activation sigmoid, or set data.one_hot = true",
    ),
    (Case("softmax", "mae", 1, column(0.5, 3.5, 2.25, 1)), "; make the last activation identity"),
    (
        Case("softmax", "cross_entropy", 3, column(0, 1, 2, 1)),
        "data.targets: 1 number a point where the",
    ),
    (Case("softmax", "cross_entropy", 3, column(0, 1, 2, 1)), "; set data.one_hot = true"),
    (Case("softmax", "cross_entropy", 4, column(0, 1, 2, 1)), "network.layers 3"),
    (
        Case("softmax", "cross_entropy", 2, column(0.5, 3.5, 2.25)),
        "the last entry of network.layers 1, ",
    ),
    (
        Case("identity", "mse", 3, column(0, 1, 2, 1)),
        "; set data.one_hot = true if they are classes, o",
    ),
    (
        Case("softmax", "cross_entropy", 2, [[1, 1], [0, 1], [1, 0]]),
        "data.targets[0]: 1, 1 where cross_",
    ),
    (
        Case("softmax", "cross_entropy", 2, [[0, 1], [1, 0], [0, 0]]),
        "data.targets[2]: 0, 0 where cross_",
    ),
    (Case("softmax", "cross_entropy", 2, [[-1, 1], [1, -1]]), "; write -1 as 0"),
    (Case("softmax", "cross_entropy", 2, [[1, 2], [2, 1], [2, 1]]), "; write 1 as 0 and 2 as 1"),
    (
        Case("softmax", "cross_entropy", 2, [[30, 70], [10, 90]]),
        "; divide each point's numbers by their",
    ),
    (Case("softmax", "cross_entropy", 2, [[0.3, 0.6], [1, 0]]), "their sum (0.3333, 0.6667)"),
    (
        Case("softmax", "cross_entropy", 2, [[0.5, 0.5], [1.5, -0.5]]),
        "data.targets[1]: 1.5, -0.5 where ",
    ),
    (
        Case("softmax", "cross_entropy", 2, [[0.5, 0.5], [0, 0]]),
        "; give each point shares, or, to predi",
    ),
]


@pytest.mark.parametrize(("case", "says"), CANNOT)
def test_targets_that_a_loss_cannot_take_are_refused(tmp_path: Path, case: Case, says: str) -> None:
    line = refusal(tmp_path, case.text)
    assert line.startswith("p.toml: ")
    assert says in line


@pytest.mark.parametrize("case", [case for case, _ in CANNOT])
def test_each_remedy_works_when_it_is_followed(tmp_path: Path, case: Case) -> None:
    tried = 0
    for remedy in remedies(refusal(tmp_path, case.text)):
        mended = case.after(remedy)
        if mended != case:  # "give each point shares" is for a person to do
            points(tmp_path, mended.text)
            tried += 1
    assert tried


VALUES = st.sampled_from([-1.0, 0.0, 0.25, 0.5, 1.0, 2.0, 3.0, 40.0])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    activation, loss = draw(
        st.sampled_from(
            [("sigmoid", "bce"), ("softmax", "cross_entropy"), ("softmax", "mse"), ("tanh", "mae")]
        )
    )
    width = draw(st.integers(1, 3))
    row = st.lists(VALUES, min_size=width, max_size=width)
    rows = draw(st.lists(row, min_size=1, max_size=6))
    return Case(activation, loss, draw(st.integers(1, 3)), rows)


@given(cases())
def test_whatever_the_targets_are_the_remedies_lead_to_some_that_the_loss_can_take(
    case: Case,
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = points_or_refusal(Path(folder), case.text)
        for _ in range(5):  # behind one mistake there may be others: one for each column, too
            if isinstance(found, str):
                case = case.after(remedies(found)[-1])
                found = points_or_refusal(Path(folder), case.text)
    assert isinstance(found, Dataset)
    if case.loss == "bce":
        assert found.targets.min() >= 0.0
        assert found.targets.max() <= 1.0
    if case.loss == "cross_entropy":
        assert case.units > 1
        assert found.targets.min() >= 0.0
        np.testing.assert_allclose(found.targets.sum(axis=0), 1.0, rtol=0, atol=1e-6)


def test_what_a_loss_can_take_is_taken(tmp_path: Path) -> None:
    for case in (
        Case("sigmoid", "bce", 1, column(0, 1, 0.25)),
        Case("sigmoid", "bce", 2, [[0, 1], [1, 1], [0, 0]]),
        Case("sigmoid", "mse", 1, column(-1, 2)),
        Case("softmax", "cross_entropy", 2, [[0, 1], [0.25, 0.75]]),
        Case("softmax", "cross_entropy", 3, [[0.3333333, 0.3333333, 0.3333334]]),
        Case("softmax", "mse", 2, [[0, 1], [1, 0]]),
    ):
        assert points(tmp_path, case.text).targets.T.tolist() == case.targets


def test_numbers_and_texts_name_classes_in_literal_targets(tmp_path: Path) -> None:
    three: dict[str, Any] = {"inputs": [[0], [1], [2]], "one_hot": True}
    for targets, classes in (
        ([[10], [2], [2]], ("2", "10")),
        ([10, 2, 2], ("2", "10")),
        (["b", "a", " a "], ("a", "b")),
        ([0.5, -1, -1], ("-1", "0.5")),
    ):
        text = preset_text("softmax", "cross_entropy", (1, 2), targets=targets, **three)
        data = points(tmp_path, text)
        assert data.classes == classes
        truth = [classes[place] for place in data.targets.argmax(axis=0)]
        assert truth[1] == truth[2] != truth[0]
        assert data.targets.sum(axis=0).tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("targets", "says"),
    [
        (["a", "b", "c"], "data.targets: 3 classes where the last layer has 2 units; make the las"),
        (["a", "a", "a"], "data.targets: only one class: a; give points of two classes or more"),
        (["a", " ", "b"], "data.targets[1]: empty; give a class"),
        ([[0, 1], [1, 0], [1, 0]], "data.targets[0]: 2 numbers where data.one_hot takes one class"),
        ([], "data.targets: empty"),
        (["a", "b"], "data.targets: 2 entries for 3 inputs"),
    ],
)
def test_a_wrong_class_is_told(tmp_path: Path, targets: list[str] | Rows, says: str) -> None:
    text = preset_text(
        "softmax",
        "cross_entropy",
        (1, 2),
        inputs=[[0], [1], [2]],
        targets=targets,
        one_hot=True,
    )
    assert says in refusal(tmp_path, text)


def test_numbers_that_never_recur_are_not_taken_for_classes(tmp_path: Path) -> None:
    prices = [[100 + place] for place in range(40)]
    text = preset_text(
        "softmax", "cross_entropy", (1, 2), inputs=prices, targets=prices, one_hot=True
    )
    assert "40 classes where the last layer has 2 units; leave data.one_hot out" in refusal(
        tmp_path, text
    )


def test_words_among_literal_targets_lead_to_classes_or_to_0_and_1(tmp_path: Path) -> None:
    words: dict[str, Any] = {"inputs": [[0], [1], [2]], "targets": ["b", "a", "b"]}
    line = refusal(tmp_path, preset_text("sigmoid", "bce", (1, 1), **words))
    assert (
        line == "p.toml: data.targets: the text 'a' where a number belongs; write a as 0 and b as 1"
    )
    line = refusal(tmp_path, preset_text("softmax", "cross_entropy", (1, 2), **words))
    assert line.endswith("; set data.one_hot = true")
    assert points(
        tmp_path, preset_text("softmax", "cross_entropy", (1, 2), **words, one_hot=True)
    ).classes == ("a", "b")


@pytest.mark.parametrize("generator", ["circle", "xor", "gaussians", "spiral", "moons"])
def test_made_classes_fit_both_cross_entropies(tmp_path: Path, generator: str) -> None:
    made: dict[str, Any] = {"generator": generator, "samples": 10}
    points(tmp_path, preset_text("sigmoid", "bce", (2, 1), **made))
    assert refusal(tmp_path, preset_text("softmax", "cross_entropy", (2, 2), **made)).endswith(
        "data.generator: 1 number a point where the last layer has 2 units; set data.one_hot = true"
    )
    data = points(tmp_path, preset_text("softmax", "cross_entropy", (2, 2), **made, one_hot=True))
    assert data.targets.sum(axis=0).tolist() == [1] * 10


@pytest.mark.parametrize("generator", ["line", "plane", "sine"])
def test_made_numbers_fit_neither(tmp_path: Path, generator: str) -> None:
    inputs = 2 if generator == "plane" else 1
    line = refusal(tmp_path, preset_text("sigmoid", "bce", (inputs, 1), generator=generator))
    assert line.startswith("p.toml: data.generator: numbers from -")
    assert line.endswith("; make the last activation identity and the loss mse")
    points(tmp_path, preset_text("identity", "mse", (inputs, 1), generator=generator))
    hot = preset_text("softmax", "cross_entropy", (inputs, 2), generator=generator, one_hot=True)
    assert f"data.one_hot: given with {generator}, whose targets are numbers" in refusal(
        tmp_path, hot
    )


VALIDATED: dict[str, Any] = {
    "inputs": [[0], [1]],
    "targets": [[0], [1]],
    "validation_inputs": [[2]],
}


@pytest.mark.parametrize(
    ("target", "one_hot", "says"),
    [
        ([2], False, "data.validation_targets: 2 where bce takes targets from 0 to 1; write them"),
        ([2], True, "data.validation_targets[0]: '2' is not a class; there are: 0, 1"),
        ([0.5, 0.75], True, "data.validation_targets[0]: 0.5, 0.75 where cross_entropy takes"),
    ],
)
def test_points_of_their_own_must_be_such_as_those_that_are_learned_from(
    tmp_path: Path, target: list[float], one_hot: bool, says: str
) -> None:
    kind = ("softmax", "cross_entropy", (1, 2)) if one_hot else ("sigmoid", "bce", (1, 1))
    text = preset_text(*kind, **VALIDATED, validation_targets=[target], one_hot=one_hot)
    assert says in refusal(tmp_path, text)


def test_classes_of_held_out_points_are_named_or_given_as_shares(tmp_path: Path) -> None:
    for targets in ([[1]], [1], ["1"], [[0, 1]]):
        text = preset_text(
            *("softmax", "cross_entropy", (1, 2)),
            **VALIDATED,
            validation_targets=targets,
            one_hot=True,
        )
        held_out = problem(tmp_path, text).held_out
        assert held_out is not None
        assert held_out.targets.tolist() == [[0], [1]]


def test_points_that_are_held_out_of_the_data_must_fit_too(tmp_path: Path) -> None:
    text = preset_text(
        "sigmoid", "bce", (1, 1), inputs=[[0], [1], [2]], targets=[[0], [1], [7]], held_out=1
    )
    assert "data.targets: numbers from 0 to 7 where bce" in refusal(tmp_path, text)


def test_classes_in_a_csv_file_are_refused_as_numbers_and_taken_as_classes(tmp_path: Path) -> None:
    table = "x,y\n0,1\n1,2\n2,3\n3,1\n"
    named: dict[str, Any] = {"csv": "t.csv", "inputs": ["x"], "targets": ["y"]}
    line = refusal(tmp_path, preset_text("softmax", "cross_entropy", (1, 1), **named), table)
    assert line.endswith("; set data.one_hot = true and make the last entry of network.layers 3")
    data = points(
        tmp_path, preset_text("softmax", "cross_entropy", (1, 3), **named, one_hot=True), table
    )
    assert data.targets.T.tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 0, 0]]
    shares = named | {"targets": ["y", "x"]}
    line = refusal(tmp_path, preset_text("softmax", "cross_entropy", (1, 2), **shares), table)
    assert line.startswith("p.toml: data.targets (line 3 of t.csv): 2, 1 where cross_entropy")


def test_a_change_that_the_targets_do_not_fit_is_refused() -> None:
    xor = load("xor")
    refused = r"softmax over 1 unit .*make the last activation sigmoid"
    with pytest.raises(PresetError, match=refused):
        vary(xor, activation="softmax", layer=2)
    with pytest.raises(PresetError, match=refused):
        changed(xor, (Change("activation", "softmax", 2),))
    assert vary(xor, activation="sigmoid", layer=2).shape == "2-4-1 tanh/sigmoid"
