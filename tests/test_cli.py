"""The commands: what they print, and with which exit status they end."""

import csv
import io
import json
import subprocess
from pathlib import Path

import pytest

from tests.program import PROGRAM, run
from tests.pty_terminal import Terminal


def test_run_prints_a_record_for_pass_0_and_each_later_one(env: dict[str, str]) -> None:
    result = run(env, "run", "three-weights", "--passes", "2")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.returncode == 0
    assert [record["pass"] for record in records] == [0, 1, 2]
    assert list(records[0]) == [
        "pass",
        "epoch",
        "learning_rate",
        "loss",
        "batch_loss",
        "parameters",
        "gradients",
        "verdict",
    ]
    assert records[0]["parameters"] == {"W1": [[0.0, 2.0, 1.0]]}
    assert records[0]["gradients"] == {"W1": [[14.0, 28.0, 42.0]]}
    assert records[0]["verdict"] == "starting"
    assert records[1]["parameters"]["W1"][0] == pytest.approx([-0.14, 1.72, 0.58], rel=1e-12)


def test_floats_read_back_bit_for_bit_and_the_same_command_prints_the_same(
    env: dict[str, str],
) -> None:
    from tui_descent.engine.descent import Descent
    from tui_descent.presets import load

    preset = load("xor")
    descent = Descent(preset.objective)
    state = descent.start(preset.initial_parameters(), preset.optimizer, 0.3)
    first, again = (run(env, "run", "xor", "--passes", "30").stdout for _ in range(2))
    assert first == again
    for line in first.splitlines():
        record = json.loads(line)
        assert record["loss"] == state.batch_loss
        arrays = preset.objective.arrays(state.theta)
        assert record["parameters"] == {name: part.tolist() for name, part in arrays.items()}
        state = descent.advance(state)


@pytest.mark.parametrize(
    ("passes", "told"), [(100, [0, 30, 60, 90, 100]), (90, [0, 30, 60, 90]), (7, [0, 7]), (0, [0])]
)
def test_every_prints_each_kth_and_the_last(
    env: dict[str, str], passes: int, told: list[int]
) -> None:
    lines = run(env, "run", "xor", "--passes", str(passes), "--every", "30").stdout.splitlines()
    assert [json.loads(line)["pass"] for line in lines] == told


def test_learning_rate_at_counts_for_the_passes_that_follow(env: dict[str, str]) -> None:
    lines = run(
        env,
        *("run", "one-weight", "--passes", "3", "--learning-rate", "0.05"),
        *("--learning-rate-at", "2:0.1", "--learning-rate-at", "3:0"),
    ).stdout.splitlines()
    assert [json.loads(line)["learning_rate"] for line in lines] == [0.05, 0.05, 0.1, 0.0]


def test_divergence_is_a_result(env: dict[str, str]) -> None:
    result = run(
        env, "run", "one-weight", "--learning-rate", "5", "--passes", "500", "--every", "7"
    )
    last = result.stdout.splitlines()[-1]
    assert result.returncode == 0
    record = json.loads(last, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert record["loss"] == "inf"
    assert record["verdict"] == "diverged"
    assert record["pass"] == 79


def test_csv_has_a_column_for_each_number(env: dict[str, str]) -> None:
    options = ("--passes", "2", "--learning-rate", "0.1")
    table = run(env, "run", "xor", *options, "--format", "csv").stdout
    lines = run(env, "run", "xor", *options).stdout.splitlines()
    rows = list(csv.DictReader(io.StringIO(table)))
    assert len(rows) == len(lines) == 3
    for row, line in zip(rows, lines, strict=True):
        record = json.loads(line)
        assert float(row["loss"]) == record["loss"]
        assert float(row["W1[x2→h3]"]) == record["parameters"]["W1"][2][1]
        assert float(row["b1[h4]"]) == record["parameters"]["b1"][3]
        assert float(row["gradient W2[h4→o1]"]) == record["gradients"]["W2"][0][3]
        assert float(row["gradient b2[o1]"]) == record["gradients"]["b2"][0]


def test_a_table_for_a_person(env: dict[str, str]) -> None:
    lines = run(env, "run", "xor", "--passes", "1", "--format", "table").stdout.splitlines()
    assert lines[0].split() == ["pass", "lr", "loss", "verdict"]
    assert lines[1].split() == ["0", "0.3", "0.969431", "starting"]


def test_presets_are_listed(env: dict[str, str]) -> None:
    listed = run(env, "presets").stdout
    assert listed.splitlines()[0].startswith("baseline-network")
    as_json = json.loads(run(env, "presets", "--json").stdout)
    assert as_json[0]["shape"] == "2-2-1 linear"
    assert {"name", "title", "summary", "shape"} == set(as_json[0])


def test_rows_that_a_preset_leaves_out_are_told(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("x;y\n1,5;2\n2;\n3;4\n")
    (tmp_path / "p.toml").write_text(
        'format = 1\ntitle = "A test"\n[data]\ncsv = "data.csv"\ninputs = ["x"]\ntargets = ["y"]\n'
        '[network]\nlayers = [1, 1]\nactivations = ["identity"]\n[training]\nlearning_rate = 0.1\n'
    )
    told = "data.csv: 3 rows, 1 left out (y missing); 2 samples.\n"
    result = run(env, "check", str(tmp_path / "p.toml"))
    assert result.stdout == f"{tmp_path / 'p.toml'}: fine (1-1 linear)\n{told}"
    result = run(env, "run", str(tmp_path / "p.toml"), "--passes", "0")
    assert (result.returncode, result.stderr) == (0, told)


def test_every_command_takes_a_csv_file(env: dict[str, str], tmp_path: Path) -> None:
    file = str(tmp_path / "houses.csv")
    rows = "".join(f"{at},{at % 5},{3 * at + at % 5}\n" for at in range(20))
    Path(file).write_text(f"area,age,price\n{rows}")
    told = (
        "houses.csv: 20 rows; 20 samples, 2 inputs: area, age; target price, a number. A constant"
    )
    checked = run(env, "check", file, "--target", "price")
    assert (checked.returncode, checked.stderr) == (0, "")
    assert checked.stdout.startswith(told)
    ran = run(env, "run", file, "--target", "price", "--passes", "3")
    assert ran.stderr == checked.stdout
    swept = run(env, "sweep", file, "--target", "price", "--count", "5", "--passes", "5", "--json")
    assert (swept.returncode, len(json.loads(swept.stdout))) == (0, 5)
    written = run(env, "new", file, "--target", "price")
    assert written.stdout.startswith(f"{tmp_path / 'houses.toml'} written")
    again = run(env, "run", str(tmp_path / "houses.toml"), "--passes", "3")
    assert again.stdout == ran.stdout
    assert "exists; give another name" in run(env, "new", file, "--target", "price").stderr
    printed = run(env, "new", file, "--target", "price", "--output", "-")
    assert printed.stdout == (tmp_path / "houses.toml").read_text()
    varied = run(env, "run", file, "--target", "price", "--hidden", "3", "--passes", "0")
    assert len(json.loads(varied.stdout)["parameters"]["W1"]) == 3


def test_options_of_csv_files_are_refused_elsewhere_and_files_in_a_class(
    env: dict[str, str], tmp_path: Path
) -> None:
    result = run(env, "run", "xor", "--target", "y")
    assert (result.returncode, result.stdout) == (2, "")
    assert "--target: xor is not a CSV file" in result.stderr
    (tmp_path / "t.csv").write_text("x,y\n1,2\n2,3\n")
    result = run(env, "--class", "open", str(tmp_path / "t.csv"), "--target", "y")
    assert (result.returncode, "no preset has this name" in result.stderr) == (2, True)
    result = run(env, "run", str(tmp_path / "t.csv"))
    assert (result.returncode, result.stdout) == (2, "")
    assert "name one, such as --target y; there are: x (number), y (number)" in result.stderr


def test_check_looks_at_every_file(env: dict[str, str], tmp_path: Path) -> None:
    good, bad = tmp_path / "good.toml", tmp_path / "bad.toml"
    good.write_text((Path(__file__).parent.parent / "presets" / "xor.toml").read_text())
    bad.write_text("format = 1\n")
    result = run(env, "check", str(bad), str(good))
    assert result.returncode == 2
    assert "good.toml: fine (2-4-1 tanh/identity)" in result.stdout
    assert "bad.toml: title: missing" in result.stderr
    assert run(env, "check", str(good)).returncode == 0


LABELS = """
inputs  = [[0], [1], [2], [3]]
targets = [[{0}], [{0}], [{1}], [{1}]]
"""
COLUMNS = """
csv = "data.csv"
inputs = {}
targets = ["{}"]
"""


@pytest.mark.parametrize(
    ("data", "table", "layers", "last", "loss", "says"),
    [
        (
            *(LABELS.format(1, 2), "", "1, 1", "sigmoid", "bce"),
            "p.toml: data.targets: 1 and 2 where bce takes targets from 0 to 1; "
            "write 1 as 0 and 2 as 1",
        ),
        (
            *(LABELS.format(0, 1), "", "1, 1", "softmax", "cross_entropy"),
            "p.toml: network.activations[0]: softmax over 1 unit always gives 1: it needs 2 or "
            "more; set data.one_hot = true and make the last entry of network.layers 2, or make "
            "the last activation sigmoid and the loss bce",
        ),
        (
            *(COLUMNS.format('["1"]', "2"), "1,2\n2,4\n4,9\n", "1, 1", "identity", "mse"),
            "p.toml: data.inputs: no column is called '1'; the file names no columns, so they are: "
            "column1, column2",
        ),
        (
            *(COLUMNS.format('["x", "g"]', "y"), "x,y,g\n1,2,yes\n2,4,no\n3,,yes\n"),
            *("2, 1", "identity", "mse"),
            "p.toml: data.inputs: column 'g' holds two words, and no numbers; write 'g=yes' for an "
            "input that is 1 or 0",
        ),
    ],
)
def test_check_and_run_tell_what_is_wrong_with_the_data(
    env: dict[str, str],
    tmp_path: Path,
    data: str,
    table: str,
    layers: str,
    last: str,
    loss: str,
    says: str,
) -> None:
    (tmp_path / "data.csv").write_text(table)
    (tmp_path / "p.toml").write_text(f"""
format = 1
title = "A test"
[data]
{data}
[network]
layers = [{layers}]
activations = ["{last}"]
[training]
loss = "{loss}"
learning_rate = 0.1
""")
    for command in ("check", "run"):
        result = run(env, command, str(tmp_path / "p.toml"))
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr == f"tui-descent: {says}\n"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("run", "nothing"), "nothing: no preset has this name"),
        (("run", "gone.toml"), "gone.toml: no such file"),
        (("run", "xor", "--passes", "many"), "'many' is not a valid integer"),
        (("run", "xor", "--passes", "-1"), "-1 is not in the range"),
        (("run", "xor", "--learning-rate", "nan"), "--learning-rate: nan is not a finite"),
        (("run", "xor", "--learning-rate-at", "5"), "--learning-rate-at: '5' is not PASS:X"),
        (("run", "xor", "--learning-rate-at", "-1:2"), "'-1:2' is not PASS:X"),
        (("run", "xor", "--optimizer", "adm"), "--optimizer: 'adm' is not known"),
        (("run", "xor", "--seed", "-4"), "-4 is not in the range"),
        (("run",), "Missing argument"),
        (("fly",), "No such command 'fly'"),
        (("open", "xor"), "this needs a terminal"),
        ((), "this needs a terminal"),
    ],
)
def test_bad_usage_is_one_line_and_status_2(
    env: dict[str, str], arguments: tuple[str, ...], says: str
) -> None:
    result = run(env, *arguments)
    assert result.returncode == 2
    assert result.stdout == ""
    assert says in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_reader_that_has_seen_enough_is_no_error(env: dict[str, str]) -> None:
    command = " ".join(PROGRAM) + " run xor --passes 100000 | head -n 1"
    result = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], env=env, capture_output=True, timeout=60
    )
    assert result.stderr == b""
    assert result.stdout.count(b"\n") == 1
    assert result.returncode == 0


def test_a_full_disk_is_told(env: dict[str, str]) -> None:
    command = " ".join(PROGRAM) + " run xor --passes 1000 > /dev/full"
    result = subprocess.run(["bash", "-c", command], env=env, capture_output=True, text=True)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert "No space left" in result.stderr


def test_an_interrupt_ends_with_130_and_a_long_run_shows_its_progress(env: dict[str, str]) -> None:
    arguments = ["run", "xor", "--passes", "100000000", "--every", "100000000"]
    with Terminal(arguments, env) as terminal:
        terminal.watch_for("/100000000")
        terminal.press("ctrl+c")
        assert terminal.end() == 130


def test_on_a_terminal_run_prints_a_table(env: dict[str, str]) -> None:
    with Terminal(["run", "xor", "--passes", "3"], env) as terminal:
        assert terminal.end() == 0
        assert "verdict" in terminal.text
        assert "starting" in terminal.text
