"""A few of the mutated files of `tests.benchmarks.fuzz`, of each kind."""

from pathlib import Path

import pytest

from tests.fuzzing import KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_mutated_file_is_refused_in_a_line_or_works(tmp_path: Path, kind: str) -> None:
    for seed in range(60):
        fall = KINDS[kind](seed, tmp_path)
        assert fall is None, f"seed {seed}: {fall.content!r}\n{fall.text}"
