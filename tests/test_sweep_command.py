"""What `sweep` prints for a program."""

import csv
import json

import pytest

from tests.program import run


def test_a_sweep_as_csv_is_the_same_as_json(env: dict[str, str]) -> None:
    asked = ("sweep", "one-weight", "--count", "5", "--passes", "20", "--from", "0.01", "--to", "9")
    rows = list(csv.DictReader(run(env, *asked, "--format", "csv").stdout.splitlines()))
    array = json.loads(run(env, *asked, "--json").stdout)
    assert [row["verdict"] for row in rows] == [one["verdict"] for one in array]
    for key in ("learning_rate", "passes", "loss"):
        assert [float(row[key]) for row in rows] == [float(one[key]) for one in array]
    # One weight: each pass leaves 1 − 18·lr of the error of −4.
    assert float(rows[0]["loss"]) == pytest.approx((4 * (1 - 0.18) ** 20) ** 2, rel=1e-9)
